import type { Figure } from "../../../api/contract";
import { Money } from "../../../components/Money";
import { FigureLink } from "./FigureLink";

interface Props {
  figure: Figure;
  /** Where several figures are summed: the sum. The link leads to the machines of `figure`. */
  eur?: number;
  inText?: boolean;
}

/** What the machines are worth. */
export function Worth({ figure, eur = figure.eur, inText }: Props) {
  if (eur === undefined) return null;
  return (
    <FigureLink id={figure.id} inText={inText}>
      <Money value={eur} of={figure.machines} short />
    </FigureLink>
  );
}
