import { CloseButton, Group, Paper, Text, Title, UnstyledButton } from "@mantine/core";
import { IconDeviceMobile } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { ButtonLink } from "../../components/ButtonLink";
import { useFormats } from "../../format/useFormats";
import { type BoardTour, nameOf } from "./board";
import { clock } from "./clock";
import { StopMarks } from "./StopMarks";
import classes from "./Tours.module.css";
import { useDurations } from "./useDurations";

interface Props {
  tour: BoardTour;
  onOpen: (visit: Visit) => void;
  onClose: () => void;
}

/** The tour that is looked at, from home to home. */
export function TourPanel({ tour, onOpen, onClose }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const title = tour.technician.name;
  return (
    <Paper p="sm" component="section" aria-labelledby="tour-panel">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Title order={2} size="h3" id="tour-panel">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {format.dayFull(tour.day)}
          </Text>
        </div>
        <CloseButton aria-label={t("tour.close")} onClick={onClose} />
      </Group>
      <ol className={classes.way}>
        <li>
          <span className={classes.wayTime}>{clock(tour.leaves)}</span>
          <Text span size="sm" c="dimmed">
            {t("tour.leaves")}
          </Text>
        </li>
        {tour.stops.map((stop) => (
          <li key={stop.visit_id}>
            <span className={classes.wayTime}>{clock(stop.begins)}</span>
            <div>
              <Group gap={6}>
                <UnstyledButton className={classes.leftName} onClick={() => onOpen(stop.visit)}>
                  {nameOf(stop.visit)}
                </UnstyledButton>
                <StopMarks visit={stop.visit} />
              </Group>
              <Text size="xs" c="dimmed">
                {t("tour.stop_line", { drive: duration(stop.travel_minutes), km: format.number(stop.travel_km, 0), work: duration(stop.visit.duration_minutes) })}
              </Text>
              {stop.begins > stop.arrives && (
                <Text size="xs" c="dimmed">
                  {t("tour.waits", { from: clock(stop.arrives), until: clock(stop.begins) })}
                </Text>
              )}
            </div>
          </li>
        ))}
        <li>
          <span className={classes.wayTime}>{clock(tour.returns)}</span>
          <Text span size="sm" c="dimmed">
            {t("tour.returns")}
          </Text>
        </li>
      </ol>
      <Group justify="space-between" mt="xs" gap="xs">
        <Text size="sm">{t("tour.sum", { travel: duration(tour.travel_minutes), km: format.number(tour.travel_km, 0) })}</Text>
        <ButtonLink
          to="/tours/day"
          search={{ technician: tour.technician_id, day: tour.day }}
          variant="subtle"
          size="compact-sm"
          leftSection={<IconDeviceMobile size={16} stroke={1.6} aria-hidden />}
        >
          {t("tour.to_day")}
        </ButtonLink>
      </Group>
    </Paper>
  );
}
