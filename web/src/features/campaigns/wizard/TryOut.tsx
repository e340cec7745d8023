import { Alert, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CampaignTemplate } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { ButtonLink } from "../../../components/ButtonLink";
import { useBegin } from "../changes";
import { DryRun } from "../DryRun";
import { campaignsQuery } from "../queries";
import { scopeOf } from "../search";
import { useScopeText } from "../useScopeText";

const route = getRouteApi("/campaigns/new");

/** The third step: what it would do, and saving it as a draft. */
export function TryOut({ template }: { template: CampaignTemplate }) {
  const { t } = useTranslation("campaigns");
  const scopeText = useScopeText();
  const may = useMay();
  const begin = useBegin();
  const scope = scopeOf(route.useSearch());
  const known = useQuery(campaignsQuery).data?.items.find(({ id }) => id === template.id);
  return (
    <>
      <Text mb="sm">{t("wizard.try.for", { scope: scopeText(scope) })}</Text>
      {known !== undefined && (
        <Alert variant="default" mb="md">
          {t(known.state === "draft" ? "wizard.try.has_draft" : "wizard.try.next_version", { state: t(`state.${known.state}`) })}{" "}
          <AnchorLink to="/campaigns/$id" params={{ id: known.id }} inherit underline="always">
            {t("wizard.try.to_campaign")}
          </AnchorLink>
        </Alert>
      )}
      <DryRun campaign={template.id} scope={scope} />
      <Group mt="lg" gap="xs">
        <ButtonLink from="/campaigns/new" to="/campaigns/new" search={(previous) => ({ ...previous, step: undefined })} variant="default">
          {t("wizard.back")}
        </ButtonLink>
        {may("triggers") ? (
          <Button disabled={known?.state === "draft"} loading={begin.isPending} onClick={() => begin.mutate({ template: template.id, scope })}>
            {t("wizard.save")}
          </Button>
        ) : (
          <Text c="dimmed">{t("wizard.may_not")}</Text>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt="xs">
        {t("wizard.save_hint")}
      </Text>
    </>
  );
}
