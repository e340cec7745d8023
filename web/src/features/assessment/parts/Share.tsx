import { useFormats } from "../../../format/useFormats";
import { FigureLink } from "./FigureLink";
import { shareText } from "./shareText";

/** A share, which leads to the machines that keep it from being whole. */
export function Share({ share, id }: { share: number; id: string }) {
  const format = useFormats();
  return <FigureLink id={id}>{shareText(share, format)}</FigureLink>;
}
