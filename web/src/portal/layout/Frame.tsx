import { IconFileCheck, IconHome, IconSettings, IconTool, IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { sessionQuery } from "../api/queries";
import { Failed, Waiting } from "../parts/Loaded";
import { Brand } from "./Brand";
import { Imprint } from "./Imprint";
import classes from "./layout.module.css";

const PLACES = [
  { to: "/portal", words: "nav.home", icon: IconHome },
  { to: "/portal/machines", words: "nav.machines", icon: IconSettings },
  { to: "/portal/notices", words: "nav.notices", icon: IconFileCheck },
  { to: "/portal/service", words: "nav.service", icon: IconTool },
  { to: "/portal/account", words: "nav.account", icon: IconUser },
] as const;

/** The frame of all pages behind the sign-in. The places stand above, on a phone below, where the thumb is. */
export function Frame() {
  const { t, i18n } = useTranslation("portal");
  const session = useQuery(sessionQuery);
  const language = session.data?.contact.language;
  const [spoken, setSpoken] = useState<string | null>(null);
  useEffect(() => {
    if (language) void i18n.changeLanguage(language).then(() => setSpoken(language));
  }, [i18n, language]);

  const leaving = session.error instanceof ApiError && session.error.status === 401;
  const waiting = session.data === undefined || spoken === null;
  const unanswered = session.data?.new_notices ?? 0;
  return (
    <>
      <a className={classes.skip} href="#main">
        {t("skip")}
      </a>
      <header className={classes.header}>
        <Link to="/portal" className={classes.home}>
          <Brand />
        </Link>
      </header>
      {!waiting && (
        <nav className={classes.nav} aria-label={t("nav.label")}>
          {PLACES.map(({ to, words, icon: Icon }) => (
            <Link key={to} to={to} activeOptions={{ exact: to === "/portal", includeSearch: false }}>
              <span className={classes.icon}>
                <Icon size={24} stroke={1.7} aria-hidden />
                {to === "/portal/notices" && unanswered > 0 && <span className={classes.dot} aria-hidden />}
              </span>
              {t(words)}
              {to === "/portal/notices" && unanswered > 0 && <span className="visually-hidden">{t("nav.new", { count: unanswered })}</span>}
            </Link>
          ))}
        </nav>
      )}
      <main id="main" className={classes.main} tabIndex={-1}>
        {session.error && !leaving && session.data === undefined ? <Failed error={session.error} isPage onRetry={() => void session.refetch()} /> : waiting ? <Waiting /> : <Outlet />}
      </main>
      <footer className={classes.footer}>
        <Imprint />
      </footer>
    </>
  );
}
