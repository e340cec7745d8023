import { Button, Tooltip } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFilters } from "./useFilters";

interface Props {
  name: "due" | "flagged" | "waits" | "attached";
  /** What stands in the address where it is on. */
  value?: string;
  icon: Icon;
}

export function ToggleFilter({ name, value = "true", icon: Icon }: Props) {
  const { t } = useTranslation("opportunities");
  const { search, set } = useFilters();
  const on = search[name] !== undefined;
  return (
    <Tooltip label={t(`filter.${name}`)}>
      <Button
        variant={on ? "light" : "default"}
        aria-pressed={on}
        px="xs"
        fw={500}
        leftSection={<Icon size={16} stroke={1.7} aria-hidden />}
        onClick={() => set({ [name]: on ? undefined : value })}
      >
        {t(`filter.${name}_short`)}
      </Button>
    </Tooltip>
  );
}
