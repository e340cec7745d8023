import type { LinesSeriesOption, ScatterSeriesOption } from "echarts/charts";
import type { GeoComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";
import type { Position } from "../../machines/map/mercator";
import type { MapColors } from "../../machines/map/mapOption";
import { type BoardLeftOut, type BoardStop, type BoardTour, nameOf } from "../board";

export type TourMapOption = ComposeOption<GeoComponentOption | LinesSeriesOption | ScatterSeriesOption | TooltipComponentOption>;

/** What a mark on the map stands for. */
export type Marked = { kind: "tour"; tour: BoardTour } | { kind: "stop"; tour: BoardTour; stop: BoardStop; number: number } | { kind: "left"; left: BoardLeftOut };

export interface Drawn {
  series: (LinesSeriesOption | ScatterSeriesOption)[];
  /** By the name of the datum. */
  marked: ReadonlyMap<string, Marked>;
}

const placeOf = ({ visit: { latitude, longitude } }: BoardStop | BoardLeftOut): Position | null =>
  latitude === null || longitude === null ? null : [longitude, latitude];

/** Tours as lines from home to home, stops by their number; what is on no tour as empty circles. */
export function tourSeries(
  tours: readonly BoardTour[],
  leftOut: readonly BoardLeftOut[],
  selected: string | undefined,
  colorOf: (technician: string) => string,
  colors: MapColors,
): Drawn {
  const marked = new Map<string, Marked>();
  const series: Drawn["series"] = [];
  const one = tours.some((tour) => tour.key === selected) ? selected : undefined;
  const waiting = leftOut.flatMap((left) => {
    const at = placeOf(left);
    const name = `left ${left.visit_id}`;
    if (at) marked.set(name, { kind: "left", left });
    return at ? [{ name, value: at }] : [];
  });
  series.push({
    id: "left",
    type: "scatter",
    coordinateSystem: "geo",
    animation: false,
    symbolSize: 11,
    itemStyle: { color: colors.card, borderColor: colors.text, borderWidth: 1.5, opacity: one === undefined ? 0.9 : 0.35 },
    data: waiting,
    z: 3,
  });
  // The chosen one last, so that it lies over the others.
  for (const tour of [...tours].sort((a, b) => Number(a.key === one) - Number(b.key === one))) {
    const isFaint = one !== undefined && tour.key !== one;
    const color = colorOf(tour.technician_id);
    const home: Position = [tour.technician.longitude, tour.technician.latitude];
    const stops = tour.stops.map((stop) => ({ stop, at: placeOf(stop) }));
    const way = [home, ...stops.flatMap(({ at }) => (at ? [at] : [])), home];
    const line = `tour ${tour.key}`;
    marked.set(line, { kind: "tour", tour });
    series.push({
      id: line,
      type: "lines",
      coordinateSystem: "geo",
      polyline: true,
      animation: false,
      lineStyle: { color, width: tour.key === one ? 4 : 2, opacity: isFaint ? 0.3 : 0.9 },
      emphasis: { lineStyle: { width: 4, opacity: 1 } },
      data: [{ name: line, coords: way }],
      z: tour.key === one ? 5 : 4,
    });
    series.push({
      id: `stops ${tour.key}`,
      type: "scatter",
      coordinateSystem: "geo",
      animation: false,
      cursor: "pointer",
      z: tour.key === one ? 7 : 6,
      data: [
        { name: line, value: home, symbol: "rect", symbolSize: 10, itemStyle: { color, opacity: isFaint ? 0.4 : 1, borderColor: colors.card, borderWidth: 1 } },
        ...stops.flatMap(({ stop, at }, index) => {
          if (!at) return [];
          const name = `stop ${stop.visit_id}`;
          marked.set(name, { kind: "stop", tour, stop, number: index + 1 });
          return [
            {
              name,
              value: at,
              symbolSize: tour.key === one ? 20 : isFaint ? 8 : 16,
              itemStyle: { color, opacity: isFaint ? 0.4 : 1, borderColor: colors.card, borderWidth: 1.5 },
              label: { show: !isFaint, formatter: String(index + 1), color: "#ffffff", fontSize: 11, fontWeight: 600 as const },
            },
          ];
        }),
      ],
    });
    if (tour.key !== one) continue;
    series.push({
      id: "names",
      type: "scatter",
      coordinateSystem: "geo",
      animation: false,
      silent: true,
      z: 8,
      symbolSize: 1,
      labelLayout: { hideOverlap: true },
      data: stops.flatMap(({ stop, at }) =>
        at
          ? [
              {
                name: nameOf(stop.visit),
                value: at,
                label: { show: true, position: "right" as const, distance: 12, formatter: nameOf(stop.visit), color: colors.text, textBorderColor: colors.card, textBorderWidth: 3, fontSize: 12 },
              },
            ]
          : [],
      ),
    });
  }
  return { series, marked };
}
