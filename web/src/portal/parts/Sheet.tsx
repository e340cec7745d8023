import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
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
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
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
        <h2 id={id} tabIndex={-1} autoFocus>
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
