import { Button, Skeleton, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ConnectorRow, ConnectorRun, Page } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { ErrorState } from "../../components/ErrorState";
import { useFormats } from "../../format/useFormats";
import classes from "./Imports.module.css";
import { useRunText } from "./useRunText";

/** The pulls of a connector, newest first. */
export function ConnectorRuns({ connector }: { connector: ConnectorRow }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const { outcome } = useRunText();
  const query = useInfiniteQuery({
    queryKey: ["connectors", connector.name, "runs"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ConnectorRun>>(
        `/connectors/${encodeURIComponent(connector.name)}/runs`,
        { limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      ),
    getNextPageParam: (page) => page.next,
  });
  if (query.error) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data === undefined) return <Skeleton h={120} mt="sm" />;
  const runs = query.data.pages.flatMap((page) => page.items);
  if (runs.length === 0) return <Text mt="sm">{t("connectors.never")}</Text>;
  const label = t("connectors.history_of", { name: connector.name });
  return (
    <>
      <Table.ScrollContainer minWidth={620} mt="sm" scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": label } }}>
        <Table aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("connectors.last")}</Table.Th>
              <Table.Th>{t("connectors.asked_by")}</Table.Th>
              <Table.Th ta="right">{connector.kind === "inbox" ? t("connectors.files") : t("connectors.read")}</Table.Th>
              <Table.Th>{t("connectors.what")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {runs.map((run) => (
              <Table.Tr key={run.id}>
                <Table.Td className={classes.nowrap}>{format.instant(run.started_at)}</Table.Td>
                <Table.Td>
                  {run.asked_by === "schedule" || run.asked_by === "command line" ? t(`connectors.asked.${run.asked_by === "schedule" ? "schedule" : "command"}`) : run.asked_by}
                  {run.whole && connector.kind !== "inbox" && (
                    <Text size="xs" c="dimmed">
                      {t("connectors.whole")}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td ta="right">{format.number(run.read)}</Table.Td>
                <Table.Td>
                  {outcome(run)}
                  {run.batch !== null && (
                    <>
                      {" · "}
                      <AnchorLink to="/imports/batches/$id" params={{ id: String(run.batch) }}>
                        {t("connectors.batch", { id: run.batch })}
                      </AnchorLink>
                    </>
                  )}
                  {run.error && (
                    <Text size="xs" c="red" style={{ overflowWrap: "anywhere" }}>
                      {run.error}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {query.hasNextPage && (
        <Button variant="subtle" size="xs" mt="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("connectors.older")}
        </Button>
      )}
    </>
  );
}
