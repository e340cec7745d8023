import { Box, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SourceView } from "../../api/contract";
import classes from "./PdfLines.module.css";
import { useMarkedInView } from "./useMarkedInView";

interface Props {
  source: SourceView;
}

/** The lines of a page of a PDF as they were read, with those that hold the value marked. */
export function PdfLines({ source }: Props) {
  const { t } = useTranslation("source");
  const [frame, marked] = useMarkedInView<HTMLLIElement>();
  const firstMarked = source.rows.find((row) => row.marked)?.number;
  const page = source.page ?? source.row;
  return (
    <Box>
      <div ref={frame} className={classes.frame} tabIndex={0} role="region" aria-label={t("page_of", { name: source.file, page })}>
        <ol className={classes.lines}>
          {source.rows.map((row) => (
            <li
              key={row.number}
              ref={row.number === firstMarked ? marked : undefined}
              className={classes.line}
              data-marked={row.marked || undefined}
              aria-current={row.marked || undefined}
            >
              <span className={classes.number} aria-hidden>
                {row.number}
              </span>
              <span className={classes.text}>
                {row.marked && <span className="visually-hidden">{t("marked")} </span>}
                {row.cells.join("   ")}
              </span>
            </li>
          ))}
        </ol>
      </div>
      <Text size="sm" c="dimmed" mt={6}>
        {firstMarked === undefined ? t("pdf_no_line") : t("pdf_lines", { page })}
      </Text>
    </Box>
  );
}
