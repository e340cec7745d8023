import { Paper, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { TelemetrySource } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { AssignedSenders } from "./AssignedSenders";
import classes from "./Imports.module.css";
import { Quarantine } from "./Quarantine";
import { telemetryStatusQuery } from "./queries";
import { TelemetryBrokers } from "./TelemetryBrokers";

const REASONS = ["unreadable", "no_sender", "future", "too_old", "impossible", "unit", "no_birth"] as const;

/** Where readings come from and what became of each of them. Who has none sees nothing of it. */
export function TelemetrySources() {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const { data } = useQuery(telemetryStatusQuery);
  if (!data || data.sources.length + data.brokers.length === 0) return null;
  const number = (value: number) => format.number(value, 0);
  const rejected = (source: TelemetrySource) =>
    REASONS.filter((reason) => source.rejected[reason]).map((reason) =>
      t(`telemetry.reason.${reason}`, { count: source.rejected[reason], number: number(source.rejected[reason] ?? 0) }),
    );
  const label = t("telemetry.by_source");
  return (
    <section aria-labelledby="telemetry">
      <Title order={2} id="telemetry" mt="md">
        {t("telemetry.title")}
      </Title>
      <Text c="dimmed" size="sm" mb="xs">
        {t("telemetry.intro")}
      </Text>
      <Stack gap="sm">
        {data.brokers.length > 0 && <TelemetryBrokers brokers={data.brokers} />}
        {data.sources.length > 0 && (
          <Paper p="md">
            <Table.ScrollContainer minWidth={680} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": label } }}>
              <Table aria-label={label}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t("telemetry.source")}</Table.Th>
                    {(["received", "stored", "duplicate", "late", "waiting"] as const).map((name) => (
                      <Table.Th key={name} ta="right">
                        {t(`telemetry.${name}`)}
                      </Table.Th>
                    ))}
                    <Table.Th>{t("telemetry.rejected")}</Table.Th>
                    <Table.Th>{t("telemetry.newest")}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.sources.map((source) => (
                    <Table.Tr key={source.name}>
                      <Table.Td>{source.name}</Table.Td>
                      {(["received", "stored", "duplicate", "late", "waiting"] as const).map((name) => (
                        <Table.Td key={name} ta="right">
                          {number(source[name])}
                        </Table.Td>
                      ))}
                      <Table.Td>
                        {rejected(source).map((text) => (
                          <div key={text}>{text}</div>
                        ))}
                        {source.expired > 0 && (
                          <Text size="sm" c="dimmed">
                            {t("telemetry.expired", { count: source.expired, number: number(source.expired) })}
                          </Text>
                        )}
                        {source.contradicting > 0 && (
                          <Text size="sm" c="dimmed">
                            {t("telemetry.contradicting", { count: source.contradicting, number: number(source.contradicting) })}
                          </Text>
                        )}
                      </Table.Td>
                      <Table.Td className={classes.nowrap}>{source.newest && format.instant(source.newest)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </Paper>
        )}
        {data.assigned.length > 0 && <AssignedSenders senders={data.assigned} />}
        {data.quarantine.length > 0 && <Quarantine senders={data.quarantine} />}
      </Stack>
    </section>
  );
}
