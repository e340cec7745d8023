import { useTranslation } from "react-i18next";
import type { DecisionPreview, MatchAbout } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Matches.module.css";
import { contextOf } from "./pairs";

interface Props {
  about: MatchAbout;
  preview: DecisionPreview;
  verdict: "same" | "different";
}

export function PreviewFigures({ about, preview, verdict }: Props) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const { pairs, machines_joined: joined, opportunities, value_eur: value, least_probability: least } = preview;
  const figures = [
    { label: t("preview.pairs"), text: format.number(pairs, 0) },
    ...(verdict === "same" ? [{ label: t("preview.joined", { context: contextOf(about) }), text: format.number(joined, 0) }] : []),
    { label: t("preview.opportunities", { context: contextOf(about) }), text: format.number(opportunities, 0) },
    { label: t("preview.value"), text: format.money(value) },
    ...(least === null ? [] : [{ label: t("preview.least"), text: format.percent(least, 1) }]),
  ];
  return (
    <dl className={classes.preview}>
      {figures.map(({ label, text }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
