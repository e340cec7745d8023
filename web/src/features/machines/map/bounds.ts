import type { MapPoint } from "../../../api/contract";
import { type Position, project } from "./mercator";

/** Left top and right bottom, longitude and latitude. */
export type Bounds = [Position, Position];

type Place = Pick<MapPoint, "lat" | "lon">;

/** Never closer than this many degrees: a single town is to be recognised by what lies around it. */
const LEAST = 1.2;
const MARGIN = 0.08;

/** A rectangle around the places with some room at its edges. */
export function boundsOf(places: readonly Place[], least = LEAST): Bounds {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { lat, lon } of places) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  if (!Number.isFinite(west)) return [[-10, 60], [30, 35]];
  const wide = Math.max(least - (east - west), 0) / 2 + (east - west) * MARGIN;
  const high = Math.max(least * 0.6 - (north - south), 0) / 2 + (north - south) * MARGIN;
  return [
    [Math.max(-180, west - wide), Math.min(84, north + high)],
    [Math.min(180, east + wide), Math.max(-80, south - high)],
  ];
}

/** Width and height in projected degrees. */
export function extentOf([leftTop, rightBottom]: Bounds): { width: number; height: number; center: Position } {
  const [left, top] = project(leftTop);
  const [right, bottom] = project(rightBottom);
  return { width: right - left, height: bottom - top, center: [(left + right) / 2, (top + bottom) / 2] };
}
