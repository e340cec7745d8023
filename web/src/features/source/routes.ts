import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";

export const sourceRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/source/$table/$row/$column",
    loader: () => i18next.loadNamespaces("source"),
    component: lazyRouteComponent(() => import("./SourcePage"), "SourcePage"),
  }),
] as const;
