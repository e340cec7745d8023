import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { machineSearch } from "./search";

const words = () => i18next.loadNamespaces("machines");

export const machineRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/machines",
    validateSearch: machineSearch,
    loader: words,
    component: lazyRouteComponent(() => import("./MachinesPage"), "MachinesPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/machines/$id",
    validateSearch: (search: Record<string, unknown>): { tab?: "file" | "history" | "verdicts"; trigger?: string } => ({
      tab: search.tab === "history" || search.tab === "verdicts" ? search.tab : undefined,
      // The trigger whose verdict is opened and scrolled to.
      trigger: typeof search.trigger === "string" && search.trigger !== "" ? search.trigger : undefined,
    }),
    // Stages of opportunities have their words there.
    loader: () => i18next.loadNamespaces(["machines", "opportunities"]),
    component: lazyRouteComponent(() => import("./MachineFilePage"), "MachineFilePage"),
  }),
] as const;
