import { Button, Paper, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TelemetryStatus } from "../../api/contract";
import { useMay } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import { QuarantinedSender } from "./QuarantinedSender";

const SHOWN = 10;

/** Senders nobody knows. Their readings are kept, and drawn once a list names the machine or a person says which it is. */
export function Quarantine({ senders }: { senders: TelemetryStatus["quarantine"] }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const may = useMay();
  const [all, setAll] = useState(false);
  const title = t("telemetry.quarantine", { count: senders.length, number: format.number(senders.length, 0) });
  return (
    <Paper p="md">
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t("telemetry.quarantine_text")}
      </Text>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": title } }}>
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("telemetry.sender")}</Table.Th>
              <Table.Th>{t("telemetry.source")}</Table.Th>
              <Table.Th>{t("telemetry.first")}</Table.Th>
              {may("match") && <Table.Th>{t("telemetry.is_machine")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {(all ? senders : senders.slice(0, SHOWN)).map((sender) => (
              <QuarantinedSender key={sender.device} sender={sender} mayAssign={may("match")} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {!all && senders.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAll(true)}>
          {t("telemetry.show_all", { number: format.number(senders.length, 0) })}
        </Button>
      )}
    </Paper>
  );
}
