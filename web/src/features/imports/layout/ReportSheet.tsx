import { useTranslation } from "react-i18next";
import type { ReportPage } from "../../../api/contract";
import classes from "./Layout.module.css";
import { type Marks, roleOf } from "./marks";

interface Props {
  page: ReportPage;
  number: number;
  marks: Marks;
  onClick: (text: number) => void;
}

/** A page drawn as its texts at their places; each is a button that marks it. */
export function ReportSheet({ page, number, marks, onClick }: Props) {
  const { t } = useTranslation("imports");
  return (
    <svg className={classes.sheet} viewBox={`0 0 ${page.width} ${page.height}`} role="group" aria-label={t("layout.page", { page: number, pages: page.pages })}>
      {page.texts.map((text, at) => {
        const role = roleOf(marks, number, at);
        return (
          <g
            key={at}
            role="button"
            tabIndex={0}
            aria-pressed={role !== undefined}
            aria-label={role ? t(`layout.as_${role}`, { text: text.text }) : text.text}
            className={classes.text}
            data-role={role}
            onClick={() => onClick(at)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              onClick(at);
            }}
          >
            <rect x={text.x - 1.5} y={text.y - text.size} width={text.width + 3} height={text.size * 1.3} rx={1.5} />
            {/* The letters are another font's here; they are fitted to the width they have on paper. */}
            <text x={text.x} y={text.y} fontSize={text.size} textLength={text.width > 0 ? text.width : undefined} lengthAdjust="spacingAndGlyphs">
              {text.text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
