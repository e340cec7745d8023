import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { matchSearch } from "./search";

export const matchRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/matches",
    validateSearch: matchSearch,
    loader: () => i18next.loadNamespaces("matches"),
    component: lazyRouteComponent(() => import("./MatchesPage"), "MatchesPage"),
  }),
] as const;
