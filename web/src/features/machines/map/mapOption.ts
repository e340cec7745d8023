import type { ScatterSeriesOption } from "echarts/charts";
import type { GeoComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import type { Bounds } from "./bounds";
import { extentOf } from "./bounds";
import type { Cluster } from "./clusters";
import { hitClass } from "./hitClasses";
import { type Position, project, unproject } from "./mercator";

export type MapOption = ComposeOption<GeoComponentOption | ScatterSeriesOption | TooltipComponentOption>;

export const MAP_NAME = "countries";

/** Colours of the scheme that is on; the sea is the frame's own ground. */
export function mapColors(element: HTMLElement) {
  const read = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  return {
    land: read("--mantine-color-body"),
    border: read("--instand-unknown"),
    text: read("--mantine-color-text"),
    card: read("--mantine-color-body"),
    line: read("--instand-line"),
    font: read("--mantine-font-family"),
  };
}

export type MapColors = ReturnType<typeof mapColors>;

/** Outlines fitted to the bounds in a frame of the given size. */
export function geoOption(bounds: Bounds, width: number, height: number, colors: MapColors): GeoComponentOption {
  const extent = extentOf(bounds);
  const aspect = extent.width / extent.height;
  const size = aspect > 1 ? Math.min(width, height * aspect) : Math.min(height, width / aspect);
  return {
    map: MAP_NAME,
    roam: true,
    silent: true,
    projection: { project: (at) => project(at as Position), unproject: (at) => unproject(at as Position) },
    boundingCoords: bounds,
    layoutCenter: ["50%", "50%"],
    layoutSize: size,
    scaleLimit: { min: 0.2, max: 80 },
    itemStyle: { areaColor: colors.land, borderColor: colors.border, borderWidth: 0.6 },
  };
}

/** Radius of a circle in pixels; its area grows with the machines. */
function radius(machines: number, most: number): number {
  return 11 + 21 * Math.sqrt(machines / Math.max(1, most));
}

export function seriesOption(
  clusters: readonly Cluster[],
  colors: MapColors,
  print: (machines: number) => string,
): ScatterSeriesOption {
  const most = Math.max(1, ...clusters.map((cluster) => cluster.machines));
  return {
    id: "machines",
    type: "scatter",
    coordinateSystem: "geo",
    itemStyle: { opacity: 1 },
    animation: false,
    // Small circles last, so that they lie over large ones and can be hit.
    data: clusters.map((cluster, at) => ({
      name: String(at),
      value: [cluster.lon, cluster.lat, cluster.machines],
      symbolSize: 2 * radius(cluster.machines, most),
      itemStyle: { color: hitClass(cluster.hits).color, borderColor: colors.card, borderWidth: 1.5 },
      label: { show: true, formatter: print(cluster.machines), color: hitClass(cluster.hits).text, fontSize: 11, fontWeight: 600 },
    })),
    cursor: "pointer",
    emphasis: { scale: 1.08 },
  };
}
