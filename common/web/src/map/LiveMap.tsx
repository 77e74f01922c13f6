import { Component, lazy, Suspense, useState, type ReactNode } from "react";
import { Box, Skeleton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PositionList } from "./PositionList";
import "./map.css";

/// A thing on the map; `tone` names a purpose of the tokens, `stale` draws it faded.
export interface MapMarker {
  id: string;
  latitude: number;
  longitude: number;
  label: string;
  detail?: string;
  /// A second line that stands beside the mark, always in sight.
  note?: string;
  tone?: "primary" | "success" | "attention" | "danger" | "neutral";
  shape?: "van" | "place" | "cluster";
  /// How many a cluster stands for.
  count?: number;
  stale?: boolean;
}

export interface LiveMapProps {
  markers: MapMarker[];
  /// Driven track: longitude, latitude, time.
  track?: [number, number, string?][];
  selected?: string | null;
  onSelect?: (id: string) => void;
  height?: number | string;
  /// Where to look while there is nothing to show.
  centre?: [number, number];
  /// What is brought in sight at first; the markers, unless told otherwise.
  fit?: { latitude: number; longitude: number }[];
  /// Told when the zoom has changed; whole steps.
  onZoom?: (zoom: number) => void;
  /// Where to look now; a new one moves the map.
  view?: { centre: [number, number]; zoom: number };
  /// A press on the map itself.
  onPlace?: (longitude: number, latitude: number) => void;
}

const MapCanvas = lazy(() => import("./MapCanvas"));

/// The map, or, without WebGL or tiles, the same positions as a list.
export function LiveMap(props: LiveMapProps) {
  const { t } = useTranslation();
  const [broken, setBroken] = useState(() => !hasWebGl());
  const list = <PositionList markers={props.markers} onSelect={props.onSelect} />;
  return (
    <Box className="map-frame" h={props.height ?? 320} {...(broken && { role: "region", "aria-label": t("map.label") })} data-testid="map">
      {broken ? (
        list
      ) : (
        <Guard fallback={list}>
          <Suspense fallback={<Skeleton h="100%" />}>
            <MapCanvas {...props} onBroken={() => setBroken(true)} />
          </Suspense>
        </Guard>
      )}
    </Box>
  );
}

function hasWebGl(): boolean {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    // A browser that throws here has no WebGL either.
    return false;
  }
}

class Guard extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError = () => ({ failed: true });
  override render = () => (this.state.failed ? this.props.fallback : this.props.children);
}
