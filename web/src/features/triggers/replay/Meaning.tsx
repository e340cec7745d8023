import { Paper, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReplaySide } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";

interface Props {
  sides: readonly ReplaySide[];
  within: number;
}

/** What the figures mean to who has to sell: how often it was right, how long before, how much work a week. */
export function Meaning({ sides, within }: Props) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  const success = ({ outcome, followed, not_followed, precision }: ReplaySide) => {
    if (outcome === null) return t("meaning.no_outcome");
    if (precision === null) return t("meaning.not_judged");
    return t(`meaning.${outcome}`, { followed: number(followed), judged: number(followed + not_followed), within: number(within), precision: format.percent(precision) });
  };
  return (
    <Paper p="md" component="section" aria-labelledby="meaning">
      <Title order={3} id="meaning" mb="xs">
        {t("meaning.heading")}
      </Title>
      {sides.map((side) => (
        <div key={side.version}>
          {sides.length > 1 && (
            <Title order={4} size="sm" mt="xs">
              {t("version", { version: String(side.version) })}
            </Title>
          )}
          <Text>{success(side)}</Text>
          {side.lead_days !== null && <Text>{t("meaning.lead", { count: side.lead_days, number: number(side.lead_days) })}</Text>}
          <Text>{t("meaning.week", { usual: format.number(side.usual_a_week, 1), most: number(side.most_a_week) })}</Text>
        </div>
      ))}
    </Paper>
  );
}
