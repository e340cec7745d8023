import { Fragment } from "react";
import { findFigure } from "../figureId";
import { useReport } from "../reportContext";
import { FigureLink } from "./FigureLink";

interface Props {
  text: string;
  /** The figures in it, the main one first. */
  figures: readonly string[];
}

/** Numbers with what they count; others, such as months, are no figures. */
const NUMBERS = /((?:EUR\s)?\d[\d.,]*(?:\s?(?:EUR|%)|\s(?:Maschinen?|machines?|macchin[ae])\b)?)/u;
const COUNTS = /EUR|%|[Mm]a(?:sch|ch|cch)in/u;

/** A sentence of the server whose numbers lead to their machines. */
export function LinkedSentence({ text, figures }: Props) {
  const { view } = useReport();
  const main = figures[0];
  const found = figures.map((id) => findFigure(view.result, id));
  const figureOf = (words: string): string | undefined => {
    const digits = Number(words.replaceAll(/\D/g, ""));
    const same = (of: (typeof found)[number]) => of && (words.includes("EUR") ? Math.abs((of.eur ?? -9) - digits) <= 1 : of.machines === digits);
    return (words.includes("%") ? undefined : found.find(same)?.id) ?? main;
  };
  return (
    <span>
      {text.split(NUMBERS).map((part, at) => {
        const id = at % 2 === 1 && COUNTS.test(part) ? figureOf(part) : undefined;
        return id === undefined ? (
          <Fragment key={at}>{part}</Fragment>
        ) : (
          <FigureLink key={at} id={id} inText>
            {part}
          </FigureLink>
        );
      })}
    </span>
  );
}
