import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Segment } from "../../../api/contract";
import { useReport } from "../reportContext";
import { useScopeWords } from "../useScopeWords";
import { Reason } from "./Reason";
import { ScoreParts } from "./ScoreParts";
import classes from "./start.module.css";

/** The answer of the chapter: where to begin. */
export function FirstSegment({ segment }: { segment: Segment }) {
  const { t } = useTranslation("assessment");
  const words = useScopeWords(useReport().view.result.assumptions.country_groups);
  return (
    <div className={classes.first}>
      <Title order={3}>{t("start.first", { segment: words.values(segment.potential.values) })}</Title>
      <Text maw="50rem" my={4}>
        <Reason segment={segment} />
      </Text>
      <ScoreParts segment={segment} />
    </div>
  );
}
