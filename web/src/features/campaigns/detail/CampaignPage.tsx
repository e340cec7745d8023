import { Alert, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CampaignDetail } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { useFormats } from "../../../format/useFormats";
import { CampaignBadge } from "../CampaignBadge";
import { campaignQuery } from "../queries";
import { useScopeText } from "../useScopeText";
import { CampaignActions } from "./CampaignActions";
import { Enrolments } from "./Enrolments";
import { Rules } from "./Rules";
import { StepFlow } from "./StepFlow";
import { TextsSection } from "./TextsSection";
import { TryAgain } from "./TryAgain";

const route = getRouteApi("/campaigns/$id");

/** A campaign: how far it is, what it does, what it says and who takes part. */
export function CampaignPage() {
  const { t } = useTranslation("campaigns");
  const { id } = route.useParams();
  const query = useQuery(campaignQuery(id));
  const campaign = query.data;
  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/campaigns">{t("back")}</AnchorLink>
      </Text>
      <PageTitle
        title={campaign?.title ?? t("page_title")}
        beside={campaign && !campaign.is_template && <CampaignBadge state={campaign.state} />}
        subtitle={campaign?.explanation}
        actions={campaign && <CampaignActions key={campaign.edition} campaign={campaign} />}
      />
      <Loaded
        query={query}
        skeleton={
          <Stack gap="md">
            <Skeleton h={48} />
            <Skeleton h={320} />
          </Stack>
        }
      >
        {(of) => <Parts campaign={of} />}
      </Loaded>
    </>
  );
}

function Parts({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const scopeText = useScopeText();
  return (
    <Stack gap="lg">
      {campaign.is_template ? (
        <Alert variant="light">{t("detail.template")}</Alert>
      ) : (
        <div>
          <Text fw={600}>{t("detail.for", { scope: scopeText(campaign.scope) })}</Text>
          <Text size="sm" c="dimmed">
            {t("saved", { version: String(campaign.version), person: campaign.saved_by, at: format.instant(campaign.saved_at) })}
          </Text>
          <Text mt={4}>{t(`detail.state.${campaign.state}`)}</Text>
        </div>
      )}
      <StepFlow campaign={campaign} />
      <Rules campaign={campaign} />
      <TextsSection campaign={campaign} />
      <TryAgain campaign={campaign} />
      {!campaign.is_template && <Enrolments campaign={campaign} />}
    </Stack>
  );
}
