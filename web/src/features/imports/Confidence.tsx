import { Box } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import classes from "./Upload.module.css";

interface Props {
  share: number;
  /** Not taken over: nothing to be sure of. */
  unused?: boolean;
  answered?: boolean;
}

const SURE = 0.9;
const LIKELY = 0.65;

/** How sure the recognition is, in words; the number is in the title. */
export function Confidence({ share, unused = false, answered = false }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const level = unused ? "none" : share >= SURE ? "sure" : share >= LIKELY ? "likely" : "unsure";
  const color = { none: "var(--instand-unknown)", sure: "var(--mantine-color-teal-6)", likely: "var(--instand-bar)", unsure: "var(--instand-attention)" }[level];
  return (
    <span className={classes.confidence} title={unused || answered ? undefined : t("confidence.percent", { share: format.percent(share) })}>
      <Box component="span" w={8} h={8} bg={color} style={{ borderRadius: "50%" }} aria-hidden />
      {answered ? t("column.answered") : t(`confidence.${level}`)}
    </span>
  );
}
