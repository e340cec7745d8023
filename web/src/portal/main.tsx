import "./portal.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { onSignedOut } from "../api/client";
import { themeQuery } from "./api/queries";
import { startI18n } from "./i18n";
import { Painted } from "./look/Painted";
import { queryClient } from "./queryClient";
import { router } from "./router";

// The customers' portal: a page of its own, which knows nothing of the one for the builder's people.

void queryClient.prefetchQuery(themeQuery);

/** Pages where nobody is signed in yet say themselves what was wrong. */
const DOORSTEP = /^\/portal\/(sign-in|enter)/;

onSignedOut(() => {
  const { pathname } = window.location;
  if (!DOORSTEP.test(pathname)) window.location.assign(pathname === "/portal" ? "/portal/sign-in" : `/portal/sign-in?next=${encodeURIComponent(pathname)}`);
});

const root = document.getElementById("root");
if (!root) throw new Error("portal.html has no #root");

void startI18n().then(() =>
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <Painted>
            <RouterProvider router={router} />
          </Painted>
        </Suspense>
      </QueryClientProvider>
    </StrictMode>,
  ),
);
