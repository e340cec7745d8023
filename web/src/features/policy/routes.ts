import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { policyQuery } from "./queries";

export const policyRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/policy",
    loader: () => {
      void queryClient.prefetchQuery(policyQuery);
      // Owners are chosen in the words of the pipeline.
      return i18next.loadNamespaces(["policy", "opportunities"]);
    },
    component: lazyRouteComponent(() => import("./PolicyPage"), "PolicyPage"),
  }),
] as const;
