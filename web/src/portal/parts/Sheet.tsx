import { IconX } from "@tabler/icons-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./parts.module.css";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** What is asked before something is done: over the page, from below on a phone. The browser keeps the focus in it. */
export function Sheet({ title, onClose, children }: Props) {
  const { t } = useTranslation("portal");
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Closed while it still is in the page, so that the focus goes back to where it came from.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    heading.current?.focus();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={classes.sheet}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className={classes.sheetHead}>
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" className={classes.cross} aria-label={t("close")} onClick={onClose}>
          <IconX size={22} aria-hidden />
        </button>
      </div>
      {children}
    </dialog>
  );
}
