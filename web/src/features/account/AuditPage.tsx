import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/EmptyState";
import { ErrorState } from "../../components/ErrorState";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { AccountNav } from "./AccountNav";
import { AuditTable } from "./AuditTable";
import { auditQuery } from "./queries";

export function AuditPage() {
  const { t } = useTranslation("account");
  const { t: components } = useTranslation("components");
  const format = useFormats();
  const query = useInfiniteQuery(auditQuery);
  const entries = query.data?.pages.flatMap((page) => page.items);
  const total = query.data?.pages.at(-1)?.total ?? 0;
  return (
    <>
      <AccountNav />
      <PageTitle title={t("audit.title")} subtitle={t("audit.intro")} />
      {entries === undefined ? (
        query.error ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton h={480} role="status" aria-label={components("loading")} />
        )
      ) : entries.length === 0 ? (
        <EmptyState icon={IconHistory} title={t("audit.none_title")}>
          {t("audit.none_text")}
        </EmptyState>
      ) : (
        <>
          <AuditTable entries={entries} />
          <Group justify="space-between" mt="sm">
            <Text size="sm" c="dimmed" role="status">
              {t("audit.shown", { shown: format.number(entries.length), total: format.number(total) })}
            </Text>
            {query.hasNextPage && (
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("audit.older")}
              </Button>
            )}
          </Group>
        </>
      )}
    </>
  );
}
