import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";

const words = () => i18next.loadNamespaces("imports");

export const importRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/imports",
    loader: words,
    component: lazyRouteComponent(() => import("./ImportsPage"), "ImportsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/imports/uploads/$id",
    loader: words,
    component: lazyRouteComponent(() => import("./UploadPage"), "UploadPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/imports/batches/$id",
    validateSearch: (search: Record<string, unknown>): { page?: string } => (typeof search.page === "string" ? { page: search.page } : {}),
    loader: words,
    component: lazyRouteComponent(() => import("./BatchPage"), "BatchPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/imports/sources",
    loader: words,
    component: lazyRouteComponent(() => import("./SourcesPage"), "SourcesPage"),
  }),
] as const;
