import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerExplanation } from "../../api/contract";
import { useValueText } from "../../components/ValueText";
import { useFormats } from "../../format/useFormats";

interface Props {
  day: string;
  projected: TriggerExplanation["projected"];
}

/** When it would fire by time alone, and what the moving facts will be then. */
export function FiresOn({ day, projected }: Props) {
  const { t } = useTranslation("explanation");
  const words = useWords();
  const format = useFormats();
  const valueText = useValueText();
  return (
    <section aria-labelledby="explained-time">
      <Title order={3} id="explained-time" mb={4}>
        {t("fires_on.title")}
      </Title>
      <Text>{t("fires_on.text", { day: format.dayLong(day) })}</Text>
      {projected.map(({ fact, value }) => (
        <Text key={fact} size="sm" c="dimmed">
          {t("fires_on.then", { fact: words.factLabel(fact), value: valueText(value, words.fact(fact)) ?? t("fires_on.not_known") })}
        </Text>
      ))}
    </section>
  );
}
