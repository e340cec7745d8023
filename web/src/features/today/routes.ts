import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { todayQuery } from "./queries";

export const todayRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/",
    loader: () => {
      // Asked for while the page's code is on its way; the page shows a skeleton or the error.
      void queryClient.prefetchQuery(todayQuery);
      return i18next.loadNamespaces("today");
    },
    component: lazyRouteComponent(() => import("./TodayPage"), "TodayPage"),
  }),
] as const;
