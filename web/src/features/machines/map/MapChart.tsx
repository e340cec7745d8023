import { ActionIcon, Box, Stack, useComputedColorScheme } from "@mantine/core";
import { IconFocusCentered, IconMinus, IconPlus } from "@tabler/icons-react";
import { ScatterChart } from "echarts/charts";
import { GeoComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, registerMap, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useEffectEvent, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MapPoint } from "../../../api/contract";
import { boundsOf, extentOf } from "./bounds";
import { type Cluster, cluster } from "./clusters";
import type { Countries } from "./countries";
import classes from "./MachineMap.module.css";
import { geoOption, MAP_NAME, mapColors, type MapOption, seriesOption } from "./mapOption";

use([ScatterChart, GeoComponent, TooltipComponent, CanvasRenderer]);

interface Props {
  countries: Countries;
  points: readonly MapPoint[];
  /** What the drawing says, for those who do not see it. */
  label: string;
  print: (machines: number) => string;
  /** Lines of the tooltip, the first as its title. */
  describe: (cluster: Cluster) => string[];
  /** A circle that is one place, or cannot be taken apart any further. */
  onPick: (cluster: Cluster) => void;
}

/** Circles nearer than this (in pixels) are one. */
const REACH = 46;
/** Bounds of one degree fill the frame: closer, the outlines say nothing any more. */
const CLOSEST = 0.6;

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

/** Country outlines with the places of the machines, put together as far as the zoom asks for. */
export function MapChart({ countries, points, label, print, describe, onPick }: Props) {
  const { t } = useTranslation("machines");
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const shown = useRef<Cluster[]>([]);
  const scheme = useComputedColorScheme("light");
  const bounds = useMemo(() => boundsOf(points), [points]);

  const drawClusters = useEffectEvent(() => {
    const drawn = chart.current;
    if (!drawn || !place.current) return;
    const [center] = bounds;
    const from = drawn.convertToPixel({ geoIndex: 0 }, [center[0], 0]) as unknown as number[] | undefined;
    const to = drawn.convertToPixel({ geoIndex: 0 }, [center[0] + 1, 0]) as unknown as number[] | undefined;
    // Before the outlines are laid out there are no pixels.
    if (!from || !to) return;
    const perDegree = Math.abs((to[0] ?? 1) - (from[0] ?? 0));
    shown.current = cluster(points, REACH / Math.max(perDegree, 1e-3)).sort((a, b) => b.machines - a.machines);
    drawn.setOption<MapOption>({ series: [seriesOption(shown.current, mapColors(place.current), print)] });
  });

  const fit = useEffectEvent(() => {
    const drawn = chart.current;
    const element = place.current;
    // Hidden for a moment (a panel that waits for something), it has no size, and a map of no size cannot be laid out.
    if (!drawn || !element?.clientWidth || !element.clientHeight) return;
    const colors = mapColors(element);
    drawn.setOption<MapOption>({
      textStyle: { fontFamily: colors.font },
      geo: { ...geoOption(bounds, element.clientWidth, element.clientHeight, colors), zoom: 1, center: extentOf(bounds).center },
      tooltip: {
        backgroundColor: colors.card,
        borderColor: colors.line,
        textStyle: { color: colors.text, fontSize: 13 },
        confine: true,
        formatter: (hovered) => {
          const found = Array.isArray(hovered) ? undefined : shown.current[hovered.dataIndex];
          return found ? tooltipElement(describe(found)) : "";
        },
      },
    });
    drawClusters();
  });

  const pick = useEffectEvent((index: number) => {
    const found = shown.current[index];
    const element = place.current;
    if (!found || !element) return;
    const whole = extentOf(bounds);
    const target = extentOf(boundsOf(found.places, CLOSEST));
    const zoom = Math.min(whole.width / target.width, whole.height / target.height) * 0.9;
    const now = zoomOf(chart.current);
    if (found.places.length === 1 || zoom <= now * 1.15) {
      onPick(found);
      return;
    }
    chart.current?.setOption<MapOption>({ geo: { zoom, center: target.center } });
    drawClusters();
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    registerMap(MAP_NAME, countries as Parameters<typeof registerMap>[1]);
    const drawn = init(element, undefined, { renderer: "canvas" });
    chart.current = drawn;
    let asked = 0;
    drawn.on("georoam", () => {
      // Many steps of the wheel come in one frame.
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        drawClusters();
      });
    });
    drawn.on("click", (event) => pick(event.dataIndex));
    const observer = new ResizeObserver(() => {
      if (!element.clientWidth || !element.clientHeight) return;
      drawn.resize();
      fit();
    });
    observer.observe(element);
    return () => {
      cancelAnimationFrame(asked);
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, [countries]);

  // New numbers at the same places must not take the zoom away.
  const reach = bounds.flat().join(" ");
  useEffect(() => {
    fit();
  }, [countries, reach, scheme]);
  useEffect(() => {
    drawClusters();
  }, [points, print]);

  const zoomBy = (factor: number) => {
    chart.current?.setOption<MapOption>({ geo: { zoom: zoomOf(chart.current) * factor } });
    drawClusters();
  };

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
