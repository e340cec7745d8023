import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CampaignRow, CampaignTemplate } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { ButtonLink } from "../../components/ButtonLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Campaigns.module.css";

interface Props {
  templates: readonly CampaignTemplate[];
  campaigns: readonly CampaignRow[];
}

/** What a campaign can be made of. One that has a draft leads to it: there is one draft at a time. */
export function TemplateCards({ templates, campaigns }: Props) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const may = useMay();
  return (
    <ul className={classes.templates} aria-labelledby="templates">
      {templates.map((of) => {
        const drafted = campaigns.find(({ id }) => id === of.id)?.state === "draft";
        return (
          <Paper component="li" p="md" key={of.id} className={classes.template}>
            <Title order={3}>
              <AnchorLink to="/campaigns/$id" params={{ id: of.id }} inherit>
                {of.title}
              </AnchorLink>
            </Title>
            <Text size="sm">{of.explanation}</Text>
            <Text size="sm" c="dimmed">
              {t("templates.steps", { count: of.steps, number: format.number(of.steps, 0) })} · {t("templates.mails", { count: of.mails, number: format.number(of.mails, 0) })}
            </Text>
            {may("triggers") &&
              (drafted ? (
                <ButtonLink to="/campaigns/$id" params={{ id: of.id }} variant="default" className={classes.begin} aria-label={t("templates.to_draft_of", { title: of.title })}>
                  {t("templates.to_draft")}
                </ButtonLink>
              ) : (
                <ButtonLink to="/campaigns/new" search={{ template: of.id }} variant="light" className={classes.begin} aria-label={t("begin_of", { title: of.title })}>
                  {t("begin")}
                </ButtonLink>
              ))}
          </Paper>
        );
      })}
    </ul>
  );
}
