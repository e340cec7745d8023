import { Paper, Stack, VisuallyHidden } from "@mantine/core";
import { IconHourglass } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ListedTrigger } from "../../api/contract";
import { EmptyState } from "../../components/EmptyState";
import { ConditionCard } from "./ConditionCard";
import { MissingFactsCard } from "./MissingFactsCard";
import classes from "./TriggerDetail.module.css";
import { TrendCharts } from "./TrendCharts";
import { TriggerLinks } from "./TriggerLinks";
import { VerdictCounts } from "./VerdictCounts";
import { VersionsCard } from "./versions/VersionsCard";

/** What the trigger says of all machines now and said before, its condition and its versions. */
export function TriggerDetail({ trigger }: { trigger: ListedTrigger }) {
  const { t } = useTranslation("triggers");
  const asked = trigger.fires + trigger.unknown + trigger.not_permitted + trigger.does_not_fire > 0;
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
        <ConditionCard condition={trigger.condition} parameters={trigger.parameters} version={trigger.version}>
          <TriggerLinks label={t("detail.composed_of")} triggers={trigger.composed_of ?? []} />
          <TriggerLinks label={t("detail.used_by")} triggers={trigger.used_by ?? []} />
        </ConditionCard>
        {asked && <MissingFactsCard trigger={trigger} />}
      </div>
      <VersionsCard id={trigger.id} />
    </Stack>
  );
}
