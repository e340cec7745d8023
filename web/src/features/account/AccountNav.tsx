import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "../../api/session";
import classes from "./Account.module.css";

const PAGES = [
  { to: "/account", words: "account.settings", needs: "read" },
  { to: "/account/people", words: "account.people", needs: "accounts" },
  { to: "/account/teams", words: "account.teams", needs: "work_all" },
  { to: "/account/portal", words: "account.portal", needs: "accounts" },
  { to: "/account/audit", words: "account.audit", needs: "audit" },
] as const;

/** Between one's own settings and what administrators look after; nothing where there is only the first. */
export function AccountNav() {
  const { t } = useTranslation("shell");
  const may = useMay();
  const pages = PAGES.filter(({ needs }) => may(needs));
  const { t: account } = useTranslation("account");
  if (pages.length < 2) return null;
  return (
    <nav className={classes.nav} aria-label={account("nav")}>
      {pages.map(({ to, words }) => (
        <Link key={to} to={to} className={classes.link} activeOptions={{ exact: true, includeSearch: false }}>
          {t(words)}
        </Link>
      ))}
    </nav>
  );
}
