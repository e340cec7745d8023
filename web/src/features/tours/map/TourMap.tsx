import { Box, Paper, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../../api/tours";
import { Loaded } from "../../../components/Loaded";
import { useFormats } from "../../../format/useFormats";
import { countriesQuery } from "../../machines/map/countries";
import { type Board, nameOf } from "../board";
import { clock } from "../clock";
import { colorOf } from "../colors";
import { useDurations } from "../useDurations";
import classes from "./TourMap.module.css";
import type { Marked } from "./tourOption";

const TourMapChart = lazy(() => import("./TourMapChart").then((module) => ({ default: module.TourMapChart })));

interface Props {
  board: Board;
  /** Only the tours of this day; of all where there is none. */
  day: string | undefined;
  selected: string | undefined;
  onSelect: (technician: string, day: string) => void;
  onOpen: (visit: Visit) => void;
}

/** The same tours as in the calendar, drawn where they go. */
export function TourMap({ board, day, selected, onSelect, onOpen }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const countries = useQuery(countriesQuery);
  const tours = useMemo(() => [...board.tours.values()].filter((tour) => tour.stops.length > 0 && (day === undefined || tour.day === day)), [board, day]);
  const color = useCallback((technician: string) => colorOf(board.numberOf(technician)), [board]);
  const describe = useCallback(
    (marked: Marked): string[] => {
      if (marked.kind === "left") return [nameOf(marked.left.visit), t("map.not_planned"), ...(marked.left.visit.address ? [marked.left.visit.address] : [])];
      const { tour } = marked;
      const whose = t("tour.of", { name: tour.technician.name, day: format.day(tour.day) });
      if (marked.kind === "tour") return [whose, t("tour.foot", { leaves: clock(tour.leaves), returns: clock(tour.returns), travel: duration(tour.travel_minutes) })];
      const { stop, number } = marked;
      return [`${number}. ${nameOf(stop.visit)}`, t("stop.times", { from: clock(stop.begins), until: clock(stop.ends) }), ...(stop.visit.address ? [stop.visit.address] : []), whose];
    },
    [t, format, duration],
  );
  const pick = (marked: Marked) => {
    if (marked.kind === "left") onOpen(marked.left.visit);
    else onSelect(marked.tour.technician_id, marked.tour.day);
  };
  const skeleton = <Skeleton className={classes.skeleton} />;
  return (
    <Paper p={0} className={classes.card} component="section" aria-label={t("map.title")}>
      <Loaded query={countries} skeleton={skeleton}>
        {(outlines) => (
          <Suspense fallback={skeleton}>
            <TourMapChart
              countries={outlines}
              tours={tours}
              leftOut={board.leftOut}
              selected={selected}
              colorOf={color}
              label={t("map.label", { count: tours.length, tours: format.number(tours.length, 0), left: format.number(board.leftOut.length, 0) })}
              describe={describe}
              onPick={pick}
            />
          </Suspense>
        )}
      </Loaded>
      <Box px="sm" py={6}>
        <Text size="xs" c="dimmed">
          {t("map.legend")}
        </Text>
      </Box>
    </Paper>
  );
}
