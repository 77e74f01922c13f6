import { ActionIcon, Anchor, Group, Menu, Text } from "@mantine/core";
import { IconArrowsMove } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { Age } from "@common/components/Age";
import type { FieldMeta, RecordData, TypeMeta } from "@common/meta";
import { recordHref } from "../data/meta";
import { briefOf } from "../list/brief";
import { columnsFor, moveTo, valueOn } from "./columns";

interface Props {
  type: TypeMeta;
  row: RecordData;
  grouping: FieldMeta;
  fields: FieldMeta[];
  titles: Record<string, string>;
  moving: boolean;
  onCarry: (row: RecordData | undefined) => void;
  onMove: (row: RecordData, to: string) => void;
}

const factsMax = 3;

/// A record on a board: its name, what the list's columns say of it, and how long nothing has changed.
export function BoardCard({ type, row, grouping, fields, titles, moving, onCarry, onMove }: Props) {
  const { t } = useTranslation();
  const { title, facts, sums } = briefOf(type, fields.filter((field) => field.name !== grouping.name), row, titles, t);
  const targets = columnsFor(grouping).filter(({ value }) => value !== valueOn(grouping, row) && moveTo(type, grouping, { ...row, titles }, value).by !== "none");
  return (
    <li
      className="board-card" tabIndex={0} draggable={!moving} data-moving={moving || undefined} data-card={row.id} data-testid={`card-${row.id}`} aria-label={title}
      onDragStart={(event) => { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", title); onCarry({ ...row, titles }); }}
      onDragEnd={() => onCarry(undefined)}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap={4}>
        <Anchor component={Link} to={recordHref(type.path, row.id)} fw={500} lineClamp={2} draggable={false}>{title}</Anchor>
        {targets.length > 0 && (
          <Menu position="bottom-end" withinPortal>
            <Menu.Target>
              <ActionIcon variant="subtle" color="neutral" size="sm" aria-label={t("board.move", { name: title })} title={t("board.move", { name: title })} data-testid={`move-${row.id}`}><IconArrowsMove size={16} /></ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {targets.map(({ value, label }) => (
                <Menu.Item key={value} onClick={() => onMove({ ...row, titles }, value)} data-testid={`move-${row.id}-${value || "none"}`}>{label || t("board.without", { field: grouping.label })}</Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {facts.length > 0 && <Text size="sm" c="dimmed" lineClamp={3}>{facts.slice(0, factsMax).join(" · ")}</Text>}
      <Group justify="space-between" gap={4}>
        <Text size="xs" c="dimmed">{row.changed_at && <>{t("board.unchanged")} <Age at={row.changed_at} /></>}</Text>
        {sums[0] && <span className="num">{sums[0].text}</span>}
      </Group>
    </li>
  );
}
