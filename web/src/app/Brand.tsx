import classes from "./Shell.module.css";

export function Brand() {
  return (
    <span className={classes.brand}>
      <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden focusable="false">
        <rect width="32" height="32" rx="7" fill="var(--mantine-color-petrol-8)" />
        <path d="M9 8h3v16H9z" fill="#fff" />
        <path d="M15 17l3 3 6-8" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="square" />
      </svg>
      Instand
    </span>
  );
}
