import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TriggerDraft } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { staleTexts } from "./stale";

interface Props {
  /** What it said before: the version in force, and the one that is gone on with. */
  before: readonly TriggerDraft[];
  after: TriggerDraft;
}

/** Warns of words that a changed threshold made wrong; nobody else reads them before customers' machines are judged by them. */
export function StaleTexts({ before, after }: Props) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const stale = staleTexts(before, after);
  if (stale.length === 0) return null;
  return (
    <Alert color="amber" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} title={t("stale.heading")}>
      {stale.map(({ text, languages, name, old, now }) => (
        <div key={`${text} ${name} ${old}`}>
          {t(`stale.${text}`, { languages: format.list(languages.map((of) => LANGUAGE_NAMES[of])), name, old: format.number(old, 6), now: format.number(now, 6) })}
        </div>
      ))}
    </Alert>
  );
}
