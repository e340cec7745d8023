import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerDraft } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import classes from "./Versions.module.css";

/** What a version settles besides its condition: how long a hit stays open, the rest after it, what telemetry is used for. */
export function Course({ draft }: { draft: TriggerDraft }) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const { keep, rest_days: rest, purpose } = draft;
  const said = [
    { id: "keep", text: keep?.trim() ?? "" },
    { id: "rest_days", text: rest > 0 ? t("difference.days", { count: rest, number: format.number(rest, 0) }) : "" },
    { id: "purpose", text: purpose ? t(`difference.purpose.${purpose}`) : "" },
  ] as const;
  return said
    .filter(({ text }) => text !== "")
    .map(({ id, text }) => (
      <Text key={id} size="sm" mt="sm" component="div">
        {t(`difference.field.${id}`)}:{" "}
        <span className={id === "keep" ? `${classes.condition} ${classes.said}` : undefined}>{text}</span>
      </Text>
    ));
}
