import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { mappingQuery } from "./queries";

export const salesforceRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/salesforce",
    loader: () => {
      void queryClient.prefetchQuery(mappingQuery);
      return i18next.loadNamespaces("salesforce");
    },
    component: lazyRouteComponent(() => import("./SalesforcePage"), "SalesforcePage"),
  }),
] as const;
