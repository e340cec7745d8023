import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TriggerExplanation } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Explanation.module.css";

/** Facts that are not known, in which lists they stand and which sources could supply them. */
export function Missing({ missing }: { missing: TriggerExplanation["missing"] }) {
  const { t } = useTranslation("explanation");
  const words = useWords();
  const format = useFormats();
  return (
    <section aria-labelledby="explained-missing">
      <Title order={3} id="explained-missing" mb={4}>
        {t("missing.title")}
      </Title>
      <ul className={classes.sentences}>
        {missing.map(({ fact, label, kinds, sources }) => (
          <li key={fact}>
            <Text>{label}</Text>
            <Text size="sm" c="dimmed">
              {kinds.length > 0 && `${t("missing.kinds", { kinds: format.list(kinds.map(words.kindLabel)) })} `}
              {sources.length > 0 ? t("missing.sources", { sources: format.list(sources) }) : t("missing.no_source")}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}
