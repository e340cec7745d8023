import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dataUseQuery } from "../api/queries";
import type { OwnDataUse } from "../api/contract";
import { Back } from "../parts/Back";
import { Loaded } from "../parts/Loaded";
import { Message } from "../parts/Message";
import { PageTitle } from "../parts/PageTitle";
import { useFormats } from "../useFormats";
import { useMaker } from "../useMaker";
import { DownloadAll } from "./DownloadAll";
import classes from "./pages.module.css";
import { PurposeCard } from "./PurposeCard";

/** What is collected of the own machines, for what it may be used, and all of it to take away. */
export function Data() {
  const { t } = useTranslation("portal");
  const maker = useMaker();
  const query = useQuery(dataUseQuery);
  return (
    <>
      <Back to="/portal/account">{t("nav.account")}</Back>
      <PageTitle title={t("data.title")}>{t("data.subtitle", { maker })}</PageTitle>
      <Loaded query={query}>
        {(data) => (
          <div className={classes.sections}>
            <section aria-labelledby="uses">
              <h2 id="uses">{t("data.uses")}</h2>
              {!data.is_asked && (
                <div className={classes.below}>
                  <Message kind="note">
                    <p>{t("data.not_asked")}</p>
                  </Message>
                </div>
              )}
              <div className={classes.cards}>
                {data.purposes.map(({ purpose }) => (
                  <PurposeCard key={purpose} data={data} purpose={purpose} />
                ))}
              </div>
            </section>
            <Collected data={data} />
            <DownloadAll />
          </div>
        )}
      </Loaded>
    </>
  );
}

const RECORDS = ["contracts", "orders", "visits", "tickets", "errors", "counters"] as const;

function Collected({ data: { collected, records } }: { data: OwnDataUse }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  return (
    <section aria-labelledby="collected" className={classes.paper}>
      <h2 id="collected">{t("data.collected")}</h2>
      <h3>{t("data.signals")}</h3>
      {collected.length === 0 ? (
        <p className={classes.soft}>{t("data.no_signals")}</p>
      ) : (
        <ul className={classes.rows}>
          {collected.map(({ signal, label, unit, since, newest, machines }) => (
            <li key={signal}>
              <b>{unit === "" ? label : `${label} (${unit})`}</b>
              <span className={classes.soft}>{t("data.signal", { count: machines, since: format.day(since), newest: format.day(newest) })}</span>
            </li>
          ))}
        </ul>
      )}
      <h3>{t("data.records")}</h3>
      <ul className={classes.plainList}>
        {records.map(({ kind, number }) => {
          const known = RECORDS.find((of) => of === kind);
          return known && number > 0 && <li key={kind}>{t(`data.record.${known}`, { count: number, number: format.number(number, 0) })}</li>;
        })}
        <li>{t("data.master")}</li>
      </ul>
    </section>
  );
}
