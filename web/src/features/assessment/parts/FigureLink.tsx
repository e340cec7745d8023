import type { ReactNode } from "react";
import { AnchorLink } from "../../../components/AnchorLink";
import { useReport, useSection } from "../reportContext";
import classes from "./parts.module.css";

interface Props {
  id: string;
  /** Amid words, where colour alone would not tell it from them. */
  inText?: boolean;
  children: ReactNode;
}

/** A number of the report that leads to the machines behind it, under the same assumptions. */
export function FigureLink({ id, inText, children }: Props) {
  const { assumptions } = useReport();
  const from = useSection();
  return (
    <AnchorLink
      inherit
      underline={inText ? "always" : "hover"}
      to="/assessment/machines"
      search={{ figure: id, assumptions, from }}
      className={classes.figure}
    >
      {children}
    </AnchorLink>
  );
}
