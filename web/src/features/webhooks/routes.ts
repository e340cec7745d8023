import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { deliveriesQuery, webhooksQuery } from "./queries";
import { deliverySearch } from "./search";

const words = () => i18next.loadNamespaces("webhooks");

export const webhookRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/webhooks",
    loader: () => {
      void queryClient.prefetchQuery(webhooksQuery);
      return words();
    },
    component: lazyRouteComponent(() => import("./WebhooksPage"), "WebhooksPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/webhooks/$id",
    validateSearch: deliverySearch,
    loaderDeps: ({ search: { state, before } }) => ({ state, before }),
    loader: ({ params, deps }) => {
      void queryClient.prefetchQuery(webhooksQuery);
      void queryClient.prefetchQuery(deliveriesQuery(params.id, deps));
      return words();
    },
    component: lazyRouteComponent(() => import("./WebhookPage"), "WebhookPage"),
  }),
] as const;
