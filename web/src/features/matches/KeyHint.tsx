import classes from "./Matches.module.css";

/** The key that does the same as the button it stands in. */
export function KeyHint({ children }: { children: string }) {
  return (
    <kbd className={classes.key} aria-hidden>
      {children}
    </kbd>
  );
}
