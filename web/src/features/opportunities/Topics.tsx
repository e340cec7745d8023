import { useTranslation } from "react-i18next";
import type { OpportunityRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Conversation.module.css";

/** What else there is to talk about with it: "+ 2 weitere Themen · 12.000 €"; nothing where there is nothing. */
export function Topics({ row }: { row: OpportunityRow }) {
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  if (row.topics === 0) return null;
  const topics = t("topics.more", { count: row.topics, number: format.number(row.topics, 0) });
  // What has no price has no sum.
  return <span className={classes.topics}>{row.topics_value_eur > 0 ? t("topics.more_value", { topics, value: format.moneyShort(row.topics_value_eur) }) : topics}</span>;
}
