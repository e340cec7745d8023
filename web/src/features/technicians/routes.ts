import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { techniciansQuery } from "./queries";

export const technicianRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/tours/technicians",
    loader: () => {
      void queryClient.prefetchQuery(techniciansQuery);
      return i18next.loadNamespaces(["technicians", "tours"]);
    },
    component: lazyRouteComponent(() => import("./TechniciansPage"), "TechniciansPage"),
  }),
] as const;
