import classes from "./Meter.module.css";

interface Props {
  /** 0 to 1 of the track */
  share: number;
  color?: "bar" | "unknown" | "attention";
}

/** A bar beside a number that is also written out; it adds nothing for a screen reader. */
export function Meter({ share, color = "bar" }: Props) {
  // Something that is not nothing stays visible beside much larger ones.
  const width = share <= 0 ? 0 : Math.max(1, Math.min(100, 100 * share));
  return (
    <span className={classes.track} aria-hidden>
      <span className={classes.fill} style={{ width: `${width}%`, background: `var(--instand-${color})` }} />
    </span>
  );
}
