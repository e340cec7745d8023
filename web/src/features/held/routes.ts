import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { heldQuery } from "./queries";
import { heldSearch } from "./search";

export const heldRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/opportunities/held",
    validateSearch: heldSearch,
    loaderDeps: ({ search: { reason, customer } }) => ({ reason, customer }),
    loader: ({ deps }) => {
      void queryClient.prefetchQuery(heldQuery(deps));
      return i18next.loadNamespaces("held");
    },
    component: lazyRouteComponent(() => import("./HeldPage"), "HeldPage"),
  }),
] as const;
