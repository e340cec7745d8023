import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CampaignDetail } from "../../../api/contract";
import { DryRun } from "../DryRun";

/** The dry run, when it is asked for: it takes a moment. */
export function TryAgain({ campaign }: { campaign: CampaignDetail }) {
  const { t } = useTranslation("campaigns");
  const [shown, setShown] = useState(false);
  if (shown) return <DryRun campaign={campaign.id} scope={campaign.scope} />;
  return (
    <div>
      <Button variant="default" onClick={() => setShown(true)}>
        {t("dry_run.start")}
      </Button>
    </div>
  );
}
