import { useState, type FormEvent } from "react";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { isEmpty } from "../fields/visible";

interface Props {
  title: string;
  count: number;
  /// What the action needs to know, once for all.
  fields: FieldMeta[];
  danger?: boolean;
  onRun: (input: Record<string, unknown>) => void;
  onClose: () => void;
}

/// Asks before something happens to many records.
export function AskForm({ title, count, fields, danger, onRun, onClose }: Props) {
  const { t } = useTranslation();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const ready = fields.every((field) => !field.required || !isEmpty(values[field.name]));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) onRun(Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value) || value === false)));
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit} data-testid="bulk-ask">
        <Stack>
          <Text>{t("bulk.sure", { count })}</Text>
          {fields.map((field) => (
            <FieldInput
              key={field.name} field={{ ...field, readonly: false }} path={field.name} value={values[field.name]} errors={[]} titles={{}} record={values}
              onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" disabled={!ready} color={danger ? "danger" : undefined} data-testid="bulk-run">{title}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
