import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import classes from "./parts.module.css";

interface Props {
  all: boolean;
  shown: number;
  total: number;
  onToggle: () => void;
}

/** Says that rows are left out, and shows them. */
export function MoreRows({ all, shown, total, onToggle }: Props) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const numbers = { shown: format.number(shown, 0), total: format.number(total, 0) };
  return (
    <Group gap="sm" className={classes.more}>
      <Text size="sm" c="dimmed">
        {t("more.shown", numbers)}
      </Text>
      <Button variant="subtle" size="compact-sm" onClick={onToggle} aria-expanded={all} data-screen-only>
        {all ? t("more.less") : t("more.all", numbers)}
      </Button>
    </Group>
  );
}
