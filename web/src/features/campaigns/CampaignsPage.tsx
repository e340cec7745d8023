import { Skeleton, Text, Title } from "@mantine/core";
import { IconSpeakerphone } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { CampaignTable } from "./CampaignTable";
import { campaignsQuery } from "./queries";
import { TemplateCards } from "./TemplateCards";

/** The campaigns, and what they are made of. */
export function CampaignsPage() {
  const { t } = useTranslation("campaigns");
  const may = useMay();
  const query = useQuery(campaignsQuery);
  return (
    <>
      <PageTitle
        title={t("list.title")}
        subtitle={t("list.subtitle")}
        actions={
          <>
            <ButtonLink to="/tasks" variant="default">
              {t("list.tasks")}
            </ButtonLink>
            <ButtonLink to="/outbox" variant="default">
              {t("list.outbox")}
            </ButtonLink>
            {may("triggers") && <ButtonLink to="/campaigns/new">{t("begin")}</ButtonLink>}
          </>
        }
      />
      <Loaded query={query} skeleton={<Skeleton h={320} radius="md" />}>
        {({ items, templates }) => (
          <>
            {items.length === 0 ? (
              <EmptyState icon={IconSpeakerphone} title={t("list.empty")}>
                {t("list.empty_text")}
              </EmptyState>
            ) : (
              <CampaignTable campaigns={items} />
            )}
            <section aria-labelledby="templates">
              <Title order={2} id="templates" mt="xl" mb={2}>
                {t("templates.heading")}
              </Title>
              <Text c="dimmed" mb="sm">
                {t("templates.text")}
              </Text>
              <TemplateCards templates={templates} campaigns={items} />
            </section>
          </>
        )}
      </Loaded>
    </>
  );
}
