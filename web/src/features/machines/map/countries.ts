import { queryOptions } from "@tanstack/react-query";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import outlines from "world-atlas/countries-50m.json?url";

type Outlines = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/** Outlines of all countries, from a file of our own: nothing is ever asked of a map server. */
export const countriesQuery = queryOptions({
  queryKey: ["countries"],
  staleTime: Infinity,
  gcTime: Infinity,
  queryFn: async ({ signal }) => {
    const response = await fetch(outlines, { signal });
    if (!response.ok) throw new Error(`outlines: HTTP ${response.status}`);
    const world = (await response.json()) as Outlines;
    return feature(world, world.objects.countries);
  },
});

export type Countries = Awaited<ReturnType<NonNullable<typeof countriesQuery.queryFn>>>;
