import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { assessmentQuery } from "./queries";
import { assessmentSearch, figureSearch } from "./search";

export const assessmentRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/assessment",
    validateSearch: assessmentSearch,
    loaderDeps: ({ search }) => ({ assumptions: search.assumptions }),
    loader: ({ deps, cause }) => {
      // A large base takes the server a second: asked for early, but not for every link that the mouse passes.
      if (cause === "enter") void queryClient.prefetchQuery(assessmentQuery(deps.assumptions));
      return i18next.loadNamespaces(["assessment", "machines"]);
    },
    component: lazyRouteComponent(() => import("./AssessmentPage"), "AssessmentPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/assessment/machines",
    validateSearch: figureSearch,
    loader: () => i18next.loadNamespaces(["assessment", "machines"]),
    component: lazyRouteComponent(() => import("./figure/FigurePage"), "FigurePage"),
  }),
] as const;
