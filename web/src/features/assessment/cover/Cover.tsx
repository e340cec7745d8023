import { useTranslation } from "react-i18next";
import { Money } from "../../../components/Money";
import { useFormats } from "../../../format/useFormats";
import { Section } from "../parts/Section";
import { shareText } from "../parts/shareText";
import { useReport } from "../reportContext";
import classes from "./Cover.module.css";
import { CoverFigure } from "./CoverFigure";

const MONEY = ["ready", "blocked", "untapped"] as const;

/** What the report begins with: the money, then the base it is in. */
export function Cover() {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const { view, usual } = useReport();
  const { cover } = view.result;
  const before = usual?.result.cover;
  const count = (value: number) => format.number(value, 0);
  const known = t("cover.of_machines", { share: shareText(cover.countries.of.machines / cover.machines.machines, format) });
  return (
    <Section id="cover" whole subtitle={t("cover.subtitle")}>
      <ul className={classes.money} aria-label={t("cover.money")}>
        {MONEY.map((id) => {
          const worth = cover[id].eur ?? 0;
          const was = before?.[id].eur;
          return (
            <CoverFigure
              key={id}
              id={cover[id].id}
              color={id}
              label={t(`cover.${id}`)}
              value={<Money value={worth} of={cover[id].machines} short />}
              note={t(`cover.${id}_note`, { count: cover[id].machines, number: count(cover[id].machines), months: count(view.result.assumptions.horizon_months) })}
              before={was === undefined || Math.abs(was - worth) < 0.5 ? undefined : t("cover.before", { value: format.moneyShort(was) })}
            />
          );
        })}
      </ul>
      <ul className={classes.base} aria-label={t("cover.base")}>
        <CoverFigure id={cover.machines.id} label={t("cover.machines")} value={count(cover.machines.machines)} note={t("cover.machines_note")} />
        <CoverFigure
          id={cover.customers.of.id}
          label={t("cover.customers")}
          value={count(cover.customers.count)}
          note={t("cover.of_machines", { share: shareText(cover.customers.of.machines / cover.machines.machines, format) })}
        />
        <CoverFigure id={cover.countries.of.id} label={t("cover.countries")} value={count(cover.countries.count)} note={known} />
        <CoverFigure
          id={cover.incomplete.id}
          label={t("cover.completeness")}
          value={shareText(cover.completeness, format)}
          note={t("cover.completeness_note", { count: cover.incomplete.machines, number: count(cover.incomplete.machines) })}
        />
      </ul>
    </Section>
  );
}
