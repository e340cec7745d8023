import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useReport, useSection } from "../reportContext";
import classes from "./Cover.module.css";

interface Props {
  id: string;
  label: string;
  value: ReactNode;
  note: string;
  /** What it is under the usual assumptions, where that differs. */
  before?: string;
  color?: "ready" | "blocked" | "untapped";
}

export function CoverFigure({ id, label, value, note, before, color }: Props) {
  const { assumptions } = useReport();
  const from = useSection();
  return (
    <li>
      <Link to="/assessment/machines" search={{ figure: id, assumptions, from }} className={classes.figure} data-color={color}>
        <span className={classes.label}>{label}</span>
        <span className={classes.value}>{value}</span>
        <span className={classes.note}>{note}</span>
        {before && <span className={classes.before}>{before}</span>}
      </Link>
    </li>
  );
}
