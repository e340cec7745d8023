import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";
import { machineQuery, noticeQuery, sessionQuery } from "./api/queries";
import { Frame } from "./layout/Frame";
import { Lost, PageFailed } from "./layout/Lost";
import { Waiting } from "./parts/Loaded";
import { queryClient } from "./queryClient";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: Lost });

/** A place of this page to go to after signing in; nothing else is taken from the address. */
function placeOf(text: unknown): string | undefined {
  return typeof text === "string" && /^\/portal(\/[\w/-]*)?$/.test(text) ? text : undefined;
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/portal/sign-in",
  validateSearch: (raw: Record<string, unknown>): { next?: string } => ({ next: placeOf(raw.next) }),
  component: lazyRouteComponent(() => import("./pages/SignIn"), "SignIn"),
});

const enterRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/portal/enter",
  component: lazyRouteComponent(() => import("./pages/Enter"), "Enter"),
});

const frameRoute = createRoute({ getParentRoute: () => rootRoute, id: "signed-in", component: Frame, loader: () => void queryClient.prefetchQuery(sessionQuery) });

const homeRoute = createRoute({ getParentRoute: () => frameRoute, path: "/portal", component: lazyRouteComponent(() => import("./pages/Home"), "Home") });

const machinesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/portal/machines",
  validateSearch: (raw: Record<string, unknown>): { q?: string } => ({ q: typeof raw.q === "string" && raw.q !== "" ? raw.q : undefined }),
  component: lazyRouteComponent(() => import("./pages/Machines"), "Machines"),
});

const machineRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/portal/machines/$id",
  loader: ({ params }) => void queryClient.prefetchQuery(machineQuery(params.id)),
  component: lazyRouteComponent(() => import("./pages/Machine"), "Machine"),
});

const noticesRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/portal/notices",
  validateSearch: (raw: Record<string, unknown>): { state?: "answered" } => ({ state: raw.state === "answered" ? "answered" : undefined }),
  component: lazyRouteComponent(() => import("./pages/Notices"), "Notices"),
});

const noticeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/portal/notices/$id",
  loader: ({ params }) => void queryClient.prefetchQuery(noticeQuery(params.id)),
  component: lazyRouteComponent(() => import("./pages/NoticePage"), "NoticePage"),
});

const serviceRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/portal/service",
  validateSearch: (raw: Record<string, unknown>): { machine?: string } => ({ machine: typeof raw.machine === "string" && raw.machine !== "" ? raw.machine : undefined }),
  component: lazyRouteComponent(() => import("./pages/Service"), "Service"),
});

const dataRoute = createRoute({ getParentRoute: () => frameRoute, path: "/portal/data", component: lazyRouteComponent(() => import("./pages/Data"), "Data") });
const mailsRoute = createRoute({ getParentRoute: () => frameRoute, path: "/portal/mails", component: lazyRouteComponent(() => import("./pages/Mails"), "Mails") });
const accountRoute = createRoute({ getParentRoute: () => frameRoute, path: "/portal/account", component: lazyRouteComponent(() => import("./pages/Account"), "Account") });

// With a stroke at the end it is the same place.
const slashRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/portal" });
  },
});

const routeTree = rootRoute.addChildren([
  slashRoute,
  signInRoute,
  enterRoute,
  frameRoute.addChildren([homeRoute, machinesRoute, machineRoute, noticesRoute, noticeRoute, serviceRoute, dataRoute, mailsRoute, accountRoute]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: Waiting,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(search)) {
      if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
    }
    const text = query.toString();
    return text === "" ? "" : `?${text}`;
  },
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
