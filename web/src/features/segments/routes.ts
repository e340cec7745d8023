import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { segmentQuery, segmentsQuery } from "./queries";

const words = () => i18next.loadNamespaces("segments");

export const segmentRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/segments",
    loader: () => {
      void queryClient.prefetchQuery(segmentsQuery);
      return words();
    },
    component: lazyRouteComponent(() => import("./SegmentsPage"), "SegmentsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/segments/new",
    loader: words,
    component: lazyRouteComponent(() => import("./builder/NewSegmentPage"), "NewSegmentPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/segments/$id",
    loader: ({ params }) => {
      void queryClient.prefetchQuery(segmentQuery(params.id));
      return words();
    },
    component: lazyRouteComponent(() => import("./SegmentPage"), "SegmentPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/segments/$id/edit",
    loader: ({ params }) => {
      void queryClient.prefetchQuery(segmentQuery(params.id));
      return words();
    },
    component: lazyRouteComponent(() => import("./builder/EditSegmentPage"), "EditSegmentPage"),
  }),
] as const;
