import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { teamsQuery } from "./queries";

export const teamRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account/teams",
    loader: () => {
      void queryClient.prefetchQuery(teamsQuery);
      return i18next.loadNamespaces(["teams", "account"]);
    },
    component: lazyRouteComponent(() => import("./TeamsPage"), "TeamsPage"),
  }),
] as const;
