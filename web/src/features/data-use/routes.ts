import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { registerQuery } from "./queries";
import { dataUseSearch } from "./search";

export const dataUseRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/data-use",
    validateSearch: dataUseSearch,
    loaderDeps: ({ search }) => dataUseSearch({ ...search }),
    loader: ({ deps }) => {
      void queryClient.prefetchQuery(registerQuery(deps));
      return i18next.loadNamespaces("data-use");
    },
    component: lazyRouteComponent(() => import("./DataUsePage"), "DataUsePage"),
  }),
] as const;
