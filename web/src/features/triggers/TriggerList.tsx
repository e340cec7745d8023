import { Paper } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { TriggerListItem } from "./TriggerListItem";
import classes from "./TriggerList.module.css";

/** The most valuable first: that is where a sales team begins. */
export function TriggerList({ triggers }: { triggers: TriggerRow[] }) {
  const { t } = useTranslation("triggers");
  const sorted = [...triggers].sort((a, b) => b.value_eur - a.value_eur || a.title.localeCompare(b.title));
  return (
    <Paper className={classes.frame}>
      <div className={classes.head} aria-hidden>
        <span>{t("list.trigger")}</span>
        <span className={classes.right}>{t("hits")}</span>
        <span className={classes.right}>{t("value")}</span>
        <span className={classes.right}>{t("unknown")}</span>
        <span>{t("list.trend")}</span>
      </div>
      <ul className={classes.list}>
        {sorted.map((trigger) => (
          <TriggerListItem key={trigger.id} trigger={trigger} />
        ))}
      </ul>
    </Paper>
  );
}
