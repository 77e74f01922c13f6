import { Alert, Checkbox, Fieldset, Paper, SimpleGrid, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ScrollX } from "../shell/ScrollX";
import { useNarrow } from "../shell/useNarrow";
import { useRoles } from "./build";
import { setType } from "./changes";
import type { DraftType, TypeGrant } from "./draft";
import { useProblemText } from "./problemTexts";
import type { Builder } from "./useBuilder";

const rights = ["read", "create", "change", "delete"] as const;

/// Who may do what with the type's records. Administrators may everything; finer rules are given with roles and permissions.
export function RightsTab({ builder, type }: { builder: Builder; type: DraftType }) {
  const { t } = useTranslation();
  const problem = useProblemText()(builder.problems, "type", "grants");
  const known = (useRoles().data ?? []).filter((role) => role.key !== "admin");
  const rows = [{ key: "*", name: t("builder.everybody_signed_in") }, ...known];
  const set = (role: string, right: (typeof rights)[number], may: boolean) => {
    const before = type.grants.find((one) => one.role === role) ?? { role, read: false, create: false, change: false, delete: false };
    // Who writes also reads; who no longer reads does nothing.
    const after: TypeGrant = { ...before, [right]: may, ...(may && { read: true }), ...(right === "read" && !may && { create: false, change: false, delete: false }) };
    const rest = type.grants.filter((one) => one !== before);
    builder.change(setType(builder.draft, { grants: after.read ? [...rest, after] : rest }));
  };
  const narrow = useNarrow();
  const box = (role: { key: string; name: string }, right: (typeof rights)[number], label?: string) => (
    <Checkbox
      key={right} styles={label ? undefined : { body: { justifyContent: "center" } }} label={label} checked={type.grants.find((one) => one.role === role.key)?.[right] ?? false} aria-label={`${role.name}: ${t(`builder.may.${right}`)}`}
      onChange={(event) => set(role.key, right, event.currentTarget.checked)} data-testid={`grant-${role.key}-${right}`}
    />
  );
  return (
    <Paper withBorder p="md" bg="var(--surface)" component="section" aria-label={t("builder.tab.rights")}>
      <Title order={2} size="h4">{t("builder.who_may")}</Title>
      <Text size="sm" c="dimmed" mb="sm">{t("builder.who_may_text")}</Text>
      {problem && <Alert color="danger" role="alert" mb="sm">{problem}</Alert>}
      {narrow ? rows.map((role) => (
        <Fieldset key={role.key} legend={role.name} mb="sm"><SimpleGrid cols={2}>{rights.map((right) => box(role, right, t(`builder.may.${right}`)))}</SimpleGrid></Fieldset>
      )) : <ScrollX label={t("builder.who_may")} minWidth={420}>
        <Table verticalSpacing={6}>
          <Table.Thead><Table.Tr><Table.Th>{t("builder.role")}</Table.Th>{rights.map((right) => <Table.Th key={right} ta="center">{t(`builder.may.${right}`)}</Table.Th>)}</Table.Tr></Table.Thead>
          <Table.Tbody>
            {rows.map((role) => (
              <Table.Tr key={role.key}>
                <Table.Th scope="row">{role.name}</Table.Th>
                {rights.map((right) => <Table.Td key={right}>{box(role, right)}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollX>}
    </Paper>
  );
}
