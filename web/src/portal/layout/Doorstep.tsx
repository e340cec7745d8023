import type { ReactNode } from "react";
import { Brand } from "./Brand";
import { Imprint } from "./Imprint";
import { LanguageSwitch } from "./LanguageSwitch";
import classes from "./layout.module.css";

/** The frame of what is shown before somebody is signed in. */
export function Doorstep({ children }: { children: ReactNode }) {
  return (
    <div className={classes.doorstep}>
      <header>
        <Brand />
      </header>
      <main>{children}</main>
      <footer>
        <LanguageSwitch />
        <Imprint />
      </footer>
    </div>
  );
}
