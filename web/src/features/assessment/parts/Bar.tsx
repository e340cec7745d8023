import classes from "./parts.module.css";

export type BarColor = "bar" | "attention" | "unknown" | "track" | "contract" | "modernization" | "parts";

export interface BarPart {
  value: number;
  color: BarColor;
}

interface Props {
  parts: readonly BarPart[];
  /** The value that fills the whole width; the sum of the parts where nothing is said. */
  of?: number;
}

/** A bar of parts beside numbers that are also written out; it adds nothing for a screen reader. */
export function Bar({ parts, of }: Props) {
  const most = of ?? parts.reduce((sum, part) => sum + part.value, 0);
  return (
    <span className={classes.bar} aria-hidden>
      {parts.map(({ value, color }) =>
        // Something that is not nothing stays visible beside much larger ones.
        value > 0 && most > 0 ? <span key={color} data-color={color} style={{ flexBasis: `${Math.max(0.6, (100 * value) / most)}%` }} /> : null,
      )}
    </span>
  );
}
