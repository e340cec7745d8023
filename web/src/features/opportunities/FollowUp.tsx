import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { daysAfter } from "../../format/formats";
import { useChange } from "./changes";

interface Props {
  opportunity: OpportunityRow;
  disabled: boolean;
}

const SETTLED_MS = 900;

export function FollowUp({ opportunity, disabled }: Props) {
  const { t } = useTranslation("opportunities");
  const { today } = useSession();
  const change = useChange();
  const saved = opportunity.follow_up_on;
  const [day, setDay] = useState(saved);
  useEffect(() => setDay(saved), [saved]);

  // Typing passes through days that nobody means (01.02.2 on the way to 2027): wait until it rests.
  const save = useDebouncedCallback((to: string | null) => {
    const meant = to === null || to >= daysAfter(today, -366);
    if (meant && to !== saved) change.mutate({ row: opportunity, change: { follow_up_on: to } });
  }, SETTLED_MS);

  return (
    <DayInput
      label={t("field.follow_up")}
      placeholder={t("field.follow_up_none")}
      readOnly={disabled}
      value={day}
      presets={[
        { value: daysAfter(today, 1), label: t("field.tomorrow") },
        { value: daysAfter(today, 7), label: t("field.week") },
        { value: daysAfter(today, 30), label: t("field.month") },
      ]}
      onChange={(to) => {
        setDay(to);
        save(to);
      }}
    />
  );
}
