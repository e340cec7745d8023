import { useTranslation } from "react-i18next";
import type { ServiceRequest } from "../api/contract";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";

/** Requests for service, newest first, and how far they are. */
export function RequestList({ requests, withMachine = true }: { requests: readonly ServiceRequest[]; withMachine?: boolean }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  return (
    <ul className={classes.rows}>
      {requests.map((request) => (
        <li key={request.id}>
          <span className={classes.badges}>
            <span className={`${classes.badge} ${request.is_done ? classes.good : classes.new}`}>{t(request.is_done ? "service.done" : "service.in_work")}</span>
            <span className={classes.topic}>{t(`service.urgency.${request.urgency}.short`)}</span>
          </span>
          {withMachine && <b>{[request.machine_type, request.serial_number].filter(Boolean).join(" · ")}</b>}
          <span className={classes.letter}>{request.text}</span>
          <span className={classes.soft}>{t("service.made", { person: request.made_by, at: format.instant(request.made_at) })}</span>
        </li>
      ))}
    </ul>
  );
}
