import { useTranslation } from "react-i18next";
import classes from "./StatusBadge.module.css";
import { Unknown } from "./Unknown";

interface Props {
  status: "active" | "expired" | "pending" | "none" | null;
}

/** Service contract or warranty: a word, and a dot by which a column is scanned. */
export function StatusBadge({ status }: Props) {
  const { t } = useTranslation("components");
  if (status === null) return <Unknown />;
  return (
    <span className={classes.status}>
      <span className={classes.dot} data-status={status} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}
