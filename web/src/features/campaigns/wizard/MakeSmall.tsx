import { Group, Paper, Text, Title } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CampaignTemplate } from "../../../api/contract";
import { ButtonLink } from "../../../components/ButtonLink";
import { ScopeFields } from "../ScopeFields";
import { scopeOf, searchOf } from "../search";

const route = getRouteApi("/campaigns/new");

/** The second step: for whom it is to begin with. */
export function MakeSmall({ template }: { template: CampaignTemplate }) {
  const { t } = useTranslation("campaigns");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Paper p="md" component="section" aria-labelledby="scope">
      <Title order={2} id="scope" mb={4}>
        {t("wizard.scope.heading")}
      </Title>
      <Text c="dimmed" mb="md" maw={640}>
        {t("wizard.scope.text")}
      </Text>
      <ScopeFields
        campaignType={template.campaign_type}
        scope={scopeOf(search)}
        onChange={(scope) => void navigate({ search: (previous) => ({ ...previous, ...searchOf(scope) }), replace: true, resetScroll: false })}
      />
      <Group mt="lg" gap="xs">
        <ButtonLink from="/campaigns/new" to="/campaigns/new" search={(previous) => ({ ...previous, template: undefined, step: undefined })} variant="default">
          {t("wizard.back")}
        </ButtonLink>
        <ButtonLink from="/campaigns/new" to="/campaigns/new" search={(previous) => ({ ...previous, step: "try" as const })}>
          {t("wizard.to_try")}
        </ButtonLink>
      </Group>
    </Paper>
  );
}
