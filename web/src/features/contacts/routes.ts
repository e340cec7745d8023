import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queryClient } from "../../app/queryClient";
import { rootRoute } from "../../app/rootRoute";
import { i18next } from "../../i18n/setup";
import { contactPolicyQuery, contactsQuery } from "./queries";
import { contactsSearch } from "./search";

export const contactRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/contacts",
    validateSearch: contactsSearch,
    loaderDeps: ({ search }) => contactsSearch({ ...search, contact: undefined }),
    loader: ({ deps }) => {
      void queryClient.prefetchQuery(contactsQuery(deps));
      // Reasons are in the words of campaigns, files are taken in the words of data use.
      return i18next.loadNamespaces(["contacts", "campaigns", "data-use"]);
    },
    component: lazyRouteComponent(() => import("./ContactsPage"), "ContactsPage"),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: "/contacts/policy",
    loader: () => {
      void queryClient.prefetchQuery(contactPolicyQuery);
      return i18next.loadNamespaces(["contacts", "contact-policy"]);
    },
    component: lazyRouteComponent(() => import("./policy/ContactPolicyPage"), "ContactPolicyPage"),
  }),
] as const;
