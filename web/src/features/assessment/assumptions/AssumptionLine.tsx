import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AssumptionId } from "../changes";
import { useReport } from "../reportContext";

/** Assumptions in one line: "Abschlussquote 15 % · Verlängerungsquote 30 %". */
export function AssumptionLine({ ids }: { ids: readonly AssumptionId[] }) {
  const { t } = useTranslation("assessment");
  const { view } = useReport();
  const value = (id: AssumptionId) => view.assumptions.find((assumption) => assumption.id === id)?.value ?? "";
  return (
    <Text span size="sm" c="dimmed" fw={400}>
      {ids.map((id) => t("assume.said", { name: t(`assume.name.${id}`), value: value(id) })).join(" · ")}
    </Text>
  );
}
