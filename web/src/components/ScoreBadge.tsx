import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./ScoreBadge.module.css";
import { Unknown } from "./Unknown";

interface Props {
  score: number | null | undefined;
}

/** Priority 0 to 100 as a number with a bar under it, so that a column can be scanned. */
export function ScoreBadge({ score }: Props) {
  const { t } = useTranslation("components");
  if (score === null || score === undefined) return <Unknown />;
  return (
    <span className={classes.score} title={t("score", { score })}>
      <VisuallyHidden>{t("score_label")} </VisuallyHidden>
      {Math.round(score)}
      <span className={classes.track} aria-hidden>
        <span className={classes.bar} style={{ width: `${Math.min(100, Math.max(0, score))}%` }} />
      </span>
    </span>
  );
}
