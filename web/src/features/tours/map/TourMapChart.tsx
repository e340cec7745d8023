import { ActionIcon, Box, Stack, useComputedColorScheme } from "@mantine/core";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";
import { LinesChart, ScatterChart } from "echarts/charts";
import { GeoComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, registerMap, use } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { boundsOf, extentOf } from "../../machines/map/bounds";
import type { Countries } from "../../machines/map/countries";
import { geoOption, MAP_NAME, mapColors } from "../../machines/map/mapOption";
import type { BoardLeftOut, BoardTour } from "../board";
import classes from "./TourMap.module.css";
import { type Marked, type TourMapOption, tourSeries } from "./tourOption";

use([LinesChart, ScatterChart, GeoComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

interface Props {
  countries: Countries;
  tours: readonly BoardTour[];
  leftOut: readonly BoardLeftOut[];
  selected: string | undefined;
  colorOf: (technician: string) => string;
  /** What the drawing says, for those who do not see it. */
  label: string;
  /** Lines of the tooltip, the first as its title. */
  describe: (marked: Marked) => string[];
  onPick: (marked: Marked) => void;
}

function tooltipElement(lines: readonly string[]): HTMLElement {
  const element = document.createElement("div");
  lines.forEach((line, at) => {
    const row = document.createElement("div");
    row.textContent = line;
    if (at === 0) row.style.fontWeight = "600";
    element.append(row);
  });
  return element;
}

/** Country outlines with the tours of the days shown, zoomed to where they go; nothing is asked of a map server. */
export function TourMapChart({ countries, tours, leftOut, selected, colorOf, label, describe, onPick }: Props) {
  const { t } = useTranslation("tours");
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const marked = useRef<ReadonlyMap<string, Marked>>(new Map());
  const scheme = useComputedColorScheme("light");
  const bounds = useMemo(() => {
    const homes = tours.map(({ technician: { latitude, longitude } }) => ({ lat: latitude, lon: longitude }));
    const visits = [...tours.flatMap(({ stops }) => stops), ...leftOut].flatMap(({ visit: { latitude, longitude } }) =>
      latitude === null || longitude === null ? [] : [{ lat: latitude, lon: longitude }],
    );
    return boundsOf([...homes, ...visits]);
  }, [tours, leftOut]);

  const draw = useEffectEvent(() => {
    const element = place.current;
    if (!chart.current || !element?.clientWidth) return;
    const drawn = tourSeries(tours, leftOut, selected, colorOf, mapColors(element));
    marked.current = drawn.marked;
    chart.current.setOption<TourMapOption>({ series: drawn.series }, { replaceMerge: ["series"] });
  });

  const fit = useEffectEvent(() => {
    const element = place.current;
    // Hidden for a moment it has no size, and a map of no size cannot be laid out.
    if (!chart.current || !element?.clientWidth || !element.clientHeight) return;
    const colors = mapColors(element);
    chart.current.setOption<TourMapOption>({
      textStyle: { fontFamily: colors.font },
      geo: { ...geoOption(bounds, element.clientWidth, element.clientHeight, colors), zoom: 1, center: extentOf(bounds).center },
      tooltip: {
        backgroundColor: colors.card,
        borderColor: colors.line,
        textStyle: { color: colors.text, fontSize: 13 },
        confine: true,
        formatter: (hovered) => {
          const found = Array.isArray(hovered) ? undefined : marked.current.get(hovered.name);
          return found ? tooltipElement(describe(found)) : "";
        },
      },
    });
    draw();
  });

  const pick = useEffectEvent((name: string) => {
    const found = marked.current.get(name);
    if (found) onPick(found);
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    registerMap(MAP_NAME, countries as Parameters<typeof registerMap>[1]);
    const drawn = init(element, undefined, { renderer: "canvas" });
    chart.current = drawn;
    drawn.on("click", (event) => pick(event.name));
    const observer = new ResizeObserver(() => {
      if (!element.clientWidth || !element.clientHeight) return;
      drawn.resize();
      fit();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, [countries]);

  // Tours that change among the same places must not take the zoom away.
  const reach = bounds.flat().join(" ");
  useEffect(() => {
    fit();
  }, [countries, reach, scheme]);
  useEffect(() => {
    draw();
  }, [tours, leftOut, selected]);

  const zoomBy = (factor: number) => chart.current?.setOption<TourMapOption>({ geo: { zoom: zoomOf(chart.current) * factor } });

  return (
    <Box className={classes.frame}>
      <Box ref={place} className={classes.drawing} role="img" aria-label={label} />
      <Stack gap={4} className={classes.controls}>
        <ActionIcon variant="default" size="lg" aria-label={t("map.closer")} onClick={() => zoomBy(1.6)}>
          <IconPlus size={18} stroke={1.8} />
        </ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label={t("map.farther")} onClick={() => zoomBy(1 / 1.6)}>
          <IconMinus size={18} stroke={1.8} />
        </ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label={t("map.whole")} onClick={() => fit()}>
          <IconFocusCentered size={18} stroke={1.8} />
        </ActionIcon>
      </Stack>
    </Box>
  );
}

function zoomOf(chart: ECharts | null): number {
  const geo = chart?.getOption().geo;
  const first: unknown = Array.isArray(geo) ? geo[0] : undefined;
  return typeof first === "object" && first !== null && "zoom" in first && typeof first.zoom === "number" ? first.zoom : 1;
}
