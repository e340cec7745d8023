import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import { CountAndWorth } from "../parts/CountAndWorth";
import { ReportTable } from "../parts/ReportTable";
import { SubHeading } from "../parts/SubHeading";
import { useReport } from "../reportContext";
import { useNames } from "../useNames";

const SHOWN = 5;

/** Fields that decide a trigger only when all of them are filled. */
export function Together() {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const names = useNames();
  const { together, together_more: more } = useReport().view.result.gaps;
  if (together.length === 0) return null;
  return (
    <>
      <SubHeading title={t("gaps.together")} subtitle={t("gaps.together_text")} />
      <ReportTable
        label={t("gaps.together")}
        rows={together}
        shown={SHOWN}
        keyOf={({ freed }) => freed.id}
        columns={[
          { id: "facts", title: t("gaps.fields"), cell: ({ facts }) => format.list(facts.map(names.fact)) },
          { id: "campaign", title: t("campaigns.campaign"), kind: "text", cell: ({ campaign }) => names.campaign(campaign) },
          {
            id: "freed",
            title: t("gaps.freed_together"),
            help: together[0]?.freed.id,
            kind: "number",
            cell: ({ freed }) => <CountAndWorth figure={freed} />,
          },
        ]}
      />
      {more > 0 && (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          {t("gaps.together_more", { count: more, number: format.number(more, 0) })}
        </Text>
      )}
    </>
  );
}
