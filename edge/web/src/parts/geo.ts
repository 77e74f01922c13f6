import type { Position } from "../agent/types";

/// A geo URI (RFC 5870) with the address as question; programs that know no question still have the point.
export function geoLink(position: Position | null, address: string): string {
  const point = position ? `${position.latitude},${position.longitude}` : "0,0";
  return `geo:${point}?q=${encodeURIComponent(address || point)}`;
}
