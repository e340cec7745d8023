import { Button, Paper, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TelemetryStatus } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { useSenders } from "./senders";

/** Senders of which a person said what they are; that can be taken back. */
export function AssignedSenders({ senders }: { senders: TelemetryStatus["assigned"] }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const may = useMay();
  const { release } = useSenders();
  const title = t("telemetry.assigned_senders");
  return (
    <Paper p="md">
      <Text fw={600} mb="xs">
        {title}
      </Text>
      <Table.ScrollContainer minWidth={560} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": title } }}>
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("telemetry.sender")}</Table.Th>
              <Table.Th>{t("telemetry.machine")}</Table.Th>
              <Table.Th>{t("telemetry.said")}</Table.Th>
              {may("match") && (
                <Table.Th>
                  <span className="visually-hidden">{t("telemetry.release")}</span>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {senders.map(({ device, name, machine, serial_number: serial, by, at }) => (
              <Table.Tr key={device}>
                <Table.Td fw={500}>{name}</Table.Td>
                <Table.Td>
                  {machine === null ? (
                    t("telemetry.no_machine")
                  ) : serial === null ? (
                    t("telemetry.machine_gone")
                  ) : (
                    <AnchorLink inherit to="/machines/$id" params={{ id: machine }} search={{ tab: "telemetry" }}>
                      {serial}
                    </AnchorLink>
                  )}
                </Table.Td>
                <Table.Td>{t("telemetry.said_by", { name: by, instant: format.instant(at) })}</Table.Td>
                {may("match") && (
                  <Table.Td>
                    <Button size="compact-sm" variant="subtle" onClick={() => release.mutate(device)} aria-label={t("telemetry.release_of", { name })}>
                      {t("telemetry.release")}
                    </Button>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
