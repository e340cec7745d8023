import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerState } from "../../api/contract";

const COLOR: Record<TriggerState, string> = { draft: "gray", submitted: "amber", reviewed: "petrol", active: "teal", retired: "gray" };

/** Where a version stands on its way from the draft to being in force. */
export function VersionState({ state }: { state: TriggerState }) {
  const { t } = useTranslation("triggers");
  return (
    <Badge variant={state === "draft" || state === "retired" ? "default" : "light"} color={COLOR[state]} radius="sm" tt="none" fw={500}>
      {t(`state.${state}`)}
    </Badge>
  );
}
