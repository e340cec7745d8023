import { IconChevronLeft } from "@tabler/icons-react";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";
import classes from "./parts.module.css";

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { ref?: Ref<HTMLAnchorElement> };

/** The way to the page above. */
export const Back = createLink(({ children, ...rest }: Props) => (
  <a {...rest} className={classes.back}>
    <IconChevronLeft size={20} aria-hidden />
    {children}
  </a>
));
