import { Anchor, Group, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { recordHref, stateLabel } from "../data/meta";
import { briefOf } from "./brief";

/// The row's cell on a phone: name and state, then the rest, then the sums. Nothing is hidden, nothing scrolls sideways.
export function NarrowRow({ type, row, columns, titles }: { type: TypeMeta; row: RecordData; columns: FieldMeta[]; titles: Record<string, string> }) {
  const { t } = useTranslation();
  const { title, facts, sums } = briefOf(type, columns, row, titles, t);
  return (
    <Table.Td className="narrow">
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
        <Anchor component={Link} to={recordHref(type.path, row.id)} fw={500} lineClamp={2}>{title}</Anchor>
        {row.state && <StateBadge state={row.state} label={stateLabel(type, row.state)} />}
      </Group>
      <Group justify="space-between" align="flex-end" gap="2px 12px">
        <Text span size="sm" c="dimmed" lineClamp={2}>{facts.join(" · ")}</Text>
        <Group gap="2px 12px" justify="flex-end" ml="auto">
          {sums.map(({ name, label, text }) => (
            <span key={name} className="num">{label && <Text span size="sm" c="dimmed">{label} </Text>}{text}</span>
          ))}
        </Group>
      </Group>
    </Table.Td>
  );
}
