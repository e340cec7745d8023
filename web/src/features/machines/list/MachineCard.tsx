import { Box, Group, Paper, Skeleton, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MachineRow } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Money } from "../../../components/Money";
import { ScoreBadge } from "../../../components/ScoreBadge";
import { StatusBadge } from "../../../components/StatusBadge";
import { useCountryName } from "../../../format/useCountryName";
import { RowTriggers } from "./RowTriggers";

interface Props {
  /** undefined while it is on its way */
  machine: MachineRow | undefined;
}

export function MachineCard({ machine }: Props) {
  const { t } = useTranslation("machines");
  const countryName = useCountryName();
  if (!machine) return <Skeleton h={128} />;
  const place = [[machine.postcode, machine.city].filter(Boolean).join(" "), countryName(machine.country)].filter(Boolean).join(", ");
  return (
    <Paper p="sm">
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Box miw={0}>
          <AnchorLink to="/machines/$id" params={{ id: machine.id }} fw={600}>
            {machine.serial_number}
          </AnchorLink>
          <Text size="sm">{machine.machine_type ?? t("no_type")}</Text>
        </Box>
        {machine.score !== null && (
          <Stack gap={2} align="flex-end">
            <ScoreBadge score={machine.score} />
            <Text size="sm">
              <Money value={machine.value_eur} />
            </Text>
          </Stack>
        )}
      </Group>
      <Text size="sm" truncate>
        {machine.customer_name ?? t("no_customer")}
      </Text>
      {place && (
        <Text size="sm" c="dimmed" truncate>
          {place}
        </Text>
      )}
      {machine.contract !== null && (
        <Text size="sm" component="div">
          <Text span c="dimmed" inherit mr={6}>
            {t("column.contract")}
          </Text>
          <StatusBadge status={machine.contract} />
        </Text>
      )}
      {machine.triggers.length > 0 && (
        <Box mt={6}>
          <RowTriggers machine={machine} />
        </Box>
      )}
    </Paper>
  );
}
