import { Alert, Skeleton, Table, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Weights } from "../../api/contract";
import { errorText } from "../../components/notifyError";
import { useFormats } from "../../format/useFormats";
import classes from "./Policy.module.css";
import { rankingQuery } from "./queries";
import { RankRow } from "./RankRow";

const DEBOUNCE_MS = 300;

/** The opportunities that would come first with these weights, and where they are now. */
export function Ranking({ weights }: { weights: Weights }) {
  const { t } = useTranslation("policy");
  const format = useFormats();
  const [asked] = useDebouncedValue(weights, DEBOUNCE_MS);
  const query = useQuery(rankingQuery(asked));
  const items = query.data?.items;
  const isStale = asked !== weights || query.isPlaceholderData;
  const up = items?.filter(({ rank, rank_now: now }) => rank < now).length ?? 0;
  const down = items?.filter(({ rank, rank_now: now }) => rank > now).length ?? 0;
  const number = (count: number) => format.number(count, 0);
  return (
    <section aria-labelledby="ranking" className={classes.ranking}>
      <Title order={3} id="ranking">
        {t("ranking.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs" role="status" aria-label={t("ranking.summary")} aria-busy={isStale}>
        {items && (up + down === 0 ? t("ranking.same") : t("ranking.moves", { up: number(up), down: number(down) }))}
      </Text>
      {query.error && <Alert color="red">{errorText(query.error)}</Alert>}
      {!items && !query.error && <Skeleton h={320} />}
      {items && (
        <Table.ScrollContainer minWidth={420} className={isStale ? classes.stale : undefined} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-labelledby": "ranking" } }}>
          <Table fz="sm" aria-labelledby="ranking">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("ranking.then")}</Table.Th>
                <Table.Th>{t("ranking.now")}</Table.Th>
                <Table.Th>{t("ranking.opportunity")}</Table.Th>
                <Table.Th ta="right">{t("ranking.score")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((item) => (
                <RankRow key={item.opportunity.id} item={item} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}
