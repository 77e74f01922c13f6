import { useState, type CSSProperties } from "react";
import { Alert, Badge, Button, Group, Modal, Paper, Radio, Stack, Table, Text } from "@mantine/core";
import "@mantine/core/styles/RadioIndicator.css";
import "@mantine/core/styles/Radio.css";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldMeta, RecordData } from "@common/meta";
import { Age } from "@common/components/Age";
import { plainValue } from "../fields/plain";
import { titleOf } from "../fields/titles";
import { ScrollX } from "../shell/ScrollX";
import { useNarrow } from "../shell/useNarrow";
import { chosenPatch, differences, firstChoices, unchosen, type Choice } from "./conflict";

interface Props {
  base: RecordData;
  mine: Record<string, unknown>;
  theirs: RecordData;
  fields: FieldMeta[];
  busy?: boolean;
  onResolve: (patch: Record<string, unknown>, current: RecordData) => void;
  onClose: () => void;
}

const sides = ["mine", "theirs"] as const;
const wrapped: CSSProperties = { whiteSpace: "pre-wrap", overflowWrap: "anywhere" };

/// Somebody saved first: both versions side by side and what both began with, chosen field by field. What was typed stays in
/// the form behind until it is saved.
export function ConflictDialog({ base, mine, theirs, fields, busy, onResolve, onClose }: Props) {
  const { t } = useTranslation();
  const all = differences(base, mine, theirs, fields);
  const [choices, setChoices] = useState(() => firstChoices(base, all));
  const titles = { ...base.titles, ...theirs.titles };
  const chooseAll = (side: Choice) => setChoices(Object.fromEntries(all.map(({ field }) => [field.name, side])));
  const narrow = useNarrow();
  const shownOf = (field: FieldMeta, value: unknown) => plainValue(field, value, titles) || t("field.empty");
  const radio = (field: FieldMeta, side: Choice, value: unknown) => (
    <Radio
      name={`conflict-${field.name}`} checked={choices[field.name] === side} data-testid={`conflict-${field.name}-${side}`}
      onChange={() => setChoices({ ...choices, [field.name]: side })} label={shownOf(field, value)}
      aria-label={`${field.label}, ${t(`conflict.${side}`)}: ${shownOf(field, value)}`}
    />
  );
  const clashes = all.filter(({ clash }) => clash).length;
  const open = unchosen(all, choices);
  return (
    <Modal opened onClose={onClose} size="xl" title={t("conflict.title")} closeButtonProps={{ "aria-label": t("close") }}>
      <Stack gap="md" data-testid="conflict-dialog">
        <Alert color="attention" icon={<IconUsers />}>
          {t("conflict.text")} {theirs.changed_at && <Age at={theirs.changed_at} />}
          {theirs.changed_by && ` · ${titleOf(theirs.changed_by, titles)}`} · {t("conflict.clashes", { count: clashes })}
        </Alert>
        {narrow ? all.map(({ field, clash, ...values }) => (
          <Paper key={field.name} withBorder p="sm" component="section" aria-label={field.label} data-clash={clash || undefined}>
            <Group justify="space-between" gap="xs"><Text fw={600}>{field.label}</Text>{clash && <Badge color="attention" size="sm" tt="none">{t("conflict.both")}</Badge>}</Group>
            {sides.map((side) => <div key={side} style={wrapped}><Text size="sm" c="dimmed" mt="xs">{t(`conflict.${side}`)}</Text>{radio(field, side, values[side])}</div>)}
            <Text size="sm" c="dimmed" mt="xs" style={wrapped}>{t("conflict.before")}: {shownOf(field, base[field.name])}</Text>
          </Paper>
        )) : <ScrollX label={t("conflict.title")} minWidth={560}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("conflict.field")}</Table.Th>
                <Table.Th>{t("conflict.mine")} <Button size="xs" variant="subtle" onClick={() => chooseAll("mine")} data-testid="conflict-all-mine">{t("conflict.all")}</Button></Table.Th>
                <Table.Th>{t("conflict.theirs")} <Button size="xs" variant="subtle" onClick={() => chooseAll("theirs")} data-testid="conflict-all-theirs">{t("conflict.all")}</Button></Table.Th>
                <Table.Th>{t("conflict.before")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {all.map(({ field, clash, ...values }) => (
                <Table.Tr key={field.name} data-clash={clash || undefined}>
                  <Table.Th scope="row">
                    <Text fw={600}>{field.label}</Text>
                    {clash && <Badge color="attention" size="sm" tt="none">{t("conflict.both")}</Badge>}
                  </Table.Th>
                  {sides.map((side) => <Table.Td key={side} style={wrapped}>{radio(field, side, values[side])}</Table.Td>)}
                  <Table.Td c="dimmed" style={wrapped}>{shownOf(field, base[field.name])}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollX>}
        <Group justify="flex-end">
          <Text size="sm" c="dimmed" role="status">{open > 0 && t("conflict.open", { count: open })}</Text>
          <Button variant="default" onClick={onClose} data-testid="conflict-back">{t("conflict.back")}</Button>
          <Button loading={busy} disabled={open > 0} onClick={() => onResolve(chosenPatch(theirs, all, choices), theirs)} data-testid="conflict-save">{t("conflict.save")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
