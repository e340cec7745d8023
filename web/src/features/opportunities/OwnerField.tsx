import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useMay, useSession } from "../../api/session";
import { useChange } from "./changes";
import { OwnerSelect } from "./OwnerSelect";

interface Props {
  opportunity: OpportunityRow;
  disabled: boolean;
}

/** Managers give opportunities to anyone; others can only take one that is nobody's. */
export function OwnerField({ opportunity, disabled }: Props) {
  const { t } = useTranslation("opportunities");
  const may = useMay();
  const { account } = useSession();
  const change = useChange();
  const givesAway = may("work_all");
  return (
    <OwnerSelect
      label={t("field.owner")}
      readOnly={disabled || (!givesAway && opportunity.owner === account.name)}
      only={givesAway ? undefined : [account.name]}
      value={opportunity.owner}
      onChange={(owner) => {
        if (owner && owner !== opportunity.owner) change.mutate({ row: opportunity, change: { owner } });
      }}
    />
  );
}
