import { Group, Pagination, Skeleton, Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import classes from "./Account.module.css";
import { AccountNav } from "./AccountNav";
import { auditQuery, ENTRIES } from "./queries";

const route = getRouteApi("/account/audit");

export function AuditPage() {
  const { t } = useTranslation("account");
  const format = useFormats();
  const navigate = route.useNavigate();
  const page = Math.max(1, Math.floor(Number(route.useSearch().page)) || 1);
  const query = useQuery(auditQuery(page));
  const turn = (to: number) => void navigate({ search: (previous) => ({ ...previous, page: to === 1 ? undefined : String(to) }) });
  return (
    <>
      <AccountNav />
      <PageTitle title={t("audit.title")} subtitle={t("audit.intro")} />
      <Loaded query={query} skeleton={<Skeleton h={480} />}>
        {(entries) =>
          entries.total === 0 ? (
            <EmptyState icon={IconHistory} title={t("audit.none_title")}>
              {t("audit.none_text")}
            </EmptyState>
          ) : (
            <>
              <Table.ScrollContainer
                minWidth={760}
                className={classes.table}
                scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("audit.title") } }}
              >
                <Table aria-label={t("audit.title")}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t("audit.at")}</Table.Th>
                      <Table.Th>{t("audit.actor")}</Table.Th>
                      <Table.Th>{t("audit.action")}</Table.Th>
                      <Table.Th>{t("audit.subject")}</Table.Th>
                      <Table.Th>{t("audit.detail")}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {entries.items.map((entry) => (
                      <Table.Tr key={entry.id}>
                        <Table.Td className={classes.nowrap}>{format.instant(entry.at)}</Table.Td>
                        <Table.Td>{entry.actor}</Table.Td>
                        <Table.Td className={classes.nowrap}>{entry.action}</Table.Td>
                        <Table.Td style={{ overflowWrap: "anywhere" }}>{entry.subject}</Table.Td>
                        <Table.Td style={{ overflowWrap: "anywhere" }}>{entry.detail}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <Group justify="space-between" mt="sm">
                <Text size="sm" c="dimmed" role="status">
                  {t("audit.range", {
                    from: format.number(entries.offset + 1),
                    to: format.number(entries.offset + entries.items.length),
                    total: format.number(entries.total),
                  })}
                </Text>
                {entries.total > ENTRIES && (
                  <Pagination
                    size="sm"
                    total={Math.ceil(entries.total / ENTRIES)}
                    value={page}
                    onChange={turn}
                    aria-label={t("audit.pages")}
                    getItemProps={(number) => ({ "aria-label": t("audit.page", { page: format.number(number) }) })}
                    getControlProps={(control) => ({ "aria-label": t(control === "next" ? "audit.next" : "audit.previous") })}
                  />
                )}
              </Group>
            </>
          )
        }
      </Loaded>
    </>
  );
}
