import { useState } from "react";
import { Affix, Anchor, Button, Group, Menu, Paper, Text, Transition } from "@mantine/core";
import { IconChevronDown, IconDownload, IconPencil, IconTag, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { formatDecimal } from "@common/format";
import type { FieldMeta, FlowAction, TypeMeta } from "@common/meta";
import { useCatalogue } from "../data/meta";
import { isFinal } from "../records/actions";
import { columnLabel } from "../list/columns";
import type { Selection } from "../list/useSelection";
import { AskForm } from "./AskForm";
import { BulkResults } from "./BulkResults";
import { ChangeForm } from "./ChangeForm";
import { possibleActions } from "./possible";
import { tagField, withTags } from "./tags";
import type { Targets } from "./targets";
import { useBulk } from "./useBulk";
import { useExport } from "./useExport";
import "./bulk.css";

interface Props {
  type: TypeMeta;
  columns: FieldMeta[];
  targets: Targets;
  selection: Selection;
  /// How many the filter finds; a bound when `more`.
  total: number;
  more: boolean;
}

type Asked = { kind: "change" } | { kind: "delete" } | { kind: "tag" } | { kind: "act"; action: FlowAction };

/// Slides in when rows are chosen: what all of them allow, done a few at a time, each refusal told by name.
export function BulkBar({ type, columns, targets, selection, total, more }: Props) {
  const { t } = useTranslation();
  const tags = useCatalogue().data!.named("content.Tag");
  const [asked, setAsked] = useState<Asked>();
  const bulk = useBulk(type);
  const download = useExport(type, columns.map((field) => ({ field, label: columnLabel(field, t) })));
  const { count } = targets;
  const actions = possibleActions(type, targets.rows, selection.everything);
  const close = () => setAsked(undefined);
  const act = (action: FlowAction, input: Record<string, unknown>) => {
    close();
    void bulk.run(action.label, targets, { action: action.name, item: ({ id }) => ({ ...input, id }) });
  };
  const press = (action: FlowAction) => (action.input?.length || isFinal(action.name) || selection.everything ? setAsked({ kind: "act", action }) : act(action, {}));
  const keepRefused = (ids: string[]) => {
    selection.clear();
    for (const id of ids) selection.toggle(id);
    bulk.close();
  };
  return (
    <>
      <Affix position={{ bottom: "calc(16px + var(--phone-bar, 0px))", left: 0, right: 0 }} style={{ pointerEvents: "none" }}>
        <Transition mounted={selection.chosen.size > 0} transition="slide-up">
          {(style) => (
            <Paper withBorder shadow="md" p="sm" mx="auto" className="bulk-bar" style={style} role="region" aria-label={t("list.bulk")} data-testid="bulk-bar">
              <Group gap="xs">
                <Text fw={600} role="status">{t("list.chosen", { count, shown: formatDecimal(count) })}{selection.everything && more && "+"}</Text>
                {!selection.everything && (total > targets.rows.length || more) && (
                  <Anchor component="button" size="sm" onClick={selection.chooseEverything} data-testid="choose-everything">{t("list.choose_everything", { total: formatDecimal(total) + (more ? "+" : "") })}</Anchor>
                )}
                {type.may.change && <Button size="xs" variant="light" leftSection={<IconPencil size={14} aria-hidden />} onClick={() => setAsked({ kind: "change" })} data-testid="bulk-change">{t("bulk.change")}</Button>}
                {actions.slice(0, 3).map((action) => <Button key={action.name} size="xs" variant="light" onClick={() => press(action)} data-testid={`bulk-${action.name}`}>{action.label}</Button>)}
                {actions.length > 3 && (
                  <Menu withinPortal position="top-end">
                    <Menu.Target><Button size="xs" variant="light" rightSection={<IconChevronDown size={14} aria-hidden />}>{t("record.more")}</Button></Menu.Target>
                    <Menu.Dropdown>{actions.slice(3).map((action) => <Menu.Item key={action.name} onClick={() => press(action)} data-testid={`bulk-${action.name}`}>{action.label}</Menu.Item>)}</Menu.Dropdown>
                  </Menu>
                )}
                {type.may.change && tags && <Button size="xs" variant="light" leftSection={<IconTag size={14} aria-hidden />} onClick={() => setAsked({ kind: "tag" })} data-testid="bulk-tag">{t("bulk.tag")}</Button>}
                <Button size="xs" variant="light" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => void download(targets)} data-testid="bulk-export">{t("bulk.export")}</Button>
                {type.may.delete && <Button size="xs" variant="light" color="danger" leftSection={<IconTrash size={14} aria-hidden />} onClick={() => setAsked({ kind: "delete" })} data-testid="bulk-delete">{t("record.delete")}</Button>}
                <Button size="xs" variant="subtle" color="neutral" onClick={selection.clear} data-testid="choose-none">{t("list.choose_none")}</Button>
              </Group>
            </Paper>
          )}
        </Transition>
      </Affix>
      {asked?.kind === "change" && (
        <ChangeForm type={type} count={count} onClose={close} onRun={(title, patch) => { close(); void bulk.run(title, targets, { action: "change", item: ({ id, version }) => ({ ...patch, id, version }) }); }} />
      )}
      {asked?.kind === "delete" && (
        <AskForm danger title={t("record.delete")} count={count} fields={[]} onClose={close} onRun={() => { close(); void bulk.run(t("record.delete"), targets, { action: "delete", item: ({ id, version }) => ({ id, version }) }); }} />
      )}
      {asked?.kind === "tag" && (
        <AskForm title={t("bulk.tag")} count={count} fields={[tagField(t("bulk.tags"))]} onClose={close} onRun={({ tags: chosen }) => { close(); void bulk.run(t("bulk.tag"), targets, { action: "change", item: (row) => ({ id: row.id, version: row.version, tags: withTags(row, chosen as string[]) }) }); }} />
      )}
      {asked?.kind === "act" && <AskForm title={asked.action.label} danger={isFinal(asked.action.name)} count={count} fields={asked.action.input ?? []} onClose={close} onRun={(input) => act(asked.action, input)} />}
      {bulk.state && <BulkResults path={type.path} state={bulk.state} onCancel={bulk.cancel} onClose={() => { bulk.close(); selection.clear(); }} onKeepRefused={keepRefused} />}
    </>
  );
}
