import { ActionIcon, Button, Group, Select, Skeleton, Text } from "@mantine/core";
import { IconBeach, IconCalendarShare, IconCar, IconChevronLeft, IconChevronRight, IconCoffee, IconHome, IconUserQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import type { MyDay } from "../../../api/tours";
import { useMay, useSession } from "../../../api/session";
import { EmptyState } from "../../../components/EmptyState";
import { Loaded } from "../../../components/Loaded";
import { PageTitle } from "../../../components/PageTitle";
import { useFormats } from "../../../format/useFormats";
import { CalendarDialog } from "../../technicians/CalendarDialog";
import { OWN } from "../../technicians/changes";
import { techniciansQuery } from "../../technicians/queries";
import { clock } from "../clock";
import { ToursNav } from "../ToursNav";
import { useDurations } from "../useDurations";
import classes from "./Day.module.css";
import { DayStop } from "./DayStop";
import { dayOfQuery, myDayQuery } from "./queries";

const route = getRouteApi("/tours/day");

/** The technician's day, made for a telephone. Who plans may look at anybody's. */
export function DayPage() {
  const { t } = useTranslation("tours");
  const { today } = useSession();
  const may = useMay();
  const { technician, day = today } = route.useSearch();
  const plans = may("plan_tours");
  const chosen = plans ? technician : undefined;
  const own = useQuery(myDayQuery(day, chosen === undefined));
  const others = useQuery(dayOfQuery(chosen, day));
  const query = chosen === undefined ? own : others;
  const name = query.data?.technician_name;
  return (
    <div className={classes.page}>
      <PageTitle title={chosen === undefined || name === undefined ? t("day.title") : name} />
      <ToursNav />
      {plans && <TechnicianChoice chosen={chosen ?? own.data?.technician_id} />}
      <DayStep day={day} previous={query.data?.previous_day ?? null} next={query.data?.next_day ?? null} />
      <Loaded query={query} skeleton={<Skeleton h={320} radius="md" />}>
        {(shown) =>
          shown === null ? (
            <EmptyState icon={IconUserQuestion} title={t(plans ? "day.choose" : "day.nobody")}>
              {t(plans ? "day.choose_text" : "day.nobody_text")}
            </EmptyState>
          ) : (
            <Day shown={shown} canDo={day <= today} isOwn={chosen === undefined} />
          )
        }
      </Loaded>
    </div>
  );
}

function TechnicianChoice({ chosen }: { chosen: string | undefined }) {
  const { t } = useTranslation("tours");
  const navigate = route.useNavigate();
  const technicians = useQuery(techniciansQuery).data ?? [];
  return (
    <Select
      label={t("day.whose")}
      mb="sm"
      searchable
      allowDeselect={false}
      value={chosen ?? null}
      placeholder={t("day.choose")}
      data={technicians.filter(({ active }) => active).map(({ id, name }) => ({ value: id, label: name }))}
      onChange={(technician) => void navigate({ search: (before) => ({ ...before, technician: technician ?? undefined }), resetScroll: false })}
    />
  );
}

function DayStep({ day, previous, next }: { day: string; previous: string | null; next: string | null }) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const { today } = useSession();
  const navigate = route.useNavigate();
  const go = (to: string | null) => to !== null && void navigate({ search: (before) => ({ ...before, day: to === today ? undefined : to }), resetScroll: false });
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs" mb="md">
      <ActionIcon variant="default" size={44} disabled={previous === null} aria-label={t("day.previous")} onClick={() => go(previous)}>
        <IconChevronLeft size={22} stroke={1.7} />
      </ActionIcon>
      <div className={classes.dayName}>
        <Text fw={600} role="status">
          {format.dayFull(day)}
        </Text>
        {day !== today && (
          <Button variant="subtle" size="compact-sm" onClick={() => go(today)}>
            {t("day.to_today")}
          </Button>
        )}
      </div>
      <ActionIcon variant="default" size={44} disabled={next === null} aria-label={t("day.next")} onClick={() => go(next)}>
        <IconChevronRight size={22} stroke={1.7} />
      </ActionIcon>
    </Group>
  );
}

function Day({ shown, canDo, isOwn }: { shown: MyDay; canDo: boolean; isOwn: boolean }) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  const [calendar, setCalendar] = useState(false);
  const { tour, shift } = shown;
  const visits = new Map(shown.visits.map((visit) => [visit.id, visit]));
  const stops = (tour?.stops ?? []).flatMap((stop) => {
    const visit = visits.get(stop.visit_id);
    return visit ? [{ ...stop, visit }] : [];
  });
  return (
    <>
      {shift && (
        <Text c="dimmed" mb="xs">
          {[
            t("day.shift", { from: clock(shift.from), until: clock(shift.until) }),
            ...shift.breaks.map(({ from, until }) => t("calendar.break", { from: clock(from), until: clock(until) })),
          ].join(" · ")}
        </Text>
      )}
      {tour === null || stops.length === 0 ? (
        <EmptyState icon={shift ? IconCoffee : IconBeach} title={t(shift ? "day.empty" : "day.free")}>
          {t(shift ? "day.empty_text" : "day.free_text")}
        </EmptyState>
      ) : (
        <ol className={classes.stops} aria-label={t("day.stops")}>
          <li className={classes.leg}>
            <IconHome size={18} stroke={1.6} aria-hidden />
            {t("day.leaves", { at: clock(tour.leaves) })}
          </li>
          {stops.map((stop, at) => (
            <Fragment key={stop.visit_id}>
              <li className={classes.leg}>
                <IconCar size={18} stroke={1.6} aria-hidden />
                {t("day.drive", { duration: duration(stop.travel_minutes), km: format.number(stop.travel_km, 0) })}
              </li>
              <DayStop stop={stop} number={at + 1} canDo={canDo} />
            </Fragment>
          ))}
          <li className={classes.leg}>
            <IconHome size={18} stroke={1.6} aria-hidden />
            {t("day.returns", { at: clock(tour.returns) })}
          </li>
        </ol>
      )}
      {isOwn && (
        <Button variant="subtle" mt="md" leftSection={<IconCalendarShare size={18} stroke={1.6} aria-hidden />} onClick={() => setCalendar(true)}>
          {t("day.subscribe")}
        </Button>
      )}
      {calendar && <CalendarDialog technician={OWN} name={shown.technician_name} has={null} onClose={() => setCalendar(false)} />}
    </>
  );
}
