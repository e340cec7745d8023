import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Gap } from "../../../api/contract";
import { CountAndWorth } from "../parts/CountAndWorth";
import { ReportTable } from "../parts/ReportTable";
import { Worth } from "../parts/Worth";
import { useNames } from "../useNames";
import classes from "./GapDetails.module.css";

/** Who can fill the gap, and which campaigns it holds up. */
export function GapDetails({ gap: { id, machines, share_eur, campaigns, owners } }: { gap: Gap }) {
  const { t } = useTranslation("assessment");
  const names = useNames();
  const fact = names.quoted(id);
  return (
    <>
      <div className={classes.two}>
        <ReportTable
          inner
          label={t("gaps.by_owner_label", { fact })}
          rows={owners}
          keyOf={({ owner }) => owner ?? ""}
          columns={[
            { id: "owner", title: t("gaps.by_owner"), cell: ({ owner }) => owner ?? t("not_known.owner") },
            { id: "machines", title: t("gaps.concerned"), kind: "number", cell: (of) => <CountAndWorth figure={of.machines} /> },
          ]}
        />
        {campaigns.length > 0 && (
          <ReportTable
            inner
            label={t("gaps.by_campaign_label", { fact })}
            rows={campaigns}
            keyOf={({ campaign }) => campaign}
            columns={[
              { id: "campaign", title: t("campaigns.campaign"), cell: ({ campaign }) => names.campaign(campaign) },
              { id: "by", title: t("campaigns.missing"), kind: "number", cell: ({ blocked_by }) => <CountAndWorth figure={blocked_by} /> },
              { id: "only", title: t("campaigns.only"), kind: "number", cell: ({ only }) => <CountAndWorth figure={only} /> },
            ]}
          />
        )}
      </div>
      <Text size="sm" c="dimmed" mt={6}>
        {t("gaps.share")} <Worth figure={machines} eur={share_eur} inText />
      </Text>
    </>
  );
}
