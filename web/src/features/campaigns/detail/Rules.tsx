import { Code, Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { CampaignDetail } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { useReasonWords } from "../reasons";
import classes from "./Rules.module.css";

/** Who enters, what ends it and the thresholds that conditions name. */
export function Rules({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const words = useWords();
  const { ending } = useReasonWords();
  const parameters = Object.entries(campaign.parameters);
  return (
    <Paper p="md" component="section" aria-labelledby="rules">
      <Title order={2} id="rules" mb="xs">
        {t("rules.heading")}
      </Title>
      <dl className={classes.rules}>
        <dt>{t("rules.takes")}</dt>
        <dd>{words.campaignLabel(campaign.campaign_type)}</dd>
        {campaign.entry !== null && (
          <>
            <dt>{t("rules.entry")}</dt>
            <dd>
              <Code className={classes.condition}>{campaign.entry}</Code>
            </dd>
          </>
        )}
        {campaign.anchor !== null && (
          <>
            <dt>{t("rules.anchor")}</dt>
            <dd>{words.factLabel(campaign.anchor)}</dd>
          </>
        )}
        <dt>{t("rules.capacity")}</dt>
        <dd>{campaign.weekly_capacity === null ? t("rules.no_capacity") : t("rules.a_week", { count: campaign.weekly_capacity, number: format.number(campaign.weekly_capacity, 0) })}</dd>
        <dt>{t("rules.controls")}</dt>
        <dd>{campaign.controls_percent === 0 ? t("rules.no_controls") : t("rules.controls_share", { share: format.percent(campaign.controls_percent / 100) })}</dd>
        <dt>{t("rules.exits")}</dt>
        <dd>
          <ul className={classes.list}>
            {campaign.exits.map(({ reason, condition }) => (
              <li key={`${reason} ${condition}`}>
                {ending(reason)} <Code className={classes.condition}>{condition}</Code>
              </li>
            ))}
            <li>{t("rules.always")}</li>
          </ul>
        </dd>
        {parameters.length > 0 && (
          <>
            <dt>{t("rules.thresholds")}</dt>
            <dd>
              <ul className={classes.list}>
                {parameters.map(([name, value]) => (
                  <li key={name}>
                    <Code>${name}</Code> = {format.number(value)}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
      <Text size="sm" c="dimmed" mt="xs">
        {t("rules.unknown")}
      </Text>
    </Paper>
  );
}
