import { Badge, Group, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MatchDetail } from "../../api/contract";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";
import { likelihood } from "./likelihood";
import { contextOf } from "./pairs";
import { Reasons } from "./Reasons";

/** Which two, how likely they are one, what hangs on it and what an answer does. */
export function PairHead({ pair }: { pair: MatchDetail }) {
  const { t } = useTranslation("matches");
  const format = useFormats();
  const { kept, joined, probability } = pair;
  const context = contextOf(pair.about);
  return (
    <>
      <Group gap="0.375rem 0.75rem" mb={4}>
        <Title order={2}>{t("pair.title", { kept: kept.name, joined: joined.name })}</Title>
        <Badge variant="light" radius="sm" tt="none" fw={600}>
          {t("pair.probability", { context, percent: likelihood(probability, format) })}
        </Badge>
        {pair.later && (
          <Badge variant="outline" color="gray" radius="sm" tt="none" fw={500}>
            {t("queue.is_later")}
          </Badge>
        )}
      </Group>
      {pair.value_eur !== null && (
        <Text size="sm" mb={4}>
          {t("pair.stake", { context })}{" "}
          <Text span inherit fw={600}>
            <Money value={pair.value_eur} />
          </Text>
        </Text>
      )}
      <Reasons pair={pair} />
      <Text size="sm" c="dimmed" maw="52rem" mb="md">
        {t("pair.keeps", { context, kept: kept.name, joined: joined.name })}
      </Text>
    </>
  );
}
