import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { lookQuery } from "./queries";

export const portalRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account/portal",
    loader: () => {
      void queryClient.prefetchQuery(lookQuery);
      return i18next.loadNamespaces(["portal-staff", "account"]);
    },
    component: lazyRouteComponent(() => import("./theme/ThemePage"), "ThemePage"),
  }),
] as const;
