import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { outboxQuery } from "./queries";
import { outboxSearch } from "./search";

export const outboxRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/outbox",
    validateSearch: outboxSearch,
    loaderDeps: ({ search: { state, destination, before } }) => ({ state, destination, before }),
    loader: ({ deps }) => {
      void queryClient.prefetchQuery(outboxQuery(deps));
      return i18next.loadNamespaces("outbox");
    },
    component: lazyRouteComponent(() => import("./OutboxPage"), "OutboxPage"),
  }),
] as const;
