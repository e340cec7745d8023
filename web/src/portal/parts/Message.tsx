import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./parts.module.css";

interface Props {
  kind: "done" | "wrong" | "note";
  title?: string;
  children?: ReactNode;
}

const ICON = { done: IconCircleCheck, wrong: IconAlertTriangle, note: IconInfoCircle } as const;
const ROLE = { done: "status", wrong: "alert", note: undefined } as const;

/** What came of something, or what to know before it. */
export function Message({ kind, title, children }: Props) {
  const Icon = ICON[kind];
  return (
    <div className={`${classes.message} ${classes[kind]}`} role={ROLE[kind]}>
      <Icon size={24} stroke={1.8} aria-hidden />
      <div>
        {title && <p className={classes.messageTitle}>{title}</p>}
        {children}
      </div>
    </div>
  );
}
