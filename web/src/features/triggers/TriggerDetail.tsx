import { Paper, Stack, VisuallyHidden } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { EmptyState } from "../../components/EmptyState";
import { ConditionCard } from "./ConditionCard";
import { MissingFactsCard } from "./MissingFactsCard";
import classes from "./TriggerDetail.module.css";
import { TrendCharts } from "./TrendCharts";
import { VerdictCounts } from "./VerdictCounts";

export function TriggerDetail({ trigger }: { trigger: TriggerRow }) {
  const { t } = useTranslation("triggers");
  const asked = trigger.fires + trigger.unknown + trigger.does_not_fire > 0;
  return (
    <Stack gap="md">
      {asked ? (
        <VerdictCounts trigger={trigger} />
      ) : (
        <Paper>
          <EmptyState icon={IconHourglass} title={t("detail.not_asked")}>
            {t("detail.not_asked_text")}
          </EmptyState>
        </Paper>
      )}
      {trigger.trend.length > 1 && (
        <>
          <VisuallyHidden component="h2">{t("trend.title")}</VisuallyHidden>
          <TrendCharts trend={trigger.trend} />
        </>
      )}
      <div className={classes.columns}>
        <ConditionCard trigger={trigger} />
        {asked && <MissingFactsCard trigger={trigger} />}
      </div>
    </Stack>
  );
}
