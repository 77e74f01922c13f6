import { useMemo, useState } from "react";
import { Alert, Group, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@common/components/ErrorState";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import { recordTitle } from "../data/meta";
import { usePanelReport, type PanelProps } from "../list/panel";
import { clustersOf, partingZoom } from "./cluster";
import { MapCard } from "./MapCard";
import { placesOf, positionOf } from "./places";
import { readPlaced } from "./read";
import "./map.css";

const wide = 9;

/// Records by where they are; what lies close together is one mark with its number.
export default function MapPanel(props: PanelProps) {
  const { type, state } = props;
  const { t } = useTranslation();
  const fields = placesOf(type);
  const field = fields.find((one) => one.name === state.by) ?? fields[0]!;
  const [zoom, setZoom] = useState(wide);
  const [view, setView] = useState<{ centre: [number, number]; zoom: number }>();
  const [chosen, setChosen] = useState<string[]>([]);
  const asked = { filter: state.filter, search: state.search };
  const query = useQuery({
    queryKey: ["list", type.path, "map", asked],
    queryFn: ({ signal }) => readPlaced(type.path, asked, signal),
    placeholderData: (before) => before,
  });
  const titles = usePanelReport(props, query.error, [query.data]);
  const rows = query.data?.items;
  const points = useMemo(
    () => (rows ?? []).flatMap((row) => {
      const position = positionOf(field, row);
      return position ? [{ id: row.id, latitude: position.latitude, longitude: position.longitude, title: recordTitle(type, { ...row, titles }) }] : [];
    }),
    [rows, field, type, titles],
  );
  const clusters = useMemo(() => clustersOf(points, zoom), [points, zoom]);
  const markers = useMemo(
    () => clusters.map(({ members, ...place }): MapMarker => members.length === 1
      ? { ...place, id: members[0]!.id, label: members[0]!.title, shape: "place", tone: "primary" }
      : { ...place, id: `cluster-${members[0]!.id}`, label: t("on_map.cluster", { count: members.length }), shape: "cluster", count: members.length, tone: "primary" }),
    [clusters, t],
  );
  const select = (id: string) => {
    const cluster = clusters.find(({ members }) => members[0]!.id === id.replace(/^cluster-/, ""));
    if (!cluster) return;
    const next = cluster.members.length > 1 ? partingZoom(cluster, zoom) : undefined;
    if (next !== undefined) setView({ centre: [cluster.longitude, cluster.latitude], zoom: next });
    else setChosen(cluster.members.map((one) => one.id));
  };
  const without = (rows?.length ?? 0) - points.length;
  return (
    <>
      <Group mb="xs" gap="sm">
        {fields.length > 1 && <Select size="xs" w={220} aria-label={t("on_map.by")} value={field.name} allowDeselect={false} data={fields.map(({ name, label }) => ({ value: name, label }))} onChange={(by) => state.set({ by: by ?? undefined })} />}
        <Text size="sm" c="dimmed" role="status" data-testid="map-count">{t("on_map.count", { count: points.length })}{without > 0 && ` · ${t("on_map.without", { count: without })}`}</Text>
      </Group>
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.next_page_token && <Alert color="attention" mb="xs">{t("on_map.too_many", { count: rows?.length })}</Alert>}
      <div className="map-panel">
        {rows && <LiveMap markers={markers} fit={points} onSelect={select} onZoom={setZoom} view={view} height="calc(100dvh - 270px)" />}
        {chosen.length > 0 && <MapCard type={type} rows={(rows ?? []).filter((row) => chosen.includes(row.id))} titles={titles} onClose={() => setChosen([])} />}
      </div>
    </>
  );
}
