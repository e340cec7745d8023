import { useTranslation } from "react-i18next";

const KINDS = ["machines", "customers", "contacts", "contracts", "warranties", "orders", "visits", "tickets", "errors", "counters", "types", "lifecycle_events", "components"] as const;

/** "eine Zeile je Maschine": what a row of the kind is. */
export function useKindText(): (kind: string) => string {
  const { t } = useTranslation("imports");
  return (kind) => {
    const known = KINDS.find((item) => item === kind);
    return known ? t(`kind.${known}`) : "";
  };
}
