import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";

/** Names of facts, data points and campaigns in the session's language. */
export function useNames() {
  const { t } = useTranslation("assessment");
  const words = useWords();
  // A data point is a fact where there is one, else a field of the machine file.
  const fact = (id: string) => words.fact(id)?.label ?? words.fieldLabel(id);
  return { fact, quoted: (id: string) => t("quoted", { text: fact(id) }), campaign: words.campaignLabel };
}
