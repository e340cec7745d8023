import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OwnVisit } from "../api/contract";
import { Button } from "../parts/Button";
import { Message } from "../parts/Message";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";
import { TimesSheet } from "./TimesSheet";
import { timeOf } from "./timeOf";

/** Visits of the service: those with a time to choose, and those that are agreed on. */
export function VisitList({ visits }: { visits: readonly OwnVisit[] }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const [choosing, setChoosing] = useState<OwnVisit | null>(null);
  const [booked, setBooked] = useState<OwnVisit | null>(null);
  return (
    <>
      <div aria-live="polite" className={booked ? classes.below : undefined}>
        {booked?.begins && (
          <Message kind="done" title={t("visits.booked")}>
            <p>{t("visits.booked_text", { title: booked.title, day: format.dayFull(booked.begins), time: timeOf(booked.begins) })}</p>
          </Message>
        )}
      </div>
      <ul className={classes.rows}>
        {visits.map((visit) => (
          <li key={visit.id}>
            <span className={classes.badges}>
              <span className={`${classes.badge} ${visit.state === "arranged" ? classes.good : classes.new}`}>{t(`visits.state.${visit.state}`)}</span>
            </span>
            <b>{visit.title}</b>
            <span className={classes.soft}>{[[visit.machine_type, visit.serial_number].filter(Boolean).join(" "), visit.address].filter(Boolean).join(" · ")}</span>
            {visit.state === "arranged" && (
              <span>
                {visit.begins ? t("visits.on", { day: format.dayFull(visit.begins), time: timeOf(visit.begins) }) : t("visits.time_open")}
                {visit.begins && visit.tolerance_minutes > 0 && <span className={classes.soft}> {t("visits.tolerance", { count: visit.tolerance_minutes })}</span>}
              </span>
            )}
            {visit.state === "to_choose" && (
              <span className={classes.above}>
                <Button weight="main" onClick={() => setChoosing(visit)}>
                  {t("visits.choose")}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {choosing !== null && <TimesSheet visit={choosing} onClose={() => setChoosing(null)} onBooked={setBooked} />}
    </>
  );
}
