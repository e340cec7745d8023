import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { colorSchemeManager } from "./colorScheme";
import { queryClient } from "./queryClient";
import { cssVariables, theme } from "./theme";

export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" colorSchemeManager={colorSchemeManager}>
        {/* Above the bar with a page's main button, so that a message never lies over it. */}
        <Notifications position="bottom-right" limit={4} mb="4.5rem" />
        {children}
      </MantineProvider>
    </QueryClientProvider>
  );
}
