import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useChange } from "./changes";
import { OwnerSelect } from "./OwnerSelect";

interface Props {
  opportunity: OpportunityRow;
  disabled: boolean;
}

export function OwnerField({ opportunity, disabled }: Props) {
  const { t } = useTranslation("opportunities");
  const change = useChange();
  return (
    <OwnerSelect
      label={t("field.owner")}
      readOnly={disabled}
      value={opportunity.owner}
      onChange={(owner) => {
        if (owner && owner !== opportunity.owner) change.mutate({ row: opportunity, change: { owner } });
      }}
    />
  );
}
