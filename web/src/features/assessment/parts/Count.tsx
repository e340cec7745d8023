import type { Figure } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { FigureLink } from "./FigureLink";

interface Props {
  figure: Figure;
  inText?: boolean;
}

/** How many machines. */
export function Count({ figure, inText }: Props) {
  const format = useFormats();
  return (
    <FigureLink id={figure.id} inText={inText}>
      {format.number(figure.machines, 0)}
    </FigureLink>
  );
}
