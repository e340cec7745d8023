import { Badge, Button, Group } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { AssumptionView } from "../../../api/contract";
import { type AssumptionId, changedIds } from "../changes";
import { ReportTable } from "../parts/ReportTable";
import { Section } from "../parts/Section";
import { useReport } from "../reportContext";

/** Everything that is assumed because data cannot tell. */
export function AssumptionsSection() {
  const { t } = useTranslation("assessment");
  const { view, usual, onEdit } = useReport();
  const changed: ReadonlySet<string> = new Set(usual ? changedIds(view.result.assumptions, usual.result.assumptions) : []);
  const was = (id: string) => usual?.assumptions.find((assumption) => assumption.id === id)?.value ?? "";
  return (
    <Section
      id="assumptions"
      subtitle={t("assume.subtitle")}
      actions={
        <Button variant="default" leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.6} aria-hidden />} onClick={onEdit}>
          {t("assume.edit")}
        </Button>
      }
    >
      <ReportTable<AssumptionView>
        label={t("section.assumptions")}
        rows={view.assumptions}
        keyOf={({ id }) => id}
        columns={[
          { id: "name", title: t("assume.assumption"), width: "22%", cell: ({ id }) => t(`assume.name.${id as AssumptionId}`) },
          {
            id: "value",
            title: t("assume.value"),
            kind: "text",
            width: "36%",
            cell: ({ id, value }) => (
              <Group gap={6} component="span">
                <b>{value}</b>
                {changed.has(id) && (
                  <Badge color="amber" variant="light" tt="none">
                    {t("assume.usually", { value: was(id) })}
                  </Badge>
                )}
              </Group>
            ),
          },
          { id: "meaning", title: t("meanings.meaning"), kind: "text", cell: ({ meaning }) => meaning },
        ]}
      />
    </Section>
  );
}
