import { useMatch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { takesFocus } from "../../components/pageFocus";
import { useCompany } from "../useCompany";
import classes from "./parts.module.css";

interface Props {
  title: string;
  /** A line below it. */
  children?: ReactNode;
}

/** The h1 of each page: names the browser's tab and takes the focus when the page is come to. */
export function PageTitle({ title, children }: Props) {
  const company = useCompany();
  const heading = useRef<HTMLHeadingElement>(null);
  const path = useMatch({ strict: false, select: (match) => match.pathname });
  useEffect(() => {
    document.title = company === "" ? title : `${title} · ${company}`;
  }, [title, company]);
  useEffect(() => {
    if (takesFocus(path)) heading.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className={classes.pageTitle}>
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <p>{children}</p>}
    </div>
  );
}
