import { Button, Group, Modal, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail } from "../../../api/contract";
import { useStep } from "../changes";
import { ScopeFields } from "../ScopeFields";

interface Props {
  campaign: CampaignDetail;
  onClose: () => void;
}

/** Lets a live campaign be for others from now on; who takes part stays in it. */
export function WidenDialog({ campaign, onClose }: Props) {
  const { t } = useTranslation("campaigns");
  const step = useStep(campaign);
  const [scope, setScope] = useState(campaign.scope);
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{t("step.widen.title", { title: campaign.title })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Text mb="md">{t("step.widen.text")}</Text>
      <ScopeFields campaignType={campaign.campaign_type} scope={scope} onChange={setScope} />
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button loading={step.isPending} onClick={() => step.mutate({ state: "live", scope }, { onSettled: onClose })}>
          {t("step.widen.confirm")}
        </Button>
      </Group>
    </Modal>
  );
}
