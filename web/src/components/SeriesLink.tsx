import { IconActivity } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SeriesView } from "../api/contract";
import { useFormats } from "../format/useFormats";
import { AnchorLink } from "./AnchorLink";

/** The readings behind a value: how many, of which days, and the way to their drawing on the machine file. */
export function SeriesLink({ series }: { series: SeriesView }) {
  const { t } = useTranslation("components");
  const format = useFormats();
  const { machine, from, to, days, readings } = series;
  const span = from === to ? format.day(from) : t("series.span", { from: format.day(from), to: format.day(to) });
  const on = t("series.days", { count: days, number: format.number(days, 0) });
  const text =
    from === to
      ? t("series.latest", { day: span })
      : readings === null
        ? t("series.counted", { days: on, span })
        : t("series.readings", { count: readings, number: format.number(readings, 0), days: on, span });
  return (
    <AnchorLink size="sm" to="/machines/$id" params={{ id: machine }} search={{ tab: "telemetry" }}>
      <IconActivity size={14} stroke={1.6} aria-hidden /> {text}
    </AnchorLink>
  );
}
