import { useComputedColorScheme, useMantineTheme } from "@mantine/core";

/** Colours for lines that mean something, in the scheme that is on. */
export function usePlotColors() {
  const theme = useMantineTheme();
  const dark = useComputedColorScheme("light") === "dark";
  return {
    limit: dark ? "#ff8a8a" : "#c22f2f",
    due: theme.colors.amber?.[dark ? 4 : 7] ?? "",
    /** Behind the words of a line, where a drawn line crosses them. */
    behind: dark ? theme.colors.dark[7] : "#ffffff",
    text: dark ? theme.colors.dark[0] : theme.colors.gray[9],
  };
}
