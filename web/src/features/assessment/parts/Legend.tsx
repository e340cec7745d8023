import type { BarColor } from "./Bar";
import classes from "./parts.module.css";

interface Props {
  items: readonly { color: BarColor; label: string }[];
}

/** What the colours of the bars mean. */
export function Legend({ items }: Props) {
  return (
    <ul className={classes.legend} aria-hidden>
      {items.map(({ color, label }) => (
        <li key={color}>
          <i data-color={color} />
          {label}
        </li>
      ))}
    </ul>
  );
}
