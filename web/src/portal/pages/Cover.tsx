import { useTranslation } from "react-i18next";
import type { OwnMachine } from "../api/contract";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";

/** Whether a contract or the warranty covers a machine today; nothing where nobody knows. */
export function Cover({ machine }: { machine: OwnMachine }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const { contract, contract_ends_on: ends, is_open_ended: open, warranty, warranty_ends_on: over } = machine;
  return (
    <>
      {contract === "active" && (
        <span className={`${classes.badge} ${classes.good}`}>{ends !== null && !open ? t("cover.contract_until", { day: format.day(ends) }) : t("cover.contract")}</span>
      )}
      {contract === "pending" && <span className={classes.badge}>{t("cover.contract_pending")}</span>}
      {contract === "expired" && <span className={classes.badge}>{ends === null ? t("cover.contract_over") : t("cover.contract_over_since", { day: format.day(ends) })}</span>}
      {contract === "none" && <span className={classes.badge}>{t("cover.no_contract")}</span>}
      {warranty === "active" && <span className={`${classes.badge} ${classes.good}`}>{over === null ? t("cover.warranty") : t("cover.warranty_until", { day: format.day(over) })}</span>}
      {!machine.in_field && <span className={classes.badge}>{t("cover.retired")}</span>}
    </>
  );
}
