import { localStorageColorSchemeManager } from "@mantine/core";

export const colorSchemeManager = localStorageColorSchemeManager({ key: "instand-color-scheme" });

/** Mantine does this with an inline script, which the server's content policy forbids. Called before the first render. */
export function applyColorScheme(): void {
  const wanted = colorSchemeManager.get("auto");
  const dark = wanted === "dark" || (wanted === "auto" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
}
