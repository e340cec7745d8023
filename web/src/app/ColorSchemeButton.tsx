import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSunHigh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

export function ColorSchemeButton() {
  const { t } = useTranslation("shell");
  const { setColorScheme } = useMantineColorScheme();
  const shown = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const other = shown === "dark" ? "light" : "dark";
  const label = t(`scheme.to_${other}`);
  const Icon = shown === "dark" ? IconSunHigh : IconMoon;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" onClick={() => setColorScheme(other)} aria-label={label}>
        <Icon size={19} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
