import { createRouter } from "@tanstack/react-router";
import { NotFound } from "../components/NotFound";
import { PageError } from "../components/PageError";
import { PageSkeleton } from "../components/PageSkeleton";
import { accountRoutes } from "../features/account/routes";
import { assessmentRoutes } from "../features/assessment/routes";
import { campaignRoutes } from "../features/campaigns/routes";
import { contactRoutes } from "../features/contacts/routes";
import { dataUseRoutes } from "../features/data-use/routes";
import { heldRoutes } from "../features/held/routes";
import { importRoutes } from "../features/imports/routes";
import { machineRoutes } from "../features/machines/routes";
import { matchRoutes } from "../features/matches/routes";
import { opportunityRoutes } from "../features/opportunities/routes";
import { outboxRoutes } from "../features/outbox/routes";
import { policyRoutes } from "../features/policy/routes";
import { portalRoutes } from "../features/portal/routes";
import { salesforceRoutes } from "../features/salesforce/routes";
import { segmentRoutes } from "../features/segments/routes";
import { sourceRoutes } from "../features/source/routes";
import { taskRoutes } from "../features/tasks/routes";
import { technicianRoutes } from "../features/technicians/routes";
import { teamRoutes } from "../features/teams/routes";
import { todayRoutes } from "../features/today/routes";
import { tourRoutes } from "../features/tours/routes";
import { triggerRoutes } from "../features/triggers/routes";
import { visitRoutes } from "../features/visits/routes";
import { webhookRoutes } from "../features/webhooks/routes";
import { rootRoute } from "./rootRoute";

const routeTree = rootRoute.addChildren([
  ...todayRoutes,
  ...machineRoutes,
  ...assessmentRoutes,
  ...sourceRoutes,
  ...triggerRoutes,
  ...policyRoutes,
  ...segmentRoutes,
  ...contactRoutes,
  ...dataUseRoutes,
  ...opportunityRoutes,
  ...heldRoutes,
  ...campaignRoutes,
  ...taskRoutes,
  ...tourRoutes,
  ...visitRoutes,
  ...technicianRoutes,
  ...outboxRoutes,
  ...salesforceRoutes,
  ...webhookRoutes,
  ...importRoutes,
  ...matchRoutes,
  ...accountRoutes,
  ...teamRoutes,
  ...portalRoutes,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
  // Plain text in the address (?stage=new&q=4711), without the router's JSON quotes: people read and share it.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) {
      if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
    }
    // Commas separate list values and are legal in a query; keep them legible.
    const text = query.toString().replaceAll("%2C", ",");
    return text === "" ? "" : `?${text}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
