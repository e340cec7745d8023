import { useTranslation } from "react-i18next";

const TOPICS = ["contracts", "maintenance", "modernization", "parts", "service"] as const;

/** A topic in words; one of a company's own campaign is called as it is there, `null` stands for all. */
export function useTopicName(): (topic: string | null) => string {
  const { t } = useTranslation("contacts");
  return (topic) => {
    if (topic === null) return t("topic.all");
    const known = TOPICS.find((of) => of === topic);
    return known === undefined ? topic : t(`topic.${known}`);
  };
}
