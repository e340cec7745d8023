import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import classes from "./Matches.module.css";

interface Props {
  count: number;
  onAsk: (verdict: "same" | "different") => void;
  onClear: () => void;
}

/** What can be done with the picked pairs; nothing is done before its preview was seen. */
export function SelectionBar({ count, onAsk, onClear }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  return (
    <Group component="section" className={classes.bar} gap="xs" aria-label={t("selection.label")}>
      <Text fw={600} role="status" mr="xs">
        {t("selection.count", { count, number: format.number(count, 0) })}
      </Text>
      <Button onClick={() => onAsk("same")}>{t("selection.same")}</Button>
      <Button variant="default" onClick={() => onAsk("different")}>
        {t("selection.different")}
      </Button>
      <Button variant="subtle" color="gray" onClick={onClear}>
        {t("selection.clear")}
      </Button>
    </Group>
  );
}
