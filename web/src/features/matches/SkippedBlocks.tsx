import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";

const BLOCK = /^rule (\d+), `(.*)`: (\d+) pairs$/s;

/** Groups of records too large to be compared one with each other: said, so that nobody takes the queue for complete. */
export function SkippedBlocks({ skipped }: { skipped: readonly string[] }) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const said = (block: string) => {
    const [, , value, pairs] = BLOCK.exec(block) ?? [];
    return value === undefined || pairs === undefined ? block : t("skipped.one", { value, pairs: format.number(Number(pairs), 0) });
  };
  return (
    <Text component="details" size="xs" c="dimmed">
      <summary>{t("skipped.title", { count: skipped.length, number: format.number(skipped.length, 0) })}</summary>
      <ul style={{ margin: 0, paddingInlineStart: "1.25rem", overflowWrap: "anywhere" }}>
        {skipped.map((block) => (
          <li key={block}>{said(block)}</li>
        ))}
      </ul>
    </Text>
  );
}
