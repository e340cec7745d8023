import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CampaignState } from "../../api/contract";

const COLOR: Record<CampaignState, string> = { draft: "gray", live: "teal", paused: "amber", retired: "gray" };

/** How far a campaign is. */
export function CampaignBadge({ state }: { state: CampaignState }) {
  const { t } = useTranslation("campaigns");
  return (
    <Badge variant={state === "draft" || state === "retired" ? "default" : "light"} color={COLOR[state]} radius="sm" tt="none" fw={500}>
      {t(`state.${state}`)}
    </Badge>
  );
}
