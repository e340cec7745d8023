import { useTranslation } from "react-i18next";
import type { OpportunityDetail } from "../../api/contract";
import { useSession } from "../../api/session";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import classes from "./OpportunityView.module.css";
import { ValueOrigin } from "./ValueOrigin";

interface Props {
  opportunity: OpportunityDetail;
}

export function Figures({ opportunity }: Props) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const { today } = useSession();
  return (
    <dl className={classes.figures}>
      <div>
        <dt>{t("field.value")}</dt>
        <dd>
          <Money value={opportunity.value_eur} />
        </dd>
        <ValueOrigin opportunity={opportunity} />
      </div>
      <div>
        <dt>{t("field.priority")}</dt>
        <dd>{format.number(opportunity.score, 0)}</dd>
      </div>
      <div>
        <dt>{t("field.opened")}</dt>
        <dd title={format.daysFrom(opportunity.opened_on, today)}>{format.day(opportunity.opened_on)}</dd>
      </div>
    </dl>
  );
}
