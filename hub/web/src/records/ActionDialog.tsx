import { lazy, Suspense, useState, type FormEvent } from "react";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { ErrorState } from "@common/components/ErrorState";
import type { FlowAction, RecordData, TypeMeta } from "@common/meta";
import { recordTitle } from "../data/meta";
import { actOn, useTouched, type ActionReply } from "../data/records";
import { FieldInput } from "../fields/FieldInput";
import { errorsElsewhere } from "../fields/input";
import { isEmpty } from "../fields/visible";
import { useUnsaved } from "../shell/unsaved";
import { isFinal } from "./actions";

const LeaveDialog = lazy(() => import("../shell/LeaveDialog"));

interface Props {
  type: TypeMeta;
  record: RecordData;
  action: FlowAction;
  onAnswer?: (reply: ActionReply) => void;
  onClose: () => void;
}

/// Asks for what the action needs, or for a second look where it is hard to take back.
export function ActionDialog({ type, record, action, onAnswer, onClose }: Props) {
  const { t } = useTranslation();
  const touched = useTouched();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const typed = !Object.values(values).every(isEmpty);
  const letGo = useUnsaved(typed);
  const fields = action.input ?? [];
  const refused = error instanceof ProblemError ? error.errors : [];
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const reply = await actOn(type.path, record.id, action.name, given(values));
      letGo();
      onClose();
      onAnswer?.(reply);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
      touched(type.path, record.id);
    }
  };
  const told = error !== undefined && (refused.length === 0 || errorsElsewhere(refused, fields.map((one) => one.name)).length > 0);
  return (
    <Modal opened onClose={() => (typed ? setLeaving(true) : onClose())} closeOnEscape={!leaving} title={action.label} size={fields.length > 3 ? "lg" : "md"} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit} data-testid="action-dialog">
        <Stack gap="md">
          <Text c="dimmed">{recordTitle(type, record)}</Text>
          {fields.map((field) => (
            <FieldInput
              key={field.name} field={{ ...field, readonly: false }} path={field.name} value={values[field.name]} errors={refused} titles={record.titles ?? {}}
              record={{ ...record, ...values }} onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          {fields.length === 0 && <Text>{t("record.sure")}</Text>}
          {told && <ErrorState error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" loading={busy} color={isFinal(action.name) ? "danger" : undefined} data-testid={`confirm-${action.name}`}>
              {action.label}
            </Button>
          </Group>
        </Stack>
      </form>
      <Suspense>{leaving && <LeaveDialog onStay={() => setLeaving(false)} onLeave={onClose} />}</Suspense>
    </Modal>
  );
}

const given = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
