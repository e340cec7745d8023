import { useTranslation } from "react-i18next";
import type { OwnContract, OwnMachineFile } from "../api/contract";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";

/** Service contracts and the warranty of a machine. */
export function Contracts({ file: { contracts, warranty } }: { file: OwnMachineFile }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  return (
    <ul className={classes.rows}>
      {contracts.map((contract, at) => (
        <Contract key={contract.number ?? at} contract={contract} />
      ))}
      {contracts.length === 0 && <li>{t("machine.no_contract")}</li>}
      <li>
        {warranty === null ? (
          t("machine.no_warranty")
        ) : (
          <>
            <b>{t("machine.warranty")}</b>
            <span>{t(warranty.is_over ? "machine.warranty_over" : "machine.warranty_until", { day: format.day(warranty.end) })}</span>
          </>
        )}
      </li>
    </ul>
  );
}

function Contract({ contract }: { contract: OwnContract }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const { type, number, start, end, is_open_ended: open, notice_days: notice, annual_value: value, currency } = contract;
  const runs = [start !== null && t("machine.contract_from", { day: format.day(start) }), end !== null && !open ? t("machine.contract_until", { day: format.day(end) }) : open && t("machine.contract_open")].filter(Boolean).join(" ");
  return (
    <li>
      <b>{type ?? t("machine.contract")}</b>
      {number !== null && <span className={classes.soft}>{t("machine.contract_number", { number })}</span>}
      {runs !== "" && <span>{runs}</span>}
      {notice !== null && notice > 0 && <span>{t("machine.notice_days", { count: notice })}</span>}
      {value !== null && <span>{t("machine.annual", { amount: format.money(value, currency) })}</span>}
    </li>
  );
}
