import { List, Paper, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReplaySide } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";

interface Props {
  sides: readonly ReplaySide[];
  within: number;
}

/** What the figures do not say by themselves: until when something is known, what is open, what was missing. */
export function Notes({ sides, within }: Props) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  const of = (side: ReplaySide): string[] => {
    const { outcome, known_until: until, open, from_the_first_day: first, unknown } = side;
    const notes: string[] = [];
    if (outcome !== null) notes.push(until === null ? t("notes.not_known") : t(`notes.known.${outcome}`, { day: format.day(until) }));
    if (outcome !== null && open > 0) notes.push(t("notes.open", { count: open, number: number(open), within: number(within) }));
    if (first > 0) notes.push(t("notes.first_day", { count: first, number: number(first) }));
    if (unknown > 0) notes.push(t("notes.unknown", { share: format.percent(unknown, 1) }));
    return sides.length > 1 ? notes.map((note) => t("notes.of_version", { version: String(side.version), note })) : notes;
  };
  return (
    <Paper p="md" component="section" aria-labelledby="notes">
      <Title order={3} id="notes" mb="xs">
        {t("notes.heading")}
      </Title>
      <List spacing={4} pr="md">
        {[...sides.flatMap(of), t("notes.later"), t("notes.undated"), t("notes.hits")].map((note) => (
          <List.Item key={note}>{note}</List.Item>
        ))}
      </List>
    </Paper>
  );
}
