import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { machineSearch } from "./search";

const words = () => i18next.loadNamespaces("machines");

/** Tabs of the machine file beside the file itself. */
const TABS = ["life", "history", "telemetry", "verdicts", "portal"] as const;
export type MachineTab = (typeof TABS)[number] | "file";

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
    validateSearch: (search: Record<string, unknown>): { tab?: MachineTab; trigger?: string; as_of?: string } => ({
      tab: TABS.find((tab) => tab === search.tab),
      // The day the life is looked at; that of the last decision where none is chosen.
      as_of: typeof search.as_of === "string" && /^\d{4}-\d{2}-\d{2}$/.test(search.as_of) ? search.as_of : undefined,
      // The trigger whose verdict is opened and scrolled to.
      trigger: typeof search.trigger === "string" && search.trigger !== "" ? search.trigger : undefined,
    }),
    // Stages of opportunities, what campaigns do, visits and the portal have their words there.
    loader: () => i18next.loadNamespaces(["machines", "opportunities", "campaigns", "visits", "tours", "portal-staff"]),
    component: lazyRouteComponent(() => import("./MachineFilePage"), "MachineFilePage"),
  }),
] as const;
