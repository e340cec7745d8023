import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useNavigation } from "./navigation";
import classes from "./Shell.module.css";

export function Navigation() {
  const { t } = useTranslation("shell");
  return (
    <nav className={classes.nav} aria-label={t("nav.label")}>
      {useNavigation().map((page) => (
        <Link key={page.to} to={page.to} className={classes.link} activeOptions={{ exact: page.to === "/", includeSearch: false }}>
          {t(page.words)}
        </Link>
      ))}
    </nav>
  );
}
