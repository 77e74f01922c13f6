export interface Point {
  id: string;
  latitude: number;
  longitude: number;
}

export interface Cluster<T extends Point> {
  latitude: number;
  longitude: number;
  members: T[];
}

const tile = 512;
const cellPixels = 56;

/// Points that would lie on each other at this zoom become one, in cells of the map's own plane, so that clusters do not jump
/// while the map is moved.
export function clustersOf<T extends Point>(points: T[], zoom: number): Cluster<T>[] {
  const scale = (tile * 2 ** Math.floor(zoom)) / cellPixels;
  const cells = new Map<string, T[]>();
  for (const point of points) {
    const key = `${Math.floor(planeX(point.longitude) * scale)}/${Math.floor(planeY(point.latitude) * scale)}`;
    const members = cells.get(key);
    if (members) members.push(point);
    else cells.set(key, [point]);
  }
  return [...cells.values()].map((members) => ({ latitude: mean(members.map((one) => one.latitude)), longitude: mean(members.map((one) => one.longitude)), members }));
}

/// The zoom at which a cluster's members begin to part; where they lie on one place, none does.
export function partingZoom<T extends Point>({ members }: Cluster<T>, zoom: number, zoomMax = 18): number | undefined {
  for (let next = Math.floor(zoom) + 1; next <= zoomMax; next++) if (clustersOf(members, next).length > 1) return next;
  return undefined;
}

const planeX = (longitude: number): number => longitude / 360 + 0.5;
const planeY = (latitude: number): number => {
  const sine = Math.sin((Math.max(-85, Math.min(85, latitude)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
};
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
