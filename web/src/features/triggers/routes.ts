import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { triggerQuery, triggersQuery, versionQuery, versionsQuery, waitingQuery } from "./queries";

const words = () => i18next.loadNamespaces("triggers");
// The builder is that of the segments, with its words.
const editorWords = () => i18next.loadNamespaces(["editor", "segments"]);

const numberOf = (value: unknown): number | undefined => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : typeof value === "number" ? value : undefined);

// Data is asked for while the page's code is on its way; the page shows a skeleton or the error.
export const triggerRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers",
    loader: () => {
      void queryClient.prefetchQuery(triggersQuery);
      void queryClient.prefetchQuery(waitingQuery);
      return words();
    },
    component: lazyRouteComponent(() => import("./TriggersPage"), "TriggersPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/new",
    loader: editorWords,
    component: lazyRouteComponent(() => import("./editor/NewTriggerPage"), "NewTriggerPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/$id",
    loader: ({ params }) => {
      void queryClient.prefetchQuery(triggerQuery(params.id));
      return words();
    },
    component: lazyRouteComponent(() => import("./TriggerPage"), "TriggerPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/$id/edit",
    // The version to begin with, where it is not the one that is found for it.
    validateSearch: (search: Record<string, unknown>): { version?: number } => ({ version: numberOf(search.version) }),
    loader: ({ params }) => {
      void queryClient.prefetchQuery(versionsQuery(params.id));
      return editorWords();
    },
    component: lazyRouteComponent(() => import("./editor/EditTriggerPage"), "EditTriggerPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/$id/versions/$version",
    loader: ({ params }) => {
      void queryClient.prefetchQuery(versionQuery(params.id, Number(params.version)));
      return words();
    },
    component: lazyRouteComponent(() => import("./versions/VersionPage"), "VersionPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/triggers/$id/replay",
    // The version one came for, the job that runs, the replay that is shown.
    validateSearch: (search: Record<string, unknown>): { version?: number; job?: string; replay?: number } => ({
      version: numberOf(search.version),
      job: typeof search.job === "string" && search.job !== "" ? search.job : undefined,
      replay: numberOf(search.replay),
    }),
    loader: ({ params }) => {
      void queryClient.prefetchQuery(versionsQuery(params.id));
      // Progress is told in the words of imports.
      return i18next.loadNamespaces(["replay", "triggers", "imports"]);
    },
    component: lazyRouteComponent(() => import("./replay/ReplayPage"), "ReplayPage"),
  }),
] as const;
