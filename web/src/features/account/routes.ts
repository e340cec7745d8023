import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";

const words = () => i18next.loadNamespaces("account");

export const accountRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account",
    loader: words,
    component: lazyRouteComponent(() => import("./AccountPage"), "AccountPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account/people",
    loader: words,
    component: lazyRouteComponent(() => import("./PeoplePage"), "PeoplePage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/account/audit",
    loader: words,
    component: lazyRouteComponent(() => import("./AuditPage"), "AuditPage"),
  }),
] as const;
