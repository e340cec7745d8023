import { Button, List, Paper, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TelemetryStatus } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

const SHOWN = 10;

/** Senders nobody knows. Their readings are kept and drawn once a list names the machine. */
export function Quarantine({ senders }: { senders: TelemetryStatus["quarantine"] }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const [all, setAll] = useState(false);
  return (
    <Paper p="md">
      <Text fw={600}>{t("telemetry.quarantine", { count: senders.length, number: format.number(senders.length, 0) })}</Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t("telemetry.quarantine_text")}
      </Text>
      <List size="sm">
        {(all ? senders : senders.slice(0, SHOWN)).map((sender) => (
          <List.Item key={`${sender.source} ${sender.name}`}>
            {[sender.name, sender.source, sender.since && t("telemetry.since", { instant: format.instant(sender.since) })].filter(Boolean).join(" · ")}
          </List.Item>
        ))}
      </List>
      {!all && senders.length > SHOWN && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setAll(true)}>
          {t("telemetry.show_all", { number: format.number(senders.length, 0) })}
        </Button>
      )}
    </Paper>
  );
}
