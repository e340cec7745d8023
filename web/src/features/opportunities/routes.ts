import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { sessionQuery } from "../../api/queries";
import { i18next } from "../../i18n/setup";
import { pipelineSearch } from "./filters";

const words = () => i18next.loadNamespaces("opportunities");

export const opportunityRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/opportunities",
    validateSearch: pipelineSearch,
    // Sales people start with their own. It stands in the address, so that a copied link shows everyone the same.
    beforeLoad: ({ search, cause }) => {
      const role = queryClient.getQueryData(sessionQuery.queryKey)?.account.role;
      if (cause === "enter" && role === "sales" && Object.keys(search).length === 0) {
        throw redirect({ to: "/opportunities", search: { owner: "me" }, replace: true });
      }
    },
    loader: words,
    component: lazyRouteComponent(() => import("./OpportunitiesPage"), "OpportunitiesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/opportunities/$id",
    loader: words,
    component: lazyRouteComponent(() => import("./OpportunityPage"), "OpportunityPage"),
  }),
] as const;
