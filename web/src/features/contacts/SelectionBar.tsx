import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import classes from "./Contacts.module.css";

interface Props {
  count: number;
  onEnter: () => void;
  onClear: () => void;
}

/** How many contacts are picked, and what can be done with them. */
export function SelectionBar({ count, onEnter, onClear }: Props) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  return (
    <Group component="section" className={classes.bar} gap="sm" aria-label={t("selection.label")}>
      <Text fw={600} role="status">
        {t("selection.count", { count, number: format.number(count, 0) })}
      </Text>
      <Button onClick={onEnter}>{t("enter")}</Button>
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("selection.clear")}
      </Button>
    </Group>
  );
}
