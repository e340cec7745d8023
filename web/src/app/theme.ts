import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const petrol: MantineColorsTuple = [
  "#edf6f7", "#dbebee", "#b5d5db", "#8abfc9", "#66adb9", "#4c9eac", "#3b93a2", "#2a8291", "#1f7383", "#105f6e",
];
// Cool greys; 6 is the dimmed text and must keep 4.5:1 on white and on the page's ground.
const gray: MantineColorsTuple = [
  "#f6f8f9", "#eef1f3", "#e1e6e9", "#d1d8dc", "#b4bec5", "#8a97a0", "#5a6771", "#46525b", "#313b43", "#1c242b",
];
const dark: MantineColorsTuple = [
  "#d5dbe0", "#b7c0c8", "#98a4ae", "#6c7883", "#46515b", "#343e47", "#262f37", "#1c242b", "#151b21", "#0f1419",
];
const amber: MantineColorsTuple = [
  "#fff8e8", "#fdeecb", "#fadc98", "#f6c861", "#f2b736", "#e5a31b", "#c98a0c", "#a06b00", "#855800", "#6b4600",
];

/** Colours of parts of the page that Mantine has no name for. Use var(--instand-…). */
export const cssVariables: CSSVariablesResolver = (theme) => ({
  variables: {
    "--instand-header-height": "3.25rem",
  },
  light: {
    "--instand-ground": theme.colors.gray[0],
    "--instand-line": theme.colors.gray[2],
    "--instand-bar": theme.colors.petrol?.[5] ?? "",
    "--instand-bar-track": theme.colors.gray[1],
    "--instand-unknown": theme.colors.gray[5],
    "--instand-attention": theme.colors.amber?.[7] ?? "",
    "--instand-marked": "#fdeecb",
    // What could be sold, part by part of a bar.
    "--instand-contract": theme.colors.petrol?.[8] ?? "",
    "--instand-modernization": theme.colors.petrol?.[4] ?? "",
    "--instand-parts": theme.colors.amber?.[4] ?? "",
    "--mantine-color-anchor": theme.colors.petrol?.[8] ?? "",
    "--mantine-color-error": "#c22f2f",
    // Mantine's own is 4.3:1 on its light badge.
    "--mantine-color-teal-light-color": "#066649",
    "--mantine-color-placeholder": theme.colors.gray[6],
  },
  dark: {
    "--instand-ground": theme.colors.dark[8],
    "--instand-line": theme.colors.dark[5],
    "--instand-bar": theme.colors.petrol?.[4] ?? "",
    "--instand-bar-track": theme.colors.dark[6],
    "--instand-unknown": theme.colors.dark[3],
    "--instand-attention": theme.colors.amber?.[4] ?? "",
    "--instand-marked": "#5c4a17",
    "--instand-contract": theme.colors.petrol?.[3] ?? "",
    "--instand-modernization": theme.colors.petrol?.[6] ?? "",
    "--instand-parts": theme.colors.amber?.[5] ?? "",
    "--mantine-color-anchor": theme.colors.petrol?.[3] ?? "",
    "--mantine-color-error": "#ff8a8a",
    "--mantine-color-placeholder": theme.colors.dark[2],
  },
});

export const theme = createTheme({
  primaryColor: "petrol",
  primaryShade: 8,
  colors: { petrol, gray, dark, amber },
  black: "#1c242b",
  defaultRadius: "sm",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.35" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
    },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Paper: { defaultProps: { withBorder: true, radius: "md" } },
    Card: { defaultProps: { withBorder: true, radius: "md", padding: "md" } },
    Button: { defaultProps: { size: "sm" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" } } },
    // A <header> outside a sectioning element is a second banner of the page.
    DrawerHeader: { defaultProps: { component: "div" } },
    ModalHeader: { defaultProps: { component: "div" } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true, multiline: true, maw: 360 } },
    Table: { defaultProps: { verticalSpacing: 6, horizontalSpacing: "sm" } },
  },
});
