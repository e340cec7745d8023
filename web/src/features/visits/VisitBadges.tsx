import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Visit, VisitState } from "../../api/tours";

const COLORS: Record<VisitState, string> = { open: "gray", planned: "petrol", promised: "petrol", done: "teal", cancelled: "gray" };

/** Where a visit stands, and what sets it apart; all in words. */
export function VisitBadges({ visit }: { visit: Visit }) {
  const { t } = useTranslation("visits");
  const isPending = visit.state !== "done" && visit.state !== "cancelled";
  return (
    <Group gap={4}>
      <Badge variant="light" color={COLORS[visit.state]} radius="sm" tt="none" fw={500}>
        {t(visit.started && isPending ? "state.started" : `state.${visit.state}`)}
      </Badge>
      {isPending && visit.priority !== "normal" && (
        <Badge variant="light" color={visit.priority === "urgent" ? "red" : "gray"} radius="sm" tt="none" fw={500}>
          {visit.priority === "urgent" ? t("priority.urgent") : t("with_priority", { priority: t(`priority.${visit.priority}`) })}
        </Badge>
      )}
      {isPending && visit.is_overdue && (
        <Badge variant="light" color="red" radius="sm" tt="none" fw={500}>
          {t("overdue")}
        </Badge>
      )}
      {isPending && visit.promise === null && visit.offered_on !== null && (
        <Badge variant="light" color="amber" radius="sm" tt="none" fw={500}>
          {t("field.offered")}
        </Badge>
      )}
      {isPending && visit.latitude === null && (
        <Badge variant="light" color="amber" radius="sm" tt="none" fw={500}>
          {t("no_place")}
        </Badge>
      )}
    </Group>
  );
}
