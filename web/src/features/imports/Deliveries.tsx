import { Skeleton, Table, Text, Title } from "@mantine/core";
import { IconPackageImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import { AnchorLink } from "../../components/AnchorLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import { BatchState } from "./BatchState";
import classes from "./Imports.module.css";
import { batchesQuery } from "./queries";

export function Deliveries() {
  const { t } = useTranslation("imports");
  const { kindLabel } = useWords();
  const format = useFormats();
  const query = useQuery(batchesQuery);
  return (
    <section>
      <Title order={2} mb="xs">
        {t("deliveries.title")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={220} />}>
        {(batches) =>
          batches.length === 0 ? (
            <EmptyState icon={IconPackageImport} title={t("deliveries.none_title")} order={3}>
              {t("deliveries.none_text")}
            </EmptyState>
          ) : (
            <Table.ScrollContainer
              minWidth={860}
              className={classes.table}
              scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("deliveries.title") } }}
            >
              <Table highlightOnHover aria-label={t("deliveries.title")}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th ta="right">{t("deliveries.number")}</Table.Th>
                    <Table.Th>{t("deliveries.origin")}</Table.Th>
                    <Table.Th>{t("deliveries.kinds")}</Table.Th>
                    <Table.Th>{t("deliveries.delivered")}</Table.Th>
                    <Table.Th>{t("deliveries.imported")}</Table.Th>
                    <Table.Th ta="right">{t("deliveries.rows")}</Table.Th>
                    <Table.Th ta="right">{t("deliveries.problems")}</Table.Th>
                    <Table.Th>{t("deliveries.state")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {batches.map((batch) => (
                    <Table.Tr key={batch.id} c={batch.state === "taken_back" ? "dimmed" : undefined}>
                      <Table.Td ta="right">{format.number(batch.id)}</Table.Td>
                      <Table.Td>
                        <AnchorLink
                          to="/imports/batches/$id"
                          params={{ id: String(batch.id) }}
                          fw={600}
                          aria-label={t("deliveries.open", { id: batch.id, origin: batch.origin })}
                        >
                          {batch.origin}
                        </AnchorLink>
                        <Text size="xs" c="dimmed">
                          {batch.sources.join(", ")}
                        </Text>
                      </Table.Td>
                      <Table.Td>{format.list(batch.kinds.map(kindLabel))}</Table.Td>
                      <Table.Td className={classes.nowrap}>{format.day(batch.delivered_on)}</Table.Td>
                      <Table.Td className={classes.nowrap}>{format.instant(batch.imported_at)}</Table.Td>
                      <Table.Td ta="right">{format.number(batch.rows)}</Table.Td>
                      <Table.Td ta="right">{format.number(batch.problems)}</Table.Td>
                      <Table.Td>
                        <BatchState state={batch.state} />
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
    </section>
  );
}
