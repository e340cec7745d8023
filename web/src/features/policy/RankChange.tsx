import { VisuallyHidden } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import classes from "./Policy.module.css";

/** By how many places something rises or falls: an arrow to see, words to hear. */
export function RankChange({ by }: { by: number }) {
  const { t } = useTranslation("policy");
  const format = useFormats();
  if (by === 0) return <VisuallyHidden component="span">{t("ranking.stays")}</VisuallyHidden>;
  const Arrow = by > 0 ? IconArrowUp : IconArrowDown;
  const places = Math.abs(by);
  return (
    <span className={classes.change} data-rises={by > 0 || undefined}>
      <Arrow size={14} stroke={2} aria-hidden />
      <span aria-hidden>{format.number(places, 0)}</span>
      <VisuallyHidden component="span">{t(by > 0 ? "ranking.rises" : "ranking.falls", { count: places, number: format.number(places, 0) })}</VisuallyHidden>
    </span>
  );
}
