import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/page.css";
import "./app/print.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { catalogueQuery, sessionQuery } from "./api/queries";
import { applyColorScheme } from "./app/colorScheme";
import { Providers } from "./app/Providers";
import { queryClient } from "./app/queryClient";
import { router } from "./app/router";
import { SessionGate } from "./app/SessionGate";
import { startI18n } from "./i18n/setup";

applyColorScheme();
// Asked for at once, while words are fetched; SessionGate waits for them.
void queryClient.prefetchQuery(sessionQuery);
void queryClient.prefetchQuery(catalogueQuery);

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

void startI18n().then(() =>
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <Suspense>
          <SessionGate>
            <RouterProvider router={router} />
          </SessionGate>
        </Suspense>
      </Providers>
    </StrictMode>,
  ),
);
