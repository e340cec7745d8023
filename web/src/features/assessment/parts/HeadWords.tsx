import { Help } from "./Help";
import classes from "./parts.module.css";

interface Props {
  title: string;
  help?: string;
}

/** A heading with its question mark, which stays on the line of the last word. */
export function HeadWords({ title, help }: Props) {
  if (!help) return title;
  const last = title.lastIndexOf(" ") + 1;
  return (
    <>
      {title.slice(0, last)}
      <span className={classes.figure}>
        {title.slice(last)}
        <Help figure={help} of={title} />
      </span>
    </>
  );
}
