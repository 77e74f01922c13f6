import { useState, type FormEvent } from "react";
import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TypeMeta } from "@common/meta";
import { checkField } from "../fields/check";
import { FieldInput } from "../fields/FieldInput";
import { isEditable, isEmpty } from "../fields/visible";

interface Props {
  type: TypeMeta;
  count: number;
  onRun: (title: string, patch: Record<string, unknown>) => void;
  onClose: () => void;
}

/// One field of all chosen records gets one value, or none.
export function ChangeForm({ type, count, onRun, onClose }: Props) {
  const { t } = useTranslation();
  const [name, setName] = useState<string | null>(null);
  const [value, setValue] = useState<unknown>(null);
  const fields = type.fields.filter((field) => isEditable(field) && !field.locked && !field.secret && field.kind !== "lines" && field.widget !== "blob");
  const field = fields.find((one) => one.name === name);
  const fault = field && !isEmpty(value) ? checkField(field, value, t) : undefined;
  const clears = isEmpty(value) && value !== false;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (field && !fault && !(clears && field.required)) onRun(t("bulk.change_of", { field: field.label }), { [field.name]: clears ? null : value });
  };
  return (
    <Modal opened onClose={onClose} title={t("bulk.change")} closeButtonProps={{ "aria-label": t("close") }}>
      <form onSubmit={submit} data-testid="bulk-change-form">
        <Stack>
          <Text c="dimmed">{t("list.chosen", { count })}</Text>
          <Select
            label={t("list.field")} data={fields.map((one) => ({ value: one.name, label: one.label }))} value={name} searchable data-testid="bulk-field"
            onChange={(next) => { setName(next); setValue(null); }}
          />
          {field && (
            <FieldInput
              key={field.name} field={{ ...field, required: false }} path={field.name} value={value} titles={{}} record={{}} onChange={setValue}
              errors={fault ? [{ field: field.name, text: fault }] : []}
            />
          )}
          {field && clears && !field.required && <Text size="sm" c="dimmed">{t("bulk.clears")}</Text>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>{t("cancel")}</Button>
            <Button type="submit" disabled={!field || Boolean(fault) || (clears && field.required)} data-testid="bulk-change-run">{t("bulk.change_all", { count })}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
