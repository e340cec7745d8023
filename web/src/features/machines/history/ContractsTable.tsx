import { Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { ContractView } from "../../../api/contract";
import { Money } from "../../../components/Money";
import { SourceLink } from "../../../components/SourceLink";
import { Unknown } from "../../../components/Unknown";
import { useFormats } from "../../../format/useFormats";

interface Props {
  contracts: readonly ContractView[];
}

export function ContractsTable({ contracts }: Props) {
  const { t } = useTranslation("machines");
  const { t: common } = useTranslation("components");
  const words = useWords();
  const format = useFormats();
  const label = (field: string) => words.fieldLabel(field, "contracts");
  const day = (value: string | null) => (value === null ? <Unknown /> : format.day(value));
  return (
    <Paper p="md" component="section" aria-labelledby="contracts">
      <Title order={2} id="contracts" size="h3" mb="xs">
        {t("history.contracts")}
      </Title>
      {contracts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("history.no_contracts")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{label("contract_number")}</Table.Th>
                <Table.Th>{label("contract_type")}</Table.Th>
                <Table.Th>{t("history.term")}</Table.Th>
                <Table.Th>{label("notice_days")}</Table.Th>
                <Table.Th ta="right">{label("annual_value")}</Table.Th>
                <Table.Th>{label("status")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {contracts.map((contract) => (
                <Table.Tr key={`${contract.source.table}.${contract.source.row}`}>
                  <Table.Td>
                    <SourceLink place={contract.source}>{contract.number ?? common("value.unknown")}</SourceLink>
                  </Table.Td>
                  <Table.Td>{contract.type ?? <Unknown />}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    {day(contract.start)} – {day(contract.end)}
                  </Table.Td>
                  <Table.Td>
                    {contract.notice_days === null ? <Unknown /> : common("unit.days", { count: contract.notice_days, number: format.number(contract.notice_days, 0) })}
                  </Table.Td>
                  <Table.Td ta="right">
                    <Money value={contract.annual_value} currency={contract.currency} />
                  </Table.Td>
                  <Table.Td>{contract.status ?? <Unknown />}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}
