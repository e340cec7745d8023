import { useTranslation } from "react-i18next";
import type { Segment } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { within } from "../figureId";
import { Bar } from "../parts/Bar";
import { FigureLink } from "../parts/FigureLink";
import { COLORS } from "./ScoreBar";
import classes from "./start.module.css";

/** What a score is made of, with the machines behind each part. */
export function ScoreParts({ segment: { parts, potential, ready } }: { segment: Segment }) {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const figures = {
    potential: potential.all.id,
    ready: ready.id,
    known: within("completeness.all.incomplete", potential.scope),
    reached: potential.machines.id,
  };
  return (
    <dl className={classes.parts}>
      {parts.map(({ id, points, of }) => (
        <div key={id}>
          <dt>{t(`start.part_${id}`)}</dt>
          <dd>
            <FigureLink id={figures[id]}>{t("start.points", { points: format.number(points, 1), of: format.number(of, 1) })}</FigureLink>
            <Bar parts={[{ value: points, color: COLORS[id] }]} of={of} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
