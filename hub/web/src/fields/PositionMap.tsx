import { useMemo } from "react";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LiveMap, type MapMarker } from "@common/map/LiveMap";

const places = 1e6;

/// The map on which a press puts the position.
export default function PositionMap({ label, value, onChange }: { label: string; value: Record<string, unknown> | null | undefined; onChange: (value: Record<string, unknown>) => void }) {
  const { t } = useTranslation();
  const [latitude, longitude] = [Number(value?.latitude), Number(value?.longitude)];
  const known = value?.latitude !== undefined && value.longitude !== undefined && Number.isFinite(latitude) && Number.isFinite(longitude);
  const markers = useMemo((): MapMarker[] => (known ? [{ id: "position", latitude, longitude, label, shape: "place", tone: "danger" }] : []), [known, latitude, longitude, label]);
  const rounded = (degrees: number) => Math.round(degrees * places) / places;
  return (
    <>
      <Text size="sm" c="dimmed" my={4}>{t("field.map_hint")}</Text>
      <LiveMap markers={markers} height={280} onPlace={(east, north) => onChange({ latitude: rounded(north), longitude: rounded(east) })} />
    </>
  );
}
