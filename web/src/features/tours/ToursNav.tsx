import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import classes from "./Tours.module.css";

const PAGES = [
  { to: "/tours", words: "nav.plan" },
  { to: "/tours/visits", words: "nav.visits" },
  { to: "/tours/technicians", words: "nav.technicians" },
  { to: "/tours/day", words: "nav.day" },
] as const;

/** The pages of field service, for those who plan it. */
export function ToursNav() {
  const { t } = useTranslation("tours");
  const may = useMay();
  if (!may("plan_tours")) return null;
  return (
    <nav className={classes.nav} aria-label={t("nav.label")}>
      {PAGES.map(({ to, words }) => (
        <Link key={to} to={to} className={classes.navLink} activeOptions={{ exact: true, includeSearch: false }}>
          {t(words)}
        </Link>
      ))}
    </nav>
  );
}
