import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { OwnMachine } from "../api/contract";
import { Cover } from "./Cover";
import classes from "./pages.module.css";
import { usePlace } from "./usePlace";

/** One machine in a list: what it is, where it stands, and whether it is covered. */
export function MachineCard({ machine }: { machine: OwnMachine }) {
  const { t } = useTranslation("portal");
  const place = usePlace();
  const where = place(machine);
  return (
    <li>
      <Link to="/portal/machines/$id" params={{ id: machine.id }} className={classes.card}>
        <span className={classes.cardBody}>
          <span className={classes.cardTitle}>{machine.machine_type ?? machine.serial_number}</span>
          {machine.machine_type !== null && <span className={classes.soft}>{t("machine.number", { number: machine.serial_number })}</span>}
          {where !== "" && <span className={classes.soft}>{where}</span>}
          <span className={classes.badges}>
            {machine.new_notices > 0 && <span className={`${classes.badge} ${classes.new}`}>{t("machine.new_notices", { count: machine.new_notices })}</span>}
            <Cover machine={machine} />
          </span>
        </span>
        <IconChevronRight size={22} aria-hidden />
      </Link>
    </li>
  );
}
