import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OwnMachineFile } from "../api/contract";
import { Button } from "../parts/Button";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";

const SHOWN = 8;

/** What happened to a machine, newest first. */
export function History({ file: { events, events_total: total } }: { file: OwnMachineFile }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const [all, setAll] = useState(false);
  if (events.length === 0) return <p className={classes.soft}>{t("machine.no_history")}</p>;
  const shown = all ? events : events.slice(0, SHOWN);
  return (
    <>
      <ol className={classes.line}>
        {shown.map(({ on, kind, title, count }, at) => (
          <li key={`${on} ${kind} ${at}`}>
            <span className={classes.soft}>{format.day(on)}</span>
            <span>
              <b>{t(`machine.event.${kind}`)}</b>
              {title !== "" && `: ${title}`}
              {count > 1 && ` (${t("machine.times", { count })})`}
            </span>
          </li>
        ))}
      </ol>
      {!all && events.length > SHOWN && (
        <Button onClick={() => setAll(true)}>{t("more", { count: events.length - SHOWN })}</Button>
      )}
      {all && total > events.length && <p className={classes.soft}>{t("machine.events_left_out", { shown: events.length, total })}</p>}
    </>
  );
}
