// Web Mercator in degrees, so that countries look the way people know them from road maps; ECharts draws
// latitude and longitude alone as a flat plate, which squeezes Scandinavia.

const LIMIT = 84;
const DEGREE = Math.PI / 180;

export type Position = [number, number];

export function project([lon, lat]: Position): Position {
  const held = Math.max(-LIMIT, Math.min(LIMIT, lat));
  return [lon, -Math.log(Math.tan(Math.PI / 4 + (held * DEGREE) / 2)) / DEGREE];
}

export function unproject([x, y]: Position): Position {
  return [x, (2 * Math.atan(Math.exp(-y * DEGREE)) - Math.PI / 2) / DEGREE];
}
