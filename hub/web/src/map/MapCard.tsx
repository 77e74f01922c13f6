import { useEffect, useRef } from "react";
import { Anchor, CloseButton, Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { StateBadge } from "@common/components/StateBadge";
import type { RecordData, TypeMeta } from "@common/meta";
import { recordHref, stateLabel } from "../data/meta";
import { briefOf } from "../list/brief";
import { columnsOf } from "../list/columns";

/// What stands at a place that was pressed.
export function MapCard({ type, rows, titles, onClose }: { type: TypeMeta; rows: RecordData[]; titles: Record<string, string>; onClose: () => void }) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.focus(), [rows]);
  return (
    <Paper
      ref={frame} withBorder shadow="md" p="sm" className="map-card" tabIndex={-1} role="dialog" aria-label={t("on_map.here")} data-testid="map-card"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <Group justify="space-between" wrap="nowrap"><Text size="sm" c="dimmed">{t("on_map.count", { count: rows.length })}</Text><CloseButton aria-label={t("close")} onClick={onClose} /></Group>
      <Stack gap="sm" className="map-card-rows">
        {rows.map((row) => {
          const { title, facts } = briefOf(type, columnsOf(type), row, titles, t);
          return (
            <div key={row.id}>
              <Group justify="space-between" wrap="nowrap" gap="xs">
                <Anchor component={Link} to={recordHref(type.path, row.id)} fw={500}>{title}</Anchor>
                {row.state && <StateBadge state={row.state} label={stateLabel(type, row.state)} />}
              </Group>
              <Text size="sm" c="dimmed">{facts.join(" · ")}</Text>
            </div>
          );
        })}
      </Stack>
    </Paper>
  );
}
