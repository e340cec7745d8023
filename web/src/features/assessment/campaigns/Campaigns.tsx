import { useTranslation } from "react-i18next";
import type { Figure } from "../../../api/contract";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { CountAndWorth } from "../parts/CountAndWorth";
import { Legend } from "../parts/Legend";
import { ReportTable } from "../parts/ReportTable";
import { Section } from "../parts/Section";
import { useReport } from "../reportContext";
import { useNames } from "../useNames";
import { CampaignGaps } from "./CampaignGaps";

interface Row {
  id: string;
  ready: Figure;
  not_due: Figure;
  blocked: Figure;
}

/** Every campaign type: what can be offered now, what missing data blocks, and what blocks it. */
export function Campaigns() {
  const { t } = useTranslation("assessment");
  const names = useNames();
  const { campaigns, campaign_totals: totals } = useReport().view.result;
  const rows = campaigns.toSorted((a, b) => (b.ready.eur ?? 0) - (a.ready.eur ?? 0));
  const all: Row = { id: "any", ...totals };
  return (
    <Section id="campaigns" subtitle={t("campaigns.subtitle")}>
      <Legend
        items={[
          { color: "bar", label: t("campaigns.ready") },
          { color: "unknown", label: t("campaigns.blocked") },
          { color: "track", label: t("campaigns.not_due") },
        ]}
      />
      <ReportTable<Row>
        label={t("section.campaigns")}
        rows={rows}
        foot={all}
        keyOf={({ id }) => id}
        columns={[
          { id: "campaign", title: t("campaigns.campaign"), cell: ({ id }) => (id === "any" ? t("campaigns.any") : names.campaign(id)) },
          {
            id: "bar",
            title: t("share_of_machines"),
            kind: "bar",
            // A machine may be ready for one campaign and blocked for another: there is no bar of all.
            cell: ({ id, ready, blocked, not_due }) =>
              id === "any" ? null : (
                <Bar
                  parts={[
                    { value: ready.machines, color: "bar" },
                    { value: blocked.machines, color: "unknown" },
                    { value: not_due.machines, color: "track" },
                  ]}
                />
              ),
          },
          { id: "ready", title: t("campaigns.ready"), help: totals.ready.id, kind: "number", cell: ({ ready }) => <CountAndWorth figure={ready} /> },
          {
            id: "blocked",
            title: t("campaigns.blocked"),
            help: totals.blocked.id,
            kind: "number",
            cell: ({ blocked }) => <CountAndWorth figure={blocked} />,
          },
          {
            id: "not_due",
            title: t("campaigns.not_due"),
            help: totals.not_due.id,
            kind: "number",
            cell: ({ not_due }) => <Count figure={not_due} />,
          },
        ]}
        details={{
          printed: true,
          of: ({ id }) => {
            const campaign = campaigns.find((one) => one.id === id);
            return campaign ? <CampaignGaps campaign={campaign} /> : null;
          },
        }}
      />
    </Section>
  );
}
