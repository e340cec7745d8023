import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import classes from "./KeyFigures.module.css";

interface Props {
  label: string;
  value: ReactNode;
  note: string;
  link: Pick<LinkProps, "to" | "search">;
}

export function KeyFigure({ label, value, note, link }: Props) {
  return (
    <li>
      <Link {...link} className={classes.figure}>
        <span className={classes.label}>{label}</span>
        <span className={classes.value}>{value}</span>
        <span className={classes.note}>{note}</span>
      </Link>
    </li>
  );
}
