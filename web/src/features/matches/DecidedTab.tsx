import { Button, Group, Skeleton } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { DecidedTable } from "./DecidedTable";
import { historyQuery } from "./queries";

/** What was decided, by whom, and the way to take it back. */
export function DecidedTab() {
  const { t } = useTranslation("matches");
  const query = useInfiniteQuery(historyQuery);
  return (
    <Loaded query={query} skeleton={<Skeleton h={420} />}>
      {({ pages }) => {
        const entries = pages.flat();
        if (entries.length === 0) {
          return (
            <EmptyState icon={IconHistory} title={t("decided.none_title")}>
              {t("decided.none_text")}
            </EmptyState>
          );
        }
        return (
          <>
            <DecidedTable entries={entries} />
            {query.hasNextPage && (
              <Group justify="flex-end" mt="sm">
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t("decided.older")}
                </Button>
              </Group>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
