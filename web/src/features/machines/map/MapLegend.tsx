import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { HIT_CLASSES } from "./hitClasses";
import classes from "./MachineMap.module.css";

/** What size and colour of a circle mean. */
export function MapLegend() {
  const { t } = useTranslation("machines");
  const format = useFormats();
  return (
    <div className={classes.legend}>
      <span>{t("map.size")}</span>
      <span>{t("map.color")}</span>
      {HIT_CLASSES.map((one, at) => {
        const before = HIT_CLASSES[at - 1]?.upTo ?? 0;
        const label = one.upTo === 0 ? t("map.no_hits") : one.upTo === null ? t("map.above", { from: format.number(before + 1, 0) }) : t("map.up_to", { to: format.number(one.upTo, 0) });
        return (
          <span key={one.color} className={classes.legendEntry}>
            <span className={classes.dot} style={{ background: one.color }} aria-hidden />
            {label}
          </span>
        );
      })}
    </div>
  );
}
