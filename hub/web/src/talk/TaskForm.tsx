import { Fragment, useState, type FormEvent } from "react";
import { Button, Group, Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ProblemError } from "@common/api";
import { ErrorState } from "@common/components/ErrorState";
import { useCatalogue } from "../data/meta";
import { createRecord, useTouched } from "../data/records";
import { FieldInput } from "../fields/FieldInput";
import { errorsElsewhere } from "../fields/input";
import { filled } from "../records/patch";
import { Suggested } from "./Suggested";
import { useUnsaved } from "../shell/unsaved";

const asked = ["title", "assignee_team", "assignee_user", "advised", "due", "priority"];

/// A task in a few words; a person or a team, and nobody twice.
export function TaskForm({ about, onClose }: { about: { type: string; id: string }; onClose: () => void }) {
  const { t } = useTranslation();
  const type = useCatalogue().data!.path("tasks")!;
  const touched = useTouched();
  const [values, setValues] = useState<Record<string, unknown>>({ priority: "normal" });
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const letGo = useUnsaved(Boolean(values.title));
  const fields = asked.map((name) => type.fields.find((field) => field.name === name)).filter((field) => field !== undefined);
  const refused = error instanceof ProblemError ? error.errors : [];
  const change = (name: string, value: unknown) =>
    setValues((before) => ({ ...before, ...(name === "assignee_user" && value ? { assignee_team: null } : {}), ...(name === "assignee_team" && value ? { assignee_user: null } : {}), [name]: value }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      await createRecord("tasks", { ...filled(values), about });
      letGo();
      await touched("tasks");
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("talk.task_add")} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit} noValidate data-testid="task-form">
        <Stack>
          {fields.map((field) => (
            <Fragment key={field.name}>
              <FieldInput field={field} path={field.name} value={values[field.name]} errors={refused} titles={{}} record={values} onChange={(value) => change(field.name, value)} />
              {field.name === "assignee_team" && typeof values.assignee_team === "string" && <Suggested team={values.assignee_team} about={about} onTake={(user) => change("assignee_user", user)} />}
            </Fragment>
          ))}
          {error !== undefined && (refused.length === 0 || errorsElsewhere(refused, asked).length > 0) && <ErrorState error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" loading={busy} data-testid="task-save">{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
