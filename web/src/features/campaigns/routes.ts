import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { campaignQuery, campaignsQuery } from "./queries";
import { wizardSearch } from "./search";

const words = () => i18next.loadNamespaces("campaigns");

export const campaignRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/campaigns",
    loader: () => {
      void queryClient.prefetchQuery(campaignsQuery);
      return words();
    },
    component: lazyRouteComponent(() => import("./CampaignsPage"), "CampaignsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/campaigns/new",
    validateSearch: wizardSearch,
    loader: () => {
      void queryClient.prefetchQuery(campaignsQuery);
      return words();
    },
    component: lazyRouteComponent(() => import("./wizard/NewCampaignPage"), "NewCampaignPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/campaigns/$id",
    loader: ({ params }) => {
      void queryClient.prefetchQuery(campaignQuery(params.id));
      return words();
    },
    component: lazyRouteComponent(() => import("./detail/CampaignPage"), "CampaignPage"),
  }),
] as const;
