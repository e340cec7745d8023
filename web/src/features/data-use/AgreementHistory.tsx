import { useTranslation } from "react-i18next";
import type { DataUse, MachineRow } from "../../api/contract";
import { AgreementItem } from "./AgreementItem";
import classes from "./DataUse.module.css";

interface Props {
  machine: MachineRow;
  agreements: DataUse[];
  onEnd: ((agreement: DataUse) => void) | null;
}

/** Every agreement of a machine, the newest first: what was permitted when stays provable. */
export function AgreementHistory({ machine, agreements, onEnd }: Props) {
  const { t } = useTranslation("data-use");
  return (
    <ul className={classes.list} aria-label={t("register.history_of", { machine: machine.serial_number })}>
      {agreements.map((agreement) => (
        <AgreementItem key={agreement.id} agreement={agreement} onEnd={onEnd && (() => onEnd(agreement))} />
      ))}
    </ul>
  );
}
