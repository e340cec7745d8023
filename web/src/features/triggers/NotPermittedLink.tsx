import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useSumText } from "../../components/useSumText";
import { useFormats } from "../../format/useFormats";

/** Machines the trigger says nothing of because their users have not agreed to the use of their data; nothing where there are none. */
export function NotPermittedLink({ trigger }: { trigger: TriggerRow }) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const sum = useSumText();
  if (trigger.not_permitted === 0) return null;
  return (
    <AnchorLink size="sm" to="/data-use">
      {t("not_permitted", { count: trigger.not_permitted, number: format.number(trigger.not_permitted, 0), value: sum(trigger.not_permitted_eur, trigger.not_permitted) })}
    </AnchorLink>
  );
}
