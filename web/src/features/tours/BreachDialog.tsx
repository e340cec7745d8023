import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";
import { type Board, nameOf } from "./board";
import { clock } from "./clock";
import classes from "./Tours.module.css";
import { useBreachText } from "./useBreachText";
import { useDurations } from "./useDurations";
import type { Editing } from "./useEditing";
import { tourKey } from "./search";

interface Props {
  board: Board;
  editing: Editing;
}

/** What a change breaks, before it is saved: the dispatcher decides. */
export function BreachDialog({ board, editing: { proposed, busy, accept, dismiss } }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const breachText = useBreachText(board.technicianName);
  if (!proposed) return null;
  const { edit, checked } = proposed;
  const visit = board.visits.get(edit.visit_id);
  const name = visit ? nameOf(visit) : "";
  return (
    <Modal opened onClose={dismiss} size="lg" title={<Text fw={600}>{t("breach.title", { name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <Text mb="sm">
        {edit.to === null ? t("breach.off", { name }) : t("breach.to", { name, technician: board.technicianName(edit.to.technician_id), day: format.dayFull(edit.to.day) })}
      </Text>
      <Alert color="amber" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} title={t("breach.breaks", { count: checked.breaches.length })}>
        <ul className={classes.breaches} aria-label={t("breach.list")}>
          {checked.breaches.map((breach, at) => {
            const of = breach.visit_id === null ? undefined : board.visits.get(breach.visit_id);
            return (
              <li key={at}>
                <Text span fw={600} inherit>
                  {of ? nameOf(of) : t("breach.whole", { technician: board.technicianName(breach.technician_id), day: format.day(breach.day) })}
                </Text>
                {": "}
                {breachText(breach)}
              </li>
            );
          })}
        </ul>
      </Alert>
      <ul className={classes.changed} aria-label={t("breach.tours")}>
        {checked.tours.map((tour) => {
          const before = board.tours.get(tourKey(tour.technician_id, tour.day));
          const whose = t("tour.of", { name: board.technicianName(tour.technician_id), day: format.day(tour.day) });
          return (
            <li key={tourKey(tour.technician_id, tour.day)}>
              <Text size="sm">
                <Text span fw={600} inherit>
                  {whose}
                </Text>
                {": "}
                {tour.stops.length === 0
                  ? t("breach.empty_tour")
                  : t("breach.tour", { leaves: clock(tour.leaves), returns: clock(tour.returns), travel: duration(tour.travel_minutes), before: duration(before?.travel_minutes ?? 0) })}
              </Text>
            </li>
          );
        })}
      </ul>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={dismiss} data-autofocus>
          {t("cancel")}
        </Button>
        <Button color="amber.8" loading={busy !== null} onClick={accept}>
          {t("breach.accept")}
        </Button>
      </Group>
    </Modal>
  );
}
