import { Paper } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataUseRegister } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./DataUse.module.css";

/** How many machines there are, and of how many the data may be used for what. */
export function Figures({ register }: { register: DataUseRegister }) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const { machines, is_kept: isKept } = register;
  const share = (of: number) => (isKept ? t("figures.share", { share: format.percent(machines === 0 ? 0 : of / machines, 1) }) : t("figures.unchecked"));
  return (
    <Paper p="md" component="section" aria-label={t("figures.label")}>
      <dl className={classes.figures}>
        <div>
          <dt>{t("figures.machines")}</dt>
          <dd>{format.number(machines, 0)}</dd>
        </div>
        <div>
          <dt>{t("figures.sales")}</dt>
          <dd>{format.number(register.agreed_sales, 0)}</dd>
          <dd className={classes.note}>{share(register.agreed_sales)}</dd>
        </div>
        <div>
          <dt>{t("figures.service")}</dt>
          <dd>{format.number(register.agreed_service, 0)}</dd>
          <dd className={classes.note}>{share(register.agreed_service)}</dd>
        </div>
      </dl>
    </Paper>
  );
}
