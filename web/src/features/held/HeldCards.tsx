import { Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { HeldHit } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { ScoreBadge } from "../../components/ScoreBadge";
import { useFormats } from "../../format/useFormats";
import classes from "./Held.module.css";
import { HeldReason } from "./HeldReason";

/** The table on a phone. */
export function HeldCards({ hits }: { hits: readonly HeldHit[] }) {
  const { t } = useTranslation("held");
  const format = useFormats();
  return (
    <Stack component="ul" gap="xs" className={classes.cards} aria-label={t("tab.hits")}>
      {hits.map((hit) => (
        <Paper component="li" p="sm" key={`${hit.machine.id} ${hit.trigger}`}>
          <Group gap="xs" wrap="nowrap" justify="space-between" align="flex-start">
            <div>
              <AnchorLink to="/machines/$id" params={{ id: hit.machine.id }} search={{ tab: "verdicts", trigger: hit.trigger }} fw={600}>
                {hit.machine.serial_number}
              </AnchorLink>
              <Text size="sm" c="dimmed">
                {hit.machine.customer_name ?? t("no_customer")}
              </Text>
            </div>
            <ScoreBadge score={hit.score} />
          </Group>
          <Text size="sm">{hit.title}</Text>
          <HeldReason held={hit.held} />
          <Group gap="xs" justify="space-between" mt={4}>
            <Text size="sm" c="dimmed">
              {hit.held.until === null ? t("open_end") : t("until", { day: format.day(hit.held.until) })}
            </Text>
            <Text span fw={600}>
              <Money value={hit.value_eur} />
            </Text>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
