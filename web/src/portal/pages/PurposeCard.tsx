import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Purpose } from "../../api/contract";
import { dataUseQuery } from "../api/queries";
import type { OwnDataUse } from "../api/contract";
import { Button } from "../parts/Button";
import { Message } from "../parts/Message";
import { Sheet } from "../parts/Sheet";
import { useErrorText } from "../useErrorText";
import { useFormats } from "../useFormats";
import { useMaker } from "../useMaker";
import classes from "./pages.module.css";

interface Asked {
  agreed: boolean;
  /** All own machines where none is named. */
  machine_ids: string[] | null;
}

/** One purpose: what it means, for which machines it is agreed, and agreeing or withdrawing. */
export function PurposeCard({ data, purpose }: { data: OwnDataUse; purpose: Purpose }) {
  const { t } = useTranslation("portal");
  const maker = useMaker();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [asking, setAsking] = useState<boolean | null>(null);
  const { agreed, machines } = data.purposes.find((of) => of.purpose === purpose) ?? { agreed: 0, machines: 0 };
  const save = useMutation({
    mutationFn: (asked: Asked) => api.post<OwnDataUse>("/portal/data-use", { purpose, ...asked }),
    onSuccess: (now) => {
      client.setQueryData(dataUseQuery.queryKey, now);
      setAsking(null);
    },
  });
  const state = agreed === 0 ? "no" : agreed === machines ? "yes" : "some";
  const heading = `purpose-${purpose}`;
  return (
    <section className={classes.paper} aria-labelledby={heading}>
      <h3 id={heading}>{t(`data.purpose.${purpose}.title`)}</h3>
      <p>{t(`data.purpose.${purpose}.text`, { maker })}</p>
      <p role="status" className={classes.state}>
        <span className={`${classes.badge} ${state === "yes" ? classes.good : ""}`}>{t(`data.state.${state}`, { agreed, count: machines })}</span>
      </p>
      {save.isSuccess && (
        <Message kind="done">
          <p>{t("data.saved")}</p>
        </Message>
      )}
      {save.error !== null && asking === null && (
        <Message kind="wrong">
          <p>{errorText(save.error)}</p>
        </Message>
      )}
      <div className={classes.choices}>
        {state !== "yes" && (
          <Button weight="main" onClick={() => setAsking(true)} aria-label={t("data.agree_to", { purpose: t(`data.purpose.${purpose}.title`) })}>
            {t("data.agree")}
          </Button>
        )}
        {state !== "no" && (
          <Button onClick={() => setAsking(false)} aria-label={t("data.withdraw_from", { purpose: t(`data.purpose.${purpose}.title`) })}>
            {t("data.withdraw")}
          </Button>
        )}
      </div>
      {machines > 1 && <EachMachine data={data} purpose={purpose} busy={save.isPending} onChange={(id, now) => save.mutate({ agreed: now, machine_ids: [id] })} />}
      {asking !== null && (
        <Sheet title={t(asking ? "data.agree_title" : "data.withdraw_title")} onClose={() => setAsking(null)}>
          <div className={classes.stack}>
            <p className={classes.subject}>{t(`data.purpose.${purpose}.title`)}</p>
            <p>{t(`data.purpose.${purpose}.${asking ? "agree" : "withdraw"}`, { maker })}</p>
            <p>{t(asking ? "data.agree_after" : "data.withdraw_after")}</p>
            {save.error !== null && (
              <Message kind="wrong">
                <p>{errorText(save.error)}</p>
              </Message>
            )}
            <div className={classes.choices}>
              <Button weight="main" busy={save.isPending} onClick={() => save.mutate({ agreed: asking, machine_ids: null })}>
                {t(asking ? "data.agree_yes" : "data.withdraw_yes")}
              </Button>
              <Button onClick={() => setAsking(null)}>{t("cancel")}</Button>
            </div>
          </div>
        </Sheet>
      )}
    </section>
  );
}

interface EachProps {
  data: OwnDataUse;
  purpose: Purpose;
  busy: boolean;
  onChange: (id: string, agreed: boolean) => void;
}

function EachMachine({ data, purpose, busy, onChange }: EachProps) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  return (
    <details className={classes.details}>
      <summary>{t("data.each")}</summary>
      <ul className={classes.rows}>
        {data.machines.map((machine) => {
          const newest = machine.agreements.find(({ purposes, until }) => until === null && purposes.includes(purpose));
          return (
            <li key={machine.id}>
              <label className={classes.check}>
                <input type="checkbox" checked={machine[purpose]} aria-disabled={busy} onChange={(event) => !busy && onChange(machine.id, event.currentTarget.checked)} />
                <span>
                  <b>{[machine.machine_type, machine.serial_number].filter(Boolean).join(" · ")}</b>
                  {newest && <span className={classes.soft}>{t(newest.by_portal ? "data.agreed_here" : "data.agreed_on", { day: format.day(newest.from), document: newest.document })}</span>}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
