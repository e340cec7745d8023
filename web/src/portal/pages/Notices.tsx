import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { noticesQuery } from "../api/queries";
import { Loaded } from "../parts/Loaded";
import { PageTitle } from "../parts/PageTitle";
import { MoreButton } from "./MoreButton";
import { NoticeCard } from "./NoticeCard";
import classes from "./pages.module.css";

const route = getRouteApi("/signed-in/portal/notices");

/** Offers and notices: those that wait for an answer, and those that have one. */
export function Notices() {
  const { t } = useTranslation("portal");
  const { state } = route.useSearch();
  const query = useInfiniteQuery(noticesQuery(state ?? "open"));
  return (
    <>
      <PageTitle title={t("notices.title")} />
      <nav aria-label={t("notices.which")} className={classes.tabs}>
        <Link to="/portal/notices" activeOptions={{ includeSearch: true, exact: true }} search={{ state: undefined }} resetScroll={false}>
          {t("notices.open")}
        </Link>
        <Link to="/portal/notices" activeOptions={{ includeSearch: true, exact: true }} search={{ state: "answered" }} resetScroll={false}>
          {t("notices.answered")}
        </Link>
      </nav>
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <p className={classes.nothing}>{t(state === undefined ? "notices.none_open" : "notices.none_answered")}</p>;
          return (
            <>
              <ul className={classes.cards}>
                {items.map((notice) => (
                  <NoticeCard key={notice.id} notice={notice} />
                ))}
              </ul>
              <MoreButton query={query} left={(pages[0]?.total ?? 0) - items.length} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}
