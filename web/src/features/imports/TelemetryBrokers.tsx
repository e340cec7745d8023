import { Paper, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TelemetryBroker } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

const NUMBERS = ["messages", "readings", "rejected", "rebirths_asked"] as const;

/** The brokers this server listens to: whether each is connected, else why not. */
export function TelemetryBrokers({ brokers }: { brokers: TelemetryBroker[] }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const label = t("telemetry.brokers.label");
  return (
    <Paper p="md">
      <Text fw={600}>{t("telemetry.brokers.title")}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t("telemetry.brokers.intro")}
      </Text>
      <Table.ScrollContainer minWidth={680} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": label } }}>
        <Table aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("telemetry.brokers.broker")}</Table.Th>
              <Table.Th>{t("telemetry.brokers.state")}</Table.Th>
              {NUMBERS.map((name) => (
                <Table.Th key={name} ta="right">
                  {name === "rejected" ? t("telemetry.rejected") : t(`telemetry.brokers.${name}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {brokers.map((broker) => (
              <Table.Tr key={broker.name}>
                <Table.Td>
                  {broker.name}
                  <Text size="sm" c="dimmed">
                    {broker.place}
                  </Text>
                </Table.Td>
                <Table.Td>
                  {broker.connected_since
                    ? t("telemetry.brokers.connected", { instant: format.instant(broker.connected_since) })
                    : t("telemetry.brokers.not_connected")}
                  {broker.problem && (
                    <Text size="sm" c="dimmed">
                      {broker.problem}
                    </Text>
                  )}
                  {broker.last_rejected && (
                    <Text size="sm" c="dimmed">
                      {t("telemetry.brokers.last_rejected", { text: broker.last_rejected })}
                    </Text>
                  )}
                </Table.Td>
                {NUMBERS.map((name) => (
                  <Table.Td key={name} ta="right">
                    {format.number(broker[name], 0)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
