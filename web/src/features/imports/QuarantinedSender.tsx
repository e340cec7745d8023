import { Button, Group, Table, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TelemetryStatus } from "../../api/contract";
import { errorText } from "../../components/notifyError";
import { useFormats } from "../../format/useFormats";
import { useSenders } from "./senders";

interface Props {
  sender: TelemetryStatus["quarantine"][number];
  mayAssign: boolean;
}

/** A sender that waits: which machine it is, or that it is none. */
export function QuarantinedSender({ sender, mayAssign }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const { assign } = useSenders();
  const [serial, setSerial] = useState("");
  const { device, name } = sender;
  return (
    <Table.Tr>
      <Table.Td fw={500}>{name}</Table.Td>
      <Table.Td>{sender.source}</Table.Td>
      <Table.Td>{sender.since && format.instant(sender.since)}</Table.Td>
      {mayAssign && (
        <Table.Td>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (serial.trim()) assign.mutate({ device, machine: serial.trim() });
            }}
          >
            <Group gap="xs" align="flex-start" wrap="nowrap">
              <TextInput
                size="xs"
                value={serial}
                onChange={(event) => setSerial(event.currentTarget.value)}
                placeholder={t("telemetry.serial")}
                aria-label={t("telemetry.serial_of", { name })}
                error={assign.isError && assign.variables.machine !== null ? errorText(assign.error) : undefined}
              />
              <Button type="submit" size="xs" disabled={!serial.trim()} loading={assign.isPending}>
                {t("telemetry.assign")}
              </Button>
              <Button size="xs" variant="subtle" onClick={() => assign.mutate({ device, machine: null })} aria-label={t("telemetry.no_machine_of", { name })}>
                {t("telemetry.no_machine")}
              </Button>
            </Group>
          </form>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
