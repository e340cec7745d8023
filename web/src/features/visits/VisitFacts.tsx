import { Anchor, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TimeSpan, Visit } from "../../api/tours";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { clock, dayOf } from "../tours/clock";
import { useDurations } from "../tours/useDurations";
import classes from "./Visits.module.css";

/** "02.11.2026, 08:00–12:00" */
export function useSpanText(): (span: TimeSpan) => string {
  const { t } = useTranslation("visits");
  const format = useFormats();
  return ({ from, until }) => {
    const [first, last] = [dayOf(from), dayOf(until)];
    if (first === last) return t("span.hours", { day: format.day(first), from: clock(from), until: clock(until) });
    return t("span.days", { from: `${format.day(first)}, ${clock(from)}`, until: `${format.day(last)}, ${clock(until)}` });
  };
}

/** All that is known of a visit. */
export function VisitFacts({ visit }: { visit: Visit }) {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const duration = useDurations();
  const spanText = useSpanText();
  const facts: [string, ReactNode][] = [];
  const add = (label: string, value: ReactNode) => facts.push([label, value]);
  if (visit.planned) {
    const { technician_name, day, begins, ends } = visit.planned;
    add(t("field.planned"), t("planned", { technician: technician_name, day: format.dayFull(day), from: clock(begins), until: clock(ends) }));
  }
  if (visit.promise) {
    const { technician_name, begins, tolerance_minutes } = visit.promise;
    const parts = [begins && `${format.day(dayOf(begins))}, ${clock(begins)}`, begins && tolerance_minutes > 0 && t("tolerance", { duration: duration(tolerance_minutes) }), technician_name];
    add(t("field.promise"), parts.filter(Boolean).join(" · "));
  }
  if (visit.machine_id !== null) {
    add(
      t("field.machine"),
      <AnchorLink to="/machines/$id" params={{ id: visit.machine_id }} inherit>
        {[visit.serial_number, visit.machine_type].filter(Boolean).join(", ")}
      </AnchorLink>,
    );
  }
  add(t("field.kind"), t(`kind.${visit.kind}`));
  add(t("field.duration"), duration(visit.duration_minutes));
  if (visit.address) add(t("field.address"), visit.address);
  if (visit.contact_name) add(t("field.contact"), visit.contact_name);
  if (visit.phone) add(t("field.phone"), <Anchor href={`tel:${visit.phone.replaceAll(/[^+\d]/g, "")}`} inherit>{visit.phone}</Anchor>);
  if (visit.skills.length > 0) add(t("field.skills"), visit.skills.join(", "));
  if (visit.region) add(t("field.region"), visit.region);
  if (visit.windows.length > 0) add(t("field.windows"), visit.windows.map((span) => <div key={span.from}>{spanText(span)}</div>));
  if (visit.due_on) add(t("field.due"), t(visit.due_strict ? "due_strict" : "due", { day: format.day(visit.due_on) }));
  if (visit.opportunity_id !== null) {
    add(
      t("field.opportunity"),
      <AnchorLink to="/opportunities/$id" params={{ id: visit.opportunity_id }} inherit>
        {t("to_opportunity")}
      </AnchorLink>,
    );
  }
  if (visit.done_on) add(t("field.done"), format.day(visit.done_on));
  if (visit.cancelled_reason) add(t("field.cancelled"), visit.cancelled_reason);
  if (visit.note) add(t("field.note"), <Text span inherit className={classes.note}>{visit.note}</Text>);
  return (
    <dl className={classes.facts}>
      {facts.map(([label, value]) => (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
