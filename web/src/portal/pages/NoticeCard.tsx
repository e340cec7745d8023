import { IconChevronRight } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NoticeRow } from "../api/contract";
import { useFormats } from "../useFormats";
import { NoticeBadges } from "./NoticeBadges";
import classes from "./pages.module.css";

/** An offer or a notice in a list. */
export function NoticeCard({ notice }: { notice: NoticeRow }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const machine = [notice.machine_type, notice.serial_number].filter(Boolean).join(" · ");
  return (
    <li>
      <Link to="/portal/notices/$id" params={{ id: String(notice.id) }} className={classes.card}>
        <span className={classes.cardBody}>
          <span className={classes.badges}>
            <NoticeBadges notice={notice} />
          </span>
          <span className={classes.cardTitle}>{notice.subject}</span>
          {machine !== "" && <span className={classes.soft}>{machine}</span>}
          <span className={classes.soft}>{t("notice.from", { day: format.day(notice.made_on) })}</span>
        </span>
        <IconChevronRight size={22} aria-hidden />
      </Link>
    </li>
  );
}
