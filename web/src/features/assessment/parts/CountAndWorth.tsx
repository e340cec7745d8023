import { useTranslation } from "react-i18next";
import type { Figure } from "../../../api/contract";
import { Money } from "../../../components/Money";
import { useFormats } from "../../../format/useFormats";
import { FigureLink } from "./FigureLink";
import classes from "./parts.module.css";

/** What a figure is worth, and under it the machines: both lead to the same list. */
export function CountAndWorth({ figure }: { figure: Figure }) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const machines = t("machines", { count: figure.machines, number: format.number(figure.machines, 0) });
  if (figure.eur === undefined) return <FigureLink id={figure.id}>{machines}</FigureLink>;
  return (
    <FigureLink id={figure.id}>
      <span className={classes.two}>
        <Money value={figure.eur} of={figure.machines} short />
        <span className={classes.under}>{machines}</span>
      </span>
    </FigureLink>
  );
}
