import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { visitSearch } from "./search";

export const visitRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/tours/visits",
    validateSearch: visitSearch,
    loader: () => i18next.loadNamespaces(["visits", "tours"]),
    component: lazyRouteComponent(() => import("./VisitsPage"), "VisitsPage"),
  }),
] as const;
