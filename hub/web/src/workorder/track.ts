const earthKm = 6371.0088;

/// Length of a driven track, point to point on the sphere, in kilometres.
export function trackKilometres(track: [number, number, string?][]): number {
  let sum = 0;
  for (let index = 1; index < track.length; index++) sum += distanceKm(track[index - 1]!, track[index]!);
  return sum;
}

function distanceKm([lon1, lat1]: [number, number, string?], [lon2, lat2]: [number, number, string?]): number {
  const rad = Math.PI / 180;
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const h = half((lat2 - lat1) * rad) + Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * half((lon2 - lon1) * rad);
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(h)));
}
