import { useMemo } from "react";
import { Anchor, Card } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";
import { useVans } from "../data/pages";

const rowPixels = 128;

/// Where the vans are.
export default function MapWidget({ height }: { height: number }) {
  const { t } = useTranslation();
  const vans = useVans().data?.items;
  const markers = useMemo(
    () => (vans ?? []).flatMap((van): MapMarker[] => (van.position ? [{ id: van.id, latitude: van.position.latitude, longitude: van.position.longitude, label: van.vehicle_name ?? van.serial, shape: "van", tone: van.online ? "success" : "neutral", stale: !van.online }] : [])),
    [vans],
  );
  return (
    <Card component="section" aria-label={t("menu.vans")}>
      <Anchor component={Link} to="/vans" fw={600} mb="xs">{t("menu.vans")}</Anchor>
      {vans && <LiveMap markers={markers} height={height * rowPixels - 70} />}
    </Card>
  );
}
