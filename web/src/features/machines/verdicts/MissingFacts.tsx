import { Alert, Text } from "@mantine/core";
import { IconHelp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import { useMay } from "../../../api/session";
import { AnchorLink } from "../../../components/AnchorLink";
import { shortFactLabel } from "../../../components/evidenceWords";
import { useFormats } from "../../../format/useFormats";

interface Props {
  missing: readonly string[];
}

/** What would have to be known for an answer, and which kind of list says it. */
export function MissingFacts({ missing }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const words = useWords();
  const may = useMay();
  const kinds = [...new Set(missing.flatMap((fact) => words.fact(fact)?.kinds ?? []))].map((kind) => words.kindLabel(kind));
  return (
    <Alert variant="light" color="gray" mb="xs" icon={<IconHelp size={18} stroke={1.6} aria-hidden />} title={t("verdict.missing", { count: missing.length })}>
      <Text component="ul" m={0} pl="md" size="sm">
        {missing.map((fact) => (
          <li key={fact} title={words.factLabel(fact)}>
            {shortFactLabel(words, fact)}
          </li>
        ))}
      </Text>
      {kinds.length > 0 && (
        <Text size="sm" mt={4}>
          {t("verdict.found_in", { kinds: format.list(kinds) })}{" "}
          {may("import") && (
            <AnchorLink to="/imports" inherit underline="always">
              {t("verdict.import")}
            </AnchorLink>
          )}
        </Text>
      )}
    </Alert>
  );
}
