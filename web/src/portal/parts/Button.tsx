import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from "react";
import classes from "./parts.module.css";

/** How much a button asks to be pressed: one `main` a place. */
type Weight = "main" | "plain" | "quiet" | "warning";

interface Look {
  weight?: Weight;
  icon?: ReactNode;
}

const named = (weight: Weight, more = "") => [classes.button, weight === "plain" ? "" : classes[weight], more].filter(Boolean).join(" ");

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement>, Look {
  /** What it started is on its way: it cannot be pressed again. */
  busy?: boolean;
}

export function Button({ weight = "plain", icon, busy = false, className, children, type = "button", onClick, ...rest }: ButtonProps) {
  // Not `disabled` while busy: that would take the focus away from it.
  return (
    <button {...rest} type={type} className={named(weight, className)} aria-busy={busy || undefined} aria-disabled={busy || undefined} onClick={busy ? (event) => event.preventDefault() : onClick}>
      {busy ? <span className={classes.wheel} aria-hidden /> : icon}
      {children}
    </button>
  );
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & Look & { ref?: Ref<HTMLAnchorElement> };

function AnchorButton({ weight = "plain", icon, className, children, ...rest }: LinkProps) {
  return (
    <a {...rest} className={named(weight, className)}>
      {icon}
      {children}
    </a>
  );
}

/** A button that goes to another page of the portal. */
export const ButtonLink = createLink(AnchorButton);

/** A button that fetches a file. */
export function DownloadButton({ href, ...rest }: LinkProps & { href: string }) {
  return <AnchorButton {...rest} href={href} download />;
}
