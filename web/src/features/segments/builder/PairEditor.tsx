import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ComparedEditor } from "./ComparedEditor";
import type { EditorProps } from "./editing";

/** From where to where. */
export function PairEditor({ value, onChange, label, error, ...rest }: EditorProps) {
  const { t } = useTranslation("segments");
  const [from, to]: unknown[] = Array.isArray(value) ? value : [null, null];
  return (
    <>
      <ComparedEditor {...rest} facts={false} error={error} label={t("builder.from", { label })} value={from} onChange={(next) => onChange([next, to ?? null])} />
      <Text span size="sm">
        {t("builder.and_word")}
      </Text>
      <ComparedEditor {...rest} facts={false} error={null} label={t("builder.to", { label })} value={to} onChange={(next) => onChange([from ?? null, next])} />
    </>
  );
}
