import { Group, Input, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { useTranslation } from "react-i18next";
import { useRoles } from "./build";
import type { DraftField, DraftGrant } from "./draft";

interface Props {
  field: DraftField;
  error: string | undefined;
  onChange: (grants: DraftGrant[]) => void;
}

/// Everybody who sees the record, or only some roles: for all others the field is nowhere.
export function FieldRights({ field, error, onChange }: Props) {
  const { t } = useTranslation();
  const roles = (useRoles().data ?? []).filter((role) => role.key !== "admin");
  const only = field.grants.length > 0;
  const right = (role: string) => {
    const grant = field.grants.find((one) => one.role === role);
    return grant ? (grant.change ? "change" : "read") : "none";
  };
  const set = (role: string, next: string) => {
    const known = field.grants.find((one) => one.role === role);
    const rest = field.grants.filter((one) => one.role !== role);
    onChange(next === "none" ? rest : [...rest, { ...known, role, change: next === "change" }]);
  };
  const begin = (value: string) => onChange(value === "all" ? [] : [{ role: "admin", change: true }, ...roles.filter((role) => role.key === "dispatcher").map((role) => ({ role: role.key, change: true }))]);
  return (
    <Input.Wrapper label={t("builder.who_sees")} error={error} labelElement="div">
      <SegmentedControl fullWidth mt={4} value={only ? "only" : "all"} onChange={begin} data={[{ value: "all", label: t("builder.everybody") }, { value: "only", label: t("builder.only_some") }]} data-testid="panel-who" />
      {only && (
        <Stack gap={6} mt="xs">
          <Text size="xs" c="dimmed">{t("builder.only_text")}</Text>
          {roles.map((role) => (
            <Group key={role.key} justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" truncate>{role.name}</Text>
              <Select
                size="xs" w={132} aria-label={t("builder.right_of", { role: role.name })} value={right(role.key)} allowDeselect={false} onChange={(next) => next && set(role.key, next)} data-testid={`field-right-${role.key}`}
                data={["none", "read", "change"].map((value) => ({ value, label: t(`builder.right.${value}`) }))}
              />
            </Group>
          ))}
        </Stack>
      )}
    </Input.Wrapper>
  );
}
