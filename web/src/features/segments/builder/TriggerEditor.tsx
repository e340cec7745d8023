import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { EditorProps } from "./editing";
import { ReferenceChoice } from "./ReferenceChoice";

/** Other triggers than the one that is edited. */
export function TriggerEditor({ own, ...props }: EditorProps & { own: string | null }) {
  const { t } = useTranslation("segments");
  const { catalogue } = useWords();
  return (
    <ReferenceChoice
      {...props}
      placeholder={t("builder.choose_triggers")}
      nothingFound={t("builder.no_trigger")}
      offered={catalogue.triggers.filter((trigger) => trigger.id !== own).map((trigger) => ({ value: trigger.id, label: trigger.title }))}
    />
  );
}
