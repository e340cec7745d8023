import { useTranslation } from "react-i18next";
import { WAYS } from "./search";

/** A way out by its name; one the page does not know by its id. */
export function useWayName(): (way: string) => string {
  const { t } = useTranslation("outbox");
  return (way) => {
    const known = WAYS.find((of) => of === way);
    return known === undefined ? way : t(`ways.name.${known}`);
  };
}
