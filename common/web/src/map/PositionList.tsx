import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MapMarker } from "./LiveMap";

/// What the map would show, in words: for browsers without WebGL, for hubs without tiles, for screen readers.
export function PositionList({ markers, onSelect }: { markers: MapMarker[]; onSelect?: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className="map-list" data-testid="map-list">
      <Text size="sm" c="dimmed" mb="xs">
        {t(markers.length > 0 ? "map.no_map" : "map.no_positions")}
      </Text>
      <ul>
        {markers.map((marker) => (
          <li key={marker.id}>
            {onSelect ? <UnstyledButton onClick={() => onSelect(marker.id)}><Words marker={marker} /></UnstyledButton> : <Words marker={marker} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Words({ marker }: { marker: MapMarker }) {
  return (
    <>
      <Text fw={600} size="sm">{marker.label}</Text>
      <Text size="sm" c="dimmed" className="figures">
        {marker.latitude.toFixed(5)}, {marker.longitude.toFixed(5)}
        {marker.detail ? ` · ${marker.detail}` : ""}
      </Text>
    </>
  );
}
