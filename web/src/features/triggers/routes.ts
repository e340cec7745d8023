import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { triggerQuery, triggersQuery } from "./queries";

const words = () => i18next.loadNamespaces("triggers");

// Data is asked for while the page's code is on its way; the page shows a skeleton or the error.
export const triggerRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers",
    loader: () => {
      void queryClient.prefetchQuery(triggersQuery);
      return words();
    },
    component: lazyRouteComponent(() => import("./TriggersPage"), "TriggersPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/$id",
    loader: ({ params }) => {
      void queryClient.prefetchQuery(triggerQuery(params.id));
      return words();
    },
    component: lazyRouteComponent(() => import("./TriggerPage"), "TriggerPage"),
  }),
] as const;
