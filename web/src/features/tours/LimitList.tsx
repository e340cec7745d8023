import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TourLimit } from "../../api/tours";
import classes from "./Tours.module.css";
import { useLimitText } from "./useLimitText";

interface Props {
  limits: readonly TourLimit[];
  technicianName: (id: string | null | undefined) => string;
}

/** Why a visit is on no tour: every limit, and how many technician-days each excludes. */
export function LimitList({ limits, technicianName }: Props) {
  const { t } = useTranslation("tours");
  const { text, days } = useLimitText(technicianName);
  if (limits.length === 0) {
    return (
      <Text size="sm" mt={2}>
        {t("left.not_tried")}
      </Text>
    );
  }
  return (
    <ul className={classes.limits} aria-label={t("left.why")}>
      {limits.map((limit) => (
        <li key={limit.limit}>
          {text(limit, limits.length === 1)}
          {limits.length > 1 && limit.technician_days > 0 && (
            <Text span size="xs" c="dimmed">
              {" "}
              {days(limit)}
            </Text>
          )}
        </li>
      ))}
    </ul>
  );
}
