import { useMemo, useState } from "react";
import { Alert, Group, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { ErrorState } from "@common/components/ErrorState";
import { place } from "@common/format";
import { toLocalInput } from "@common/zone";
import { recordHref, recordTitle } from "../data/meta";
import { usePanelReport, type PanelProps } from "../list/panel";
import { CalendarGrid, type Range } from "./CalendarGrid";
import { isMovable, useReschedule } from "./reschedule";
import { readRange } from "./range";
import { entryOf, timesOf } from "./times";

/// Records by their days; dragging one changes its day where that is allowed.
export default function CalendarPanel(props: PanelProps) {
  const { type, state } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ways = timesOf(type);
  const times = ways.find((one) => one.name === state.by) ?? ways[0]!;
  const [range, setRange] = useState<Range>();
  const asked = { filter: state.filter, search: state.search };
  const query = useQuery({
    queryKey: ["list", type.path, "calendar", times.name, range, asked],
    enabled: range !== undefined,
    queryFn: ({ signal }) => readRange(type, times, range!, asked, signal),
    placeholderData: (before) => before,
  });
  const titles = usePanelReport(props, query.error, [query.data]);
  const { zone } = place();
  const entries = useMemo(
    () => (query.data?.items ?? []).flatMap((row) => entryOf(times, row, recordTitle(type, { ...row, titles }), (at) => toLocalInput(at, zone)) ?? []),
    [query.data, times, type, titles, zone],
  );
  const reschedule = useReschedule(type, times, query.data?.items ?? []);
  return (
    <>
      <Group mb="xs" gap="sm">
        {ways.length > 1 && (
          <Select
            size="xs" w={240} aria-label={t("calendar.by")} value={times.name} allowDeselect={false} data-testid="calendar-by"
            data={ways.map(({ name, label, end }) => ({ value: name, label: end ? `${label} – ${end.label}` : label }))} onChange={(by) => state.set({ by: by === ways[0]!.name ? undefined : by ?? undefined })}
          />
        )}
        <Text size="sm" c="dimmed" role="status" data-testid="calendar-count">{t("calendar.count", { count: entries.length })} · {t("field.zone", { zone })}</Text>
      </Group>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.next_page_token && <Alert color="attention" mb="xs">{t("calendar.too_many", { count: entries.length })}</Alert>}
      <CalendarGrid
        entries={entries} editable={isMovable(type, times)} label={type.plural} onRange={setRange} onOpen={(id) => navigate(recordHref(type.path, id))} onMove={reschedule}
      />
    </>
  );
}
