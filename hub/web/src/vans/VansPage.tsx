import { useMemo, useState } from "react";
import { Badge, Button, Group, Paper, Skeleton, Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@common/components/EmptyState";
import { ErrorState } from "@common/components/ErrorState";
import { formatAge, formatDecimal } from "@common/format";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import { NewButton } from "../records/NewButton";
import { Page } from "../shell/Page";
import { FleetAlerts } from "./FleetAlerts";
import { FleetFilters } from "./FleetFilters";
import { useFleet, type FleetVan, type Sort } from "./fleet";
import { VanDetail } from "./VanDetail";
import { VanTable } from "./VanTable";

/// Which vans are heard, what each has not sent, what is wrong and what to do about it.
export default function VansPage() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [search] = useDebouncedValue(text.trim(), 300);
  const [trouble, setTrouble] = useState("");
  const [sort, setSort] = useState<Sort>("trouble");
  const query = useFleet({ search, trouble, sort });
  const [selected, setSelected] = useState<string | null>(null);
  const first = query.data?.pages[0];
  const vans = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const markers = useMemo(() => vans.flatMap(markerOf), [vans]);
  const isEmpty = first?.total === 0 && !search && !trouble;
  return (
    <Page title={t("menu.vans")} error={query.error} badge={first && first.total > 0 && <Badge size="lg" tt="none" color="neutral" data-testid="fleet-count">{t("van.count", { online: formatDecimal(first.online), total: formatDecimal(first.total) })}</Badge>}>
      {query.isPending && <Skeleton h={240} />}
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {isEmpty && (
        <EmptyState title={t("van.none")} text={t("van.none_text")}>
          <Group justify="center">
            <NewButton path="vehicles" variant="light" data-testid="empty-new-vehicle" />
            <NewButton path="devices" />
          </Group>
        </EmptyState>
      )}
      {first && !isEmpty && (
        <>
          <FleetFilters page={first} text={text} onText={setText} trouble={trouble} onTrouble={setTrouble} sort={sort} onSort={setSort} />
          <Stack gap="md">
            <Paper withBorder p="sm" bg="var(--surface)">
              {vans.length === 0 ? <EmptyState title={t("fleet.nothing")} /> : <VanTable vans={vans} onOpen={setSelected} />}
              {query.hasNextPage && <Button mt="md" variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()} data-testid="fleet-more">{t("fleet.more")}</Button>}
            </Paper>
            <LiveMap markers={markers} selected={selected} onSelect={setSelected} height={420} />
          </Stack>
          <FleetAlerts limits={first.limits} />
        </>
      )}
      {selected && <VanDetail id={selected} onClose={() => setSelected(null)} />}
    </Page>
  );
}

function markerOf(van: FleetVan): MapMarker[] {
  if (!van.position) return [];
  const { latitude, longitude, at } = van.position;
  const label = van.technician_name || van.serial;
  return [{ id: van.id, latitude, longitude, label, detail: formatAge(at), tone: van.online ? "primary" : "neutral", stale: !van.online }];
}
