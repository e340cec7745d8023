import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BatchRow } from "../../api/contract";

export function BatchState({ state }: Pick<BatchRow, "state">) {
  const { t } = useTranslation("imports");
  return (
    <Badge variant="light" color={state === "active" ? "teal" : "gray"} radius="sm" tt="none" fw={500} miw="max-content">
      {t(`deliveries.${state}`)}
    </Badge>
  );
}
