import { Text } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { CampaignResult } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Bar } from "../parts/Bar";
import { Count } from "../parts/Count";
import { CountAndWorth } from "../parts/CountAndWorth";
import { ReportTable } from "../parts/ReportTable";
import { useNames } from "../useNames";

/** Which missing field blocks how much of a campaign. */
export function CampaignGaps({ campaign: { id, triggers, gaps, unpriced, blocked } }: { campaign: CampaignResult }) {
  const { t } = useTranslation("assessment");
  const words = useWords();
  const names = useNames();
  const name = names.campaign(id);
  return (
    <>
      {gaps.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("campaigns.nothing_missing")}
        </Text>
      ) : (
        <ReportTable
          inner
          label={t("campaigns.blocked_by_label", { name })}
          rows={gaps}
          keyOf={({ fact }) => fact}
          columns={[
            { id: "fact", title: t("campaigns.blocked_by"), cell: ({ fact }) => names.fact(fact) },
            {
              id: "bar",
              title: t("campaigns.of_blocked"),
              kind: "bar",
              cell: ({ only, blocked_by }) => (
                <Bar
                  parts={[
                    { value: only.machines, color: "attention" },
                    { value: blocked_by.machines - only.machines, color: "unknown" },
                  ]}
                  of={blocked.machines}
                />
              ),
            },
            {
              id: "by",
              title: t("campaigns.missing"),
              help: gaps[0]?.blocked_by.id,
              kind: "number",
              cell: ({ blocked_by }) => <CountAndWorth figure={blocked_by} />,
            },
            { id: "only", title: t("campaigns.only"), help: gaps[0]?.only.id, kind: "number", cell: ({ only }) => <CountAndWorth figure={only} /> },
          ]}
        />
      )}
      {unpriced.machines > 0 && (
        <Text size="sm" mt={6}>
          {t("campaigns.unpriced")} <Count figure={unpriced} inText />
        </Text>
      )}
      <Text size="sm" c="dimmed" mt={6}>
        {t("campaigns.triggers")}{" "}
        {triggers.map((trigger, at) => (
          <Fragment key={trigger}>
            {at > 0 && ", "}
            <AnchorLink inherit underline="always" to="/triggers/$id" params={{ id: trigger }}>
              {words.triggerTitle(trigger)}
            </AnchorLink>
          </Fragment>
        ))}
      </Text>
    </>
  );
}
