import { Group, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CellPlace, SeriesView } from "../api/contract";
import { useFormats } from "../format/useFormats";
import { isPdf, shownRow } from "./isPdf";
import { useBasisText } from "./useBasisText";
import { SeriesLink } from "./SeriesLink";
import classes from "./SourceList.module.css";
import { SourceLink } from "./SourceLink";

interface Props {
  places: readonly CellPlace[];
  /** Cells beyond those in `places`. */
  more?: number;
  /** Readings the value was computed from. */
  series?: SeriesView | null;
  /** What the value rests on where there is no cell. */
  basis?: string | null;
  /** How many links stand there before one asks for more. */
  shown?: number;
}

/** The cells behind a value, the first few as links and the rest on demand; else what the value rests on. */
export function SourceList({ places, more = 0, series, basis, shown = 2 }: Props) {
  const { t } = useTranslation("components");
  const format = useFormats();
  const basisText = useBasisText();
  const [all, setAll] = useState(false);
  if (places.length === 0) {
    if (series) return <SeriesLink series={series} />;
    return basis ? (
      <Text span size="sm" c="dimmed">
        {basisText(basis)}
      </Text>
    ) : null;
  }
  const visible = all ? places : places.slice(0, shown);
  const hidden = places.length - visible.length;
  return (
    <Group gap="0 0.75rem" wrap="wrap" component="span" className={classes.list}>
      {visible.map((place, at) => {
        const before = visible[at - 1];
        const sameFile = before !== undefined && before.file === place.file && before.sheet === place.sheet;
        return (
          <SourceLink key={`${place.table}.${place.row}.${place.column}`} place={place}>
            {sameFile ? t(isPdf(place) ? "source.page_number" : "source.row", { row: shownRow(place) }) : undefined}
          </SourceLink>
        );
      })}
      {series && <SeriesLink series={series} />}
      {hidden > 0 && (
        <UnstyledButton className={classes.more} onClick={() => setAll(true)}>
          {t("source.more_short", { number: format.number(hidden + more, 0) })}
          <span className="visually-hidden"> {t("source.show_more", { count: hidden + more })}</span>
        </UnstyledButton>
      )}
      {hidden === 0 && more > 0 && (
        <Text span size="sm" c="dimmed">
          {t("source.more", { count: more, number: format.number(more, 0) })}
        </Text>
      )}
    </Group>
  );
}
