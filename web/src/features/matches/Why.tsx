import { Paper, Text, Title } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { MatchDetail } from "../../api/contract";
import { Waterfall } from "./Waterfall";

/** Why the two might be one machine, point by point; nothing where the server has no comparison of them. */
export function Why({ pair }: { pair: MatchDetail }) {
  const { t } = useTranslation("matches");
  const id = useId();
  if (pair.steps.length === 0) return null;
  return (
    <Paper p="md" component="section" aria-labelledby={id}>
      <Title order={2} id={id} mb={4}>
        {t("why.title")}
      </Title>
      <Waterfall pair={pair} />
      <Text size="sm" c="dimmed" mt="sm" maw="52rem">
        {t("why.points")}
      </Text>
    </Paper>
  );
}
