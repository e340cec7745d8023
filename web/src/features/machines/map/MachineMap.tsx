import { Box, Button, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { MapPoint } from "../../../api/contract";
import { EmptyState } from "../../../components/EmptyState";
import { Loaded } from "../../../components/Loaded";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import { mapQuery } from "../queries";
import { isFiltered, type MachineSearch } from "../search";
import type { Cluster } from "./clusters";
import { countriesQuery } from "./countries";
import classes from "./MachineMap.module.css";
import { MapLegend } from "./MapLegend";
import { PlaceTable } from "./PlaceTable";

const MapChart = lazy(() => import("./MapChart").then((module) => ({ default: module.MapChart })));

interface Props {
  search: MachineSearch;
  onFilter: (search: MachineSearch) => void;
  onClear: () => void;
}

const NAMED = 3;

/** The places of the filtered machines: drawn on a map, and as a table that says the same. */
export function MachineMap({ search, onFilter, onClear }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const countryName = useCountryName();
  const query = useQuery(mapQuery(search));
  const countries = useQuery(countriesQuery);

  const placeName = useCallback(
    ({ city, postcode, country }: MapPoint) => [[postcode, city].filter(Boolean).join(" "), countryName(country)].filter(Boolean).join(", "),
    [countryName],
  );
  const toTable = useCallback(
    (places: readonly MapPoint[]) => {
      const distinct = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))].join(",");
      onFilter({
        ...search,
        tab: undefined,
        country: distinct(places.map((place) => place.country)),
        city: distinct(places.map((place) => place.city)) || undefined,
      });
    },
    [onFilter, search],
  );
  const print = useCallback((machines: number) => format.number(machines, 0), [format]);
  const describe = useCallback(
    (cluster: Cluster) => {
      const names = cluster.places.slice(0, NAMED).map(placeName);
      const rest = cluster.places.length - names.length;
      return [
        cluster.places.length === 1 ? (names[0] ?? "") : t("map.places", { count: cluster.places.length }),
        t("map.machines", { count: cluster.machines, number: format.number(cluster.machines, 0) }),
        t("map.hits", { count: cluster.hits, number: format.number(cluster.hits, 0) }),
        t("map.value", { value: format.money(cluster.value_eur) }),
        ...(cluster.places.length > 1 ? [`${names.join(" · ")}${rest > 0 ? ` +${rest}` : ""}`] : []),
        cluster.places.length === 1 ? t("map.click_filters") : t("map.click_zooms"),
      ];
    },
    [t, format, placeName],
  );

  const skeleton = <Skeleton className={classes.skeleton} />;
  return (
    <Loaded query={query} skeleton={skeleton}>
      {({ points, not_located }) =>
        points.length === 0 ? (
          <EmptyState
            icon={IconFilterOff}
            title={t(not_located > 0 ? "map.none_located" : "empty.filtered")}
            action={
              isFiltered(search) && (
                <Button variant="default" onClick={onClear}>
                  {t("filter.clear")}
                </Button>
              )
            }
          >
            {t(not_located > 0 ? "map.none_located_text" : "empty.filtered_text")}
          </EmptyState>
        ) : (
          <Stack gap="md">
            <Paper p={0} className={classes.card}>
              <Loaded query={countries} skeleton={skeleton}>
                {(outlines) => (
                  <Suspense fallback={skeleton}>
                    <MapChart
                      countries={outlines}
                      points={points}
                      label={t("map.label", { count: points.length, places: format.number(points.length, 0) })}
                      print={print}
                      describe={describe}
                      onPick={(cluster) => toTable(cluster.places)}
                    />
                  </Suspense>
                )}
              </Loaded>
              <Box px="md" py="xs">
                <MapLegend />
                {not_located > 0 && (
                  <Text size="sm" c="dimmed">
                    {t("map.not_located", { count: not_located, number: format.number(not_located, 0) })}
                  </Text>
                )}
              </Box>
            </Paper>
            <PlaceTable points={points} onPick={(place) => toTable([place])} />
          </Stack>
        )
      }
    </Loaded>
  );
}
