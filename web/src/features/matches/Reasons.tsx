import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MatchDetail, MatchStep } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useStepWords } from "./stepWords";

/** Weights below that say nothing either way. */
const TELLING = 0.3;

const total = ({ weight, term_frequency: rarity }: MatchStep) => weight + rarity;

/** What speaks for it and what against, the strongest first, in a sentence each. */
export function Reasons({ pair }: { pair: MatchDetail }) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const words = useStepWords();
  if (pair.steps.length === 0) return null;
  const telling = (sign: 1 | -1) =>
    pair.steps
      .filter((step) => total(step) * sign > TELLING)
      .sort((one, other) => (total(other) - total(one)) * sign)
      .map((step) => words.inSentence(step));
  const [reasons, doubts] = [telling(1), telling(-1)];
  return (
    <Text mb={4} maw="52rem">
      {reasons.length > 0 ? t("why.for", { reasons: format.list(reasons) }) : t("why.nothing_for")}{" "}
      {doubts.length > 0 ? t("why.against", { doubts: format.list(doubts) }) : t("why.nothing_against")}
    </Text>
  );
}
