import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { ButtonLink } from "../../../components/ButtonLink";
import { useBegin, useStep } from "../changes";
import { useScopeText } from "../useScopeText";
import { WidenDialog } from "./WidenDialog";

type Asked = "live" | "resume" | "pause" | "retire";
const TO = { live: "live", resume: "live", pause: "paused", retire: "retired" } as const;

/** What may be done with a campaign as it stands, by this person. Each step is asked for, with what follows. */
export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const may = useMay();
  const scopeText = useScopeText();
  const step = useStep(campaign);
  const begin = useBegin();
  const [asking, setAsking] = useState<Asked | "widen" | null>(null);
  const close = () => setAsking(null);
  const { state, is_template: isTemplate } = campaign;
  const approves = may("approve") && !isTemplate;
  if (isTemplate) {
    return may("triggers") ? (
      <ButtonLink to="/campaigns/new" search={{ template: campaign.id }}>
        {t("begin")}
      </ButtonLink>
    ) : null;
  }
  const button = (of: Asked | "widen", variant: "filled" | "default") => (
    <Button variant={variant} onClick={() => setAsking(of)}>
      {t(`step.${of}.button`)}
    </Button>
  );
  return (
    <>
      {state !== "draft" && may("triggers") && (
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate({ template: campaign.id, scope: campaign.scope })}>
          {t("step.new_version")}
        </Button>
      )}
      {approves && state !== "retired" && button("retire", "default")}
      {approves && state === "live" && button("pause", "default")}
      {approves && state === "live" && button("widen", "filled")}
      {approves && state === "draft" && button("live", "filled")}
      {approves && state === "paused" && button("resume", "filled")}
      {asking === "widen" && <WidenDialog campaign={campaign} onClose={close} />}
      {asking !== null && asking !== "widen" && (
        <Modal opened onClose={close} title={<Text fw={600}>{t(`step.${asking}.title`, { title: campaign.title })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
          <Text mb="xs">{t(asking === "retire" && state === "draft" ? "step.retire.draft" : `step.${asking}.text`)}</Text>
          {asking === "live" && <Text mb="xs">{t("detail.for", { scope: scopeText(campaign.scope) })}</Text>}
          <Group justify="flex-end" gap="xs" mt="md">
            <Button variant="default" onClick={close} data-autofocus>
              {t("cancel")}
            </Button>
            <Button color={asking === "retire" ? "red" : undefined} loading={step.isPending} onClick={() => step.mutate({ state: TO[asking] }, { onSettled: close })}>
              {t(`step.${asking}.button`)}
            </Button>
          </Group>
        </Modal>
      )}
    </>
  );
}
