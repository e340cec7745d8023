import { Badge, Button, Group, Paper, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconCalendarShare, IconDeviceMobile, IconPencil, IconPlus, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Technician } from "../../api/tours";
import { useSession } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { ToursNav } from "../tours/ToursNav";
import { CalendarDialog } from "./CalendarDialog";
import { techniciansQuery } from "./queries";
import { TechnicianDialog } from "./TechnicianDialog";
import classes from "./Technicians.module.css";
import { useWeekText } from "./useWeekText";

/** Who drives: skills, regions, hours. No figures of single persons, on purpose. */
export function TechniciansPage() {
  const { t } = useTranslation("technicians");
  const query = useQuery(techniciansQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={() => setAdding(true)}>
      {t("new")}
    </Button>
  );
  return (
    <>
      <PageTitle title={t("title")} subtitle={t("subtitle")} actions={query.data && query.data.length > 0 && add} />
      <ToursNav />
      <Loaded query={query} skeleton={<Skeleton h={320} radius="md" />}>
        {(technicians) =>
          technicians.length === 0 ? (
            <EmptyState icon={IconUserPlus} title={t("empty.title")} action={add}>
              {t("empty.text")}
            </EmptyState>
          ) : (
            <Stack component="ul" gap="xs" className={classes.list} aria-label={t("title")}>
              {technicians.map((technician) => (
                <TechnicianItem key={technician.id} technician={technician} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      {adding && <TechnicianDialog onClose={() => setAdding(false)} />}
    </>
  );
}

function TechnicianItem({ technician }: { technician: Technician }) {
  const { t } = useTranslation("technicians");
  const format = useFormats();
  const { today } = useSession();
  const weekText = useWeekText();
  const [dialog, setDialog] = useState<"edit" | "calendar" | null>(null);
  const { name } = technician;
  const away = technician.absences.filter(({ until }) => until >= today);
  const close = () => setDialog(null);
  return (
    <Paper component="li" p="sm" className={classes.item} data-away={!technician.active || undefined}>
      <div className={classes.who}>
        <Group gap="xs">
          <Title order={2} size="h3">
            {name}
          </Title>
          {!technician.active && (
            <Badge variant="light" color="gray" radius="sm" tt="none" fw={500}>
              {t("put_away")}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {technician.address}
        </Text>
        <Text size="sm">{technician.login === null ? t("no_login") : t("login", { login: technician.login })}</Text>
      </div>
      <dl className={classes.facts}>
        <dt>{t("field.skills")}</dt>
        <dd>{technician.skills.length === 0 ? t("no_skills") : technician.skills.join(", ")}</dd>
        <dt>{t("field.regions")}</dt>
        <dd>{technician.regions.length === 0 ? t("everywhere") : technician.regions.join(", ")}</dd>
        <dt>{t("field.hours")}</dt>
        <dd>{weekText(technician.week)}</dd>
        {away.length > 0 && (
          <>
            <dt>{t("field.absences")}</dt>
            <dd>{away.map(({ from, until }) => (from === until ? format.day(from) : t("absence.span", { from: format.day(from), until: format.day(until) }))).join("; ")}</dd>
          </>
        )}
      </dl>
      <Group gap={4} className={classes.acts}>
        <Button variant="default" size="compact-md" leftSection={<IconPencil size={15} stroke={1.7} aria-hidden />} aria-label={t("edit_label", { name })} onClick={() => setDialog("edit")}>
          {t("edit")}
        </Button>
        <ButtonLink to="/tours/day" search={{ technician: technician.id }} variant="subtle" size="compact-md" leftSection={<IconDeviceMobile size={15} stroke={1.7} aria-hidden />} aria-label={t("day_label", { name })}>
          {t("day")}
        </ButtonLink>
        <Button variant="subtle" size="compact-md" leftSection={<IconCalendarShare size={15} stroke={1.7} aria-hidden />} aria-label={t("calendar.open_label", { name })} onClick={() => setDialog("calendar")}>
          {t("calendar.open")}
        </Button>
      </Group>
      {dialog === "edit" && <TechnicianDialog technician={technician} onClose={close} />}
      {dialog === "calendar" && <CalendarDialog technician={technician.id} name={name} has={technician.has_calendar} onClose={close} />}
    </Paper>
  );
}
