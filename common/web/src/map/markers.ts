import { Marker, type Map as MapView } from "maplibre-gl";
import type { MapMarker } from "./LiveMap";

const van =
  '<svg viewBox="0 0 24 24" width="16" height="16" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">' +
  '<path d="M3 6h11v10H3zM14 9h4l3 4v3h-7z"/><circle cx="7" cy="17" r="2"/><circle cx="17" cy="17" r="2"/></svg>';

/// DOM markers of one map, kept by id so that a moving van glides instead of blinking.
export class MarkerLayer {
  private readonly shown = new Map<string, Marker>();

  constructor(
    private readonly map: MapView,
    /// Without it nothing happens on a press, and so nothing looks as if it could be pressed.
    private readonly onSelect?: (id: string) => void,
  ) {}

  show(markers: MapMarker[], selected: string | null): void {
    const wanted = new Set(markers.map((marker) => marker.id));
    for (const [id, marker] of this.shown) {
      if (wanted.has(id)) continue;
      marker.remove();
      this.shown.delete(id);
    }
    for (const marker of markers) this.place(marker, marker.id === selected);
  }

  clear(): void {
    for (const marker of this.shown.values()) marker.remove();
    this.shown.clear();
  }

  private place(marker: MapMarker, selected: boolean): void {
    const known = this.shown.get(marker.id);
    const mark = known ?? new Marker({ element: this.element(marker.id) });
    mark.setLngLat([marker.longitude, marker.latitude]);
    dress(mark.getElement(), marker, selected);
    if (known) return;
    mark.addTo(this.map);
    this.shown.set(marker.id, mark);
  }

  private element(id: string): HTMLElement {
    const { onSelect } = this;
    if (!onSelect) {
      const picture = document.createElement("div");
      picture.setAttribute("role", "img");
      return picture;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.addEventListener("click", () => onSelect(id));
    return button;
  }
}

function dress(element: HTMLElement, marker: MapMarker, selected: boolean): void {
  const tone = marker.tone ?? "primary";
  for (const name of [...element.classList]) if (name.startsWith("map-mark")) element.classList.remove(name);
  element.classList.add("map-mark", `map-mark-${tone}`);
  if (marker.shape === "place") element.classList.add("map-mark-place");
  if (marker.stale) element.classList.add("map-mark-stale");
  if (selected) element.classList.add("map-mark-selected");
  element.title = marker.detail ? `${marker.label} · ${marker.detail}` : marker.label;
  element.setAttribute("aria-label", element.title);
  element.dataset.testid = `marker-${marker.id}`;
  if (marker.shape === "cluster") {
    element.classList.add("map-mark-cluster");
    element.replaceChildren(String(marker.count ?? ""));
    return;
  }
  if (marker.shape === "place") {
    element.replaceChildren();
    return;
  }
  if (element.childElementCount === 0) element.innerHTML = `${van}<span class="map-mark-name"></span>`;
  const name = element.querySelector(".map-mark-name")!;
  const text = marker.note ? `${marker.label}\n${marker.note}` : marker.label;
  if (name.textContent !== text) name.textContent = text;
}
