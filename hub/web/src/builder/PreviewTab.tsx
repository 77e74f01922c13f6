import { useState } from "react";
import { Group, Paper, SegmentedControl, Select, Stack, Table, Text, Title } from "@mantine/core";
import "@mantine/core/styles/SegmentedControl.css";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { StateBadge } from "@common/components/StateBadge";
import type { TypeMeta } from "@common/meta";
import { FieldInput } from "../fields/FieldInput";
import { FieldValue } from "../fields/FieldValue";
import { isWide } from "../fields/visible";
import { ScrollX } from "../shell/ScrollX";
import { useRoles } from "./build";
import type { Draft } from "./draft";
import { changes, fieldMeta, sampleRow, shownColumns, shownFields } from "./preview";

/// The form and the list as somebody with a role will have them; typing here tries it out and saves nothing.
export function PreviewTab({ draft, delivered }: { draft: Draft; delivered: TypeMeta | undefined }) {
  const { t, i18n } = useTranslation();
  const roles = useRoles().data ?? [];
  const [role, setRole] = useState("dispatcher");
  const quick = ["dispatcher", "technician"].filter((key) => roles.some((one) => one.key === key));
  const fields = shownFields(draft, role);
  const mayRead = !draft.type || role === "admin" || draft.type.grants.some((one) => (one.role === role || one.role === "*") && one.read);
  return (
    <Stack gap="md" data-testid="preview">
      <Group gap="sm" align="flex-end">
        {quick.length > 1 && <SegmentedControl value={quick.includes(role) ? role : ""} onChange={setRole} data={quick.map((key) => ({ value: key, label: roles.find((one) => one.key === key)!.name }))} data-testid="preview-quick" />}
        <Select label={t("builder.as_role")} data={roles.map((one) => ({ value: one.key, label: one.name }))} value={role} allowDeselect={false} onChange={(next) => next && setRole(next)} data-testid="preview-role" />
      </Group>
      {!mayRead && <Paper withBorder bg="var(--surface)"><EmptyState title={t("builder.sees_nothing")} text={t("builder.sees_nothing_text")} /></Paper>}
      {mayRead && (
        <>
          <Paper withBorder p="md" bg="var(--surface)" component="section" aria-label={t("builder.as_form")}>
            <Title order={2} size="h4" mb="sm">{t("builder.as_form")}</Title>
            {delivered && <Text size="sm" c="dimmed" mb="sm">{t("builder.below_delivered", { type: delivered.label })}</Text>}
            {fields.length === 0 && <Text c="dimmed">{t("builder.no_fields")}</Text>}
            <div className="grid-form"><TriedFields key={role} draft={draft} role={role} language={i18n.language} /></div>
          </Paper>
          {draft.type && fields.length > 0 && <ListPreview draft={draft} role={role} />}
        </>
      )}
    </Stack>
  );
}

function TriedFields({ draft, role, language }: { draft: Draft; role: string; language: string }) {
  const [values, setValues] = useState<Record<string, unknown>>({});
  return shownFields(draft, role).map((field) => {
    const meta = fieldMeta(field, language);
    return (
      <div key={field.client} className={isWide(meta) ? "wide" : undefined}>
        <FieldInput field={meta} path={`try-${field.key}`} value={values[field.client]} onChange={(value) => setValues({ ...values, [field.client]: value })} errors={[]} titles={{}} record={values} readOnly={!changes(field, role)} />
      </div>
    );
  });
}

function ListPreview({ draft, role }: { draft: Draft; role: string }) {
  const { t, i18n } = useTranslation();
  const columns = shownColumns(draft, role).map((field) => fieldMeta(field, i18n.language));
  const row = sampleRow(draft, i18n.language);
  const first = draft.type?.states[0];
  return (
    <Paper withBorder p="md" bg="var(--surface)" component="section" aria-label={t("builder.as_list")}>
      <Title order={2} size="h4" mb="sm">{t("builder.as_list")}</Title>
      <ScrollX label={t("builder.as_list")} minWidth={columns.length * 120}>
        <Table>
          <Table.Thead><Table.Tr>{columns.map((field) => <Table.Th key={field.name}>{field.label}</Table.Th>)}{first && <Table.Th>{t("field.header.state")}</Table.Th>}</Table.Tr></Table.Thead>
          <Table.Tbody>
            <Table.Tr>
              {columns.map((field) => <Table.Td key={field.name}><FieldValue field={field} value={row[field.name]} /></Table.Td>)}
              {first && <Table.Td><StateBadge state={first.key} label={first.label} /></Table.Td>}
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </ScrollX>
    </Paper>
  );
}
