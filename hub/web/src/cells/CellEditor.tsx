import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { ActionIcon, Group, Popover, Text } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { problemAdvice } from "@common/problem";
import type { FieldMeta, RecordData } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { errorOf } from "../fields/input";
import { checkField } from "../fields/check";
import { same } from "../records/patch";
import { useUnsaved } from "../shell/unsaved";
import "./cells.css";

interface Props {
  field: FieldMeta;
  row: RecordData;
  titles: Record<string, string>;
  onSave: (value: unknown) => Promise<void>;
  onClose: () => void;
  /// To the next cell, or the one before; the value is saved on the way.
  onNext: (step: 1 | -1) => void;
}

/// The editor over a cell. Enter and Tab save, Escape leaves; a refusal keeps it open with what was typed.
export function CellEditor({ field, row, titles, onSave, onClose, onNext }: Props) {
  const { t } = useTranslation();
  const [value, setValue] = useState<unknown>(row[field.name] ?? null);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const changed = !same(value, row[field.name]);
  const letGo = useUnsaved(changed);
  useEffect(() => {
    const input = frame.current?.querySelector<HTMLElement>("input:not([type=hidden]),textarea");
    input?.focus();
    if (input instanceof HTMLInputElement && input.type === "text") input.select();
  }, []);
  const fault = changed ? checkField(field, value, t) : undefined;
  const save = async (then: () => void) => {
    if (busy || fault) return;
    if (!changed) return then();
    setBusy(true);
    try {
      await onSave(value);
      letGo();
      then();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  const press = (event: KeyboardEvent) => {
    const listOpen = frame.current?.querySelector("[aria-expanded=true]");
    if (event.key === "Escape" && !listOpen) {
      event.stopPropagation();
      onClose();
    } else if (event.key === "Enter" && !listOpen && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      void save(onClose);
    } else if (event.key === "Tab" && isEdge(frame.current, event)) {
      event.preventDefault();
      void save(() => onNext(event.shiftKey ? -1 : 1));
    }
  };
  // Also where the focus has gone elsewhere.
  useWindowEvent("keydown", (event) => event.key === "Escape" && !(event.target as Element).closest("[role=dialog],[role=listbox]") && onClose());
  const refused = error instanceof ProblemError ? error.errors : [];
  const told = fault ?? (error === undefined ? undefined : errorOf(refused, field.name) ?? clashText(error, t) ?? problemAdvice(error, t));
  return (
    <Popover opened position="bottom-start" offset={-36} width={260} withinPortal shadow="md" closeOnClickOutside={false} closeOnEscape={false} trapFocus={false} keepMounted={false}>
      <Popover.Target><span className="cell-anchor" /></Popover.Target>
      <Popover.Dropdown p={6} onKeyDownCapture={press} onClick={(event) => event.stopPropagation()}>
        <div ref={frame} role="dialog" aria-label={field.label} className="cell-editor" data-testid="cell-editor">
          <Group gap={4} wrap="nowrap" align="center">
            <div style={{ flex: 1, minWidth: 0 }}>
              <FieldInput field={{ ...field, help: "" }} path={field.name} value={value} onChange={setValue} errors={[]} titles={titles} record={row} />
            </div>
            <ActionIcon variant="light" color="success" loading={busy} onClick={() => void save(onClose)} aria-label={t("save")} tabIndex={-1} data-testid="cell-save"><IconCheck size={16} /></ActionIcon>
            <ActionIcon variant="subtle" color="neutral" onClick={onClose} aria-label={t("cancel")} tabIndex={-1}><IconX size={16} /></ActionIcon>
          </Group>
          {told && <Text size="sm" c="danger" role="alert" mt={4} data-testid="cell-error">{told}</Text>}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/// The first or last stop inside the editor: from there Tab goes to another cell.
function isEdge(frame: HTMLElement | null, event: KeyboardEvent): boolean {
  const stops = [...(frame?.querySelectorAll<HTMLElement>("input:not([type=hidden]),textarea,button") ?? [])].filter((one) => one.tabIndex >= 0);
  return event.target === (event.shiftKey ? stops[0] : stops.at(-1));
}

const clashText = (error: unknown, t: (key: string) => string): string | undefined =>
  error instanceof ProblemError && error.status === 412 ? t("list.cell_clash") : undefined;
