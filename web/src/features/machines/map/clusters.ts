import type { MapPoint } from "../../../api/contract";
import { project, unproject } from "./mercator";

export interface Cluster {
  lat: number;
  lon: number;
  machines: number;
  hits: number;
  value_eur: number;
  places: MapPoint[]; // most machines first
}

interface Projected {
  x: number;
  y: number;
  place: MapPoint;
}

/**
 * Puts places together that would lie on one another: the largest place takes all its neighbours nearer than `reach`
 * (in projected degrees), then the next largest that is left, and so on. Large places stay where they are that way,
 * which a plain grid would not give.
 */
export function cluster(points: readonly MapPoint[], reach: number): Cluster[] {
  const projected: Projected[] = points
    .map((place) => {
      const [x, y] = project([place.lon, place.lat]);
      return { x, y, place };
    })
    .sort((a, b) => b.place.machines - a.place.machines);
  const cell = Math.max(reach, 1e-6);
  const grid = new Map<string, Projected[]>();
  const key = (column: number, row: number) => `${column}:${row}`;
  const columnOf = (at: number) => Math.floor(at / cell);
  for (const point of projected) {
    const at = key(columnOf(point.x), columnOf(point.y));
    const there = grid.get(at);
    if (there) there.push(point);
    else grid.set(at, [point]);
  }

  const taken = new Set<Projected>();
  const clusters: Cluster[] = [];
  for (const centre of projected) {
    if (taken.has(centre)) continue;
    const members: Projected[] = [];
    for (let column = columnOf(centre.x) - 1; column <= columnOf(centre.x) + 1; column += 1) {
      for (let row = columnOf(centre.y) - 1; row <= columnOf(centre.y) + 1; row += 1) {
        for (const point of grid.get(key(column, row)) ?? []) {
          if (taken.has(point)) continue;
          if (Math.hypot(point.x - centre.x, point.y - centre.y) > reach) continue;
          taken.add(point);
          members.push(point);
        }
      }
    }
    clusters.push(joined(members));
  }
  return clusters;
}

function joined(members: Projected[]): Cluster {
  let machines = 0;
  let hits = 0;
  let value = 0;
  let x = 0;
  let y = 0;
  for (const { x: px, y: py, place } of members) {
    machines += place.machines;
    hits += place.hits;
    value += place.value_eur;
    x += px * place.machines;
    y += py * place.machines;
  }
  const [lon, lat] = unproject([x / machines, y / machines]);
  const places = members.map((member) => member.place).sort((a, b) => b.machines - a.machines);
  return { lat, lon, machines, hits, value_eur: value, places };
}
