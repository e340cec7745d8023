import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { tasksQuery } from "./queries";
import { taskSearch } from "./search";

export const taskRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/tasks",
    validateSearch: taskSearch,
    loaderDeps: ({ search: { whose, done } }) => ({ whose, done }),
    loader: ({ deps }) => {
      void queryClient.prefetchQuery(tasksQuery(deps));
      // Why something is a person's is said in the words of the campaigns.
      return i18next.loadNamespaces(["tasks", "campaigns"]);
    },
    component: lazyRouteComponent(() => import("./TasksPage"), "TasksPage"),
  }),
] as const;
