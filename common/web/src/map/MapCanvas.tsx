import { useEffect, useRef, useState } from "react";
import { useComputedColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  AttributionControl, LngLatBounds, Map as MapView, NavigationControl, setWorkerUrl, type GeoJSONSource,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import { MarkerLayer } from "./markers";
import type { LiveMapProps } from "./LiveMap";

// maplibre 6 finds no worker of its own inside a bundle.
setWorkerUrl(workerUrl);

const giveUpMs = 8000;
const vaduz: [number, number] = [9.5215, 47.141];

export default function MapCanvas(props: LiveMapProps & { onBroken: () => void }) {
  const { t } = useTranslation();
  const scheme = useComputedColorScheme("light");
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapView>();
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    if (!frame.current) return;
    const view = new MapView({
      container: frame.current,
      style: `/map/style-${scheme}.json`,
      center: props.centre ?? vaduz,
      zoom: 10,
      attributionControl: false,
      locale: { "Map.Title": t("map.label"), "Marker.Title": t("map.marker"), "NavigationControl.ZoomIn": t("map.zoom_in"), "NavigationControl.ZoomOut": t("map.zoom_out") },
      fadeDuration: 0,
    });
    view.addControl(new AttributionControl({ compact: false, customAttribution: t("map.attribution") }));
    view.addControl(new NavigationControl({ showCompass: false }), "top-right");
    // Only a style that cannot be had makes the map useless; a missing tile leaves a grey square.
    let styled = false;
    view.on("error", () => !styled && latest.current.onBroken());
    view.on("style.load", () => {
      styled = true;
      setMap(view);
    });
    const tellZoom = () => latest.current.onZoom?.(Math.floor(view.getZoom()));
    view.on("zoomend", tellZoom);
    view.once("load", tellZoom);
    view.on("click", ({ lngLat }) => latest.current.onPlace?.(lngLat.lng, lngLat.lat));
    view.once("webglcontextlost", () => latest.current.onBroken());
    const giveUp = setTimeout(() => !styled && latest.current.onBroken(), giveUpMs);
    return () => {
      clearTimeout(giveUp);
      setMap(undefined);
      view.remove();
    };
    // A new scheme needs a new map; other props are applied to the living one below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [scheme]);

  useMarkers(map, props);
  useTrack(map, props.track);
  useFit(map, props);
  useView(map, props.view);
  return <div ref={frame} className="map-canvas" />;
}

function useMarkers(map: MapView | undefined, { markers, selected, onSelect }: LiveMapProps) {
  const layer = useRef<MarkerLayer>(undefined);
  const select = useRef(onSelect);
  select.current = onSelect;
  const selectable = onSelect !== undefined;
  useEffect(() => {
    if (!map) return;
    layer.current = new MarkerLayer(map, selectable ? (id) => select.current?.(id) : undefined);
    return () => layer.current?.clear();
  }, [map, selectable]);
  useEffect(() => layer.current?.show(markers, selected ?? null), [map, selectable, markers, selected]);
}

function useTrack(map: MapView | undefined, track: LiveMapProps["track"]) {
  useEffect(() => {
    if (!map || !track) return;
    const data = {
      type: "Feature" as const,
      properties: {},
      geometry: { type: "LineString" as const, coordinates: track.map(([longitude, latitude]) => [longitude, latitude]) },
    };
    const source = map.getSource("track") as GeoJSONSource | undefined;
    if (source) {
      source.setData(data);
      return;
    }
    map.addSource("track", { type: "geojson", data });
    map.addLayer({
      id: "track", type: "line", source: "track",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": "#2563EB", "line-width": 4, "line-opacity": 0.85 },
    });
  }, [map, track]);
}

/// Names stand below the marks, controls at the right.
const room = { top: 48, left: 56, right: 72, bottom: 72 };

/// Looks at everything once; afterwards the view belongs to the user, except that a selection is brought in sight.
function useFit(map: MapView | undefined, { markers, fit = markers, track, selected }: LiveMapProps) {
  const fitted = useRef<MapView>(undefined);
  useEffect(() => {
    if (!map || fitted.current === map) return;
    const bounds = new LngLatBounds();
    for (const place of fit) bounds.extend([place.longitude, place.latitude]);
    for (const [longitude, latitude] of track ?? []) bounds.extend([longitude, latitude]);
    if (bounds.isEmpty()) return;
    fitted.current = map;
    map.fitBounds(bounds, { padding: room, maxZoom: 14, duration: 0 });
  }, [map, fit, track]);
  useEffect(() => {
    const marker = markers.find((one) => one.id === selected);
    if (map && marker) map.easeTo({ center: [marker.longitude, marker.latitude], duration: 250 });
    // Only a new selection moves the view, not every new position.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [map, selected]);
}

function useView(map: MapView | undefined, view: LiveMapProps["view"]) {
  useEffect(() => {
    if (map && view) map.easeTo({ center: view.centre, zoom: view.zoom, duration: 250 });
  }, [map, view]);
}
