import { Group, Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { StateBadge } from "@common/components/StateBadge";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { stateLabel } from "../data/meta";
import { briefOf } from "../list/brief";

interface Props {
  type: TypeMeta;
  row: RecordData;
  columns: FieldMeta[];
  titles: Record<string, string>;
  top: number;
  height: number;
  chosen: boolean;
  /// The one row that Tab leads to; arrows go on from there.
  stop: boolean;
  onChoose: (id: string) => void;
}

/// One record in the list beside which it is shown.
export function SplitRow({ type, row, columns, titles, top, height, chosen, stop, onChoose }: Props) {
  const { t } = useTranslation();
  const { title, facts } = briefOf(type, columns, row, titles, t);
  return (
    <li style={{ position: "absolute", insetInline: 0, top, height }}>
      <UnstyledButton className="split-row" tabIndex={stop ? 0 : -1} aria-current={chosen ? "true" : undefined} onClick={() => onChoose(row.id)} data-testid={`split-${row.id}`}>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <Text fw={500} truncate>{title}</Text>
          {row.state && <StateBadge state={row.state} label={stateLabel(type, row.state)} />}
        </Group>
        <Text size="sm" className="split-facts" lineClamp={2}>{facts.join(" · ")}</Text>
      </UnstyledButton>
    </li>
  );
}
