import { IconChevronRight, IconDatabase, IconMailCog, IconTool } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { machinesQuery, noticesQuery, visitsQuery } from "../api/queries";
import { ButtonLink } from "../parts/Button";
import { Loaded } from "../parts/Loaded";
import { PageTitle } from "../parts/PageTitle";
import { useSession } from "../useSession";
import { MachineCard } from "./MachineCard";
import { NoticeCard } from "./NoticeCard";
import classes from "./pages.module.css";
import { VisitList } from "./VisitList";
import { MoreButton } from "./MoreButton";

const MACHINES_SHOWN = 4;
const NOTICES_SHOWN = 3;

/** What the customer should know at a glance, and the ways on. */
export function Home() {
  const { t } = useTranslation("portal");
  const { contact, customer, machines: number } = useSession();
  const notices = useInfiniteQuery(noticesQuery("open"));
  const machines = useInfiniteQuery(machinesQuery(undefined));
  const visits = useInfiniteQuery(visitsQuery);
  const known = visits.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageTitle title={t("home.title", { name: contact.name })}>{customer.name}</PageTitle>
      <div className={classes.sections}>
        <section aria-labelledby="waiting">
          <h2 id="waiting">{t("home.waiting")}</h2>
          <Loaded query={notices}>
            {({ pages }) => {
              const items = pages.flatMap((page) => page.items);
              if (items.length === 0) return <p className={classes.nothing}>{t("home.nothing_waits")}</p>;
              return (
                <>
                  <ul className={classes.cards}>
                    {items.slice(0, NOTICES_SHOWN).map((notice) => (
                      <NoticeCard key={notice.id} notice={notice} />
                    ))}
                  </ul>
                  {(pages[0]?.total ?? 0) > NOTICES_SHOWN && (
                    <Link to="/portal/notices" className={classes.more}>
                      {t("home.all_notices", { count: pages[0]?.total ?? 0 })}
                    </Link>
                  )}
                </>
              );
            }}
          </Loaded>
        </section>
        {known.length > 0 && (
          <section aria-labelledby="visits" className={classes.paper}>
            <h2 id="visits">{t("visits.title")}</h2>
            <VisitList visits={known} />
            <MoreButton query={visits} left={(visits.data?.pages[0]?.total ?? 0) - known.length} />
          </section>
        )}
        <section aria-labelledby="machines">
          <h2 id="machines">{t("home.machines")}</h2>
          <Loaded query={machines}>
            {({ pages }) => {
              const items = pages.flatMap((page) => page.items);
              if (items.length === 0) return <p className={classes.nothing}>{t("machines.none")}</p>;
              return (
                <>
                  <ul className={classes.cards}>
                    {items.slice(0, MACHINES_SHOWN).map((machine) => (
                      <MachineCard key={machine.id} machine={machine} />
                    ))}
                  </ul>
                  {number > MACHINES_SHOWN && (
                    <Link to="/portal/machines" className={classes.more}>
                      {t("home.all_machines", { count: number })}
                    </Link>
                  )}
                </>
              );
            }}
          </Loaded>
        </section>
        <section aria-labelledby="service" className={classes.paper}>
          <h2 id="service">{t("home.service")}</h2>
          <p className={classes.below}>{t("home.service_text")}</p>
          <ButtonLink to="/portal/service" weight="main" icon={<IconTool size={22} aria-hidden />}>
            {t("service.request")}
          </ButtonLink>
        </section>
        <nav aria-label={t("home.yours")} className={classes.ways}>
          <Link to="/portal/data">
            <IconDatabase size={24} stroke={1.7} aria-hidden />
            <span>
              <b>{t("data.title")}</b>
              <small>{t("home.data_text")}</small>
            </span>
            <IconChevronRight size={20} aria-hidden />
          </Link>
          <Link to="/portal/mails">
            <IconMailCog size={24} stroke={1.7} aria-hidden />
            <span>
              <b>{t("mails.title")}</b>
              <small>{t("home.mails_text")}</small>
            </span>
            <IconChevronRight size={20} aria-hidden />
          </Link>
        </nav>
      </div>
    </>
  );
}
