import { Text } from "@mantine/core";
import { IconTable } from "@tabler/icons-react";
import type { MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CellPlace } from "../api/contract";
import { AnchorLink } from "./AnchorLink";
import { isPdf, shownRow } from "./isPdf";
import classes from "./SourceLink.module.css";
import { useSourceDrawer } from "./useSourceDrawer";

interface Props {
  place: CellPlace;
  /** Shown in place of "file · row n". */
  children?: ReactNode;
  /** Only the icon, where the value itself stands beside it. */
  iconOnly?: boolean;
}

/** From a value to the cell it comes from. A click opens the drawer; a new tab gets the full page. */
export function SourceLink({ place, children, iconOnly }: Props) {
  const { t } = useTranslation("components");
  const { open } = useSourceDrawer();
  const sheet = place.sheet ? `${place.file}, ${place.sheet}` : place.file;
  const full = t("source.place", { sheet, row: shownRow(place), heading: place.heading, source: place.source });
  const onClick = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    open(place);
  };
  return (
    <AnchorLink
      to="/source/$table/$row/$column"
      params={{ table: String(place.table), row: String(place.row), column: String(place.column) }}
      preload={false}
      className={classes.link}
      onClick={onClick}
      title={full}
      aria-label={iconOnly ? t("source.open", { place: full }) : undefined}
    >
      <IconTable size={14} stroke={1.6} aria-hidden className={classes.icon} />
      {!iconOnly &&
        (children ? (
          <Text span inherit truncate>
            {children}
          </Text>
        ) : (
          <span className={classes.place}>
            <Text span inherit truncate>
              {place.file}
            </Text>
            {/* Of a long name only the file is cut: the row is what one looks for. */}
            <span className={classes.row}>, {t(isPdf(place) ? "source.page_number" : "source.row", { row: shownRow(place) })}</span>
          </span>
        ))}
    </AnchorLink>
  );
}
