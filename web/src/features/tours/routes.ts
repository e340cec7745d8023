import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { daySearch } from "./day/search";
import { tourSearch } from "./search";

export const tourRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/tours",
    validateSearch: tourSearch,
    // What a visit is is said in the words of visits.
    loader: () => i18next.loadNamespaces(["tours", "visits"]),
    component: lazyRouteComponent(() => import("./ToursPage"), "ToursPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/tours/day",
    validateSearch: daySearch,
    loader: () => i18next.loadNamespaces(["tours", "visits", "technicians"]),
    component: lazyRouteComponent(() => import("./day/DayPage"), "DayPage"),
  }),
] as const;
