import { Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataUseRegister } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { useFormats } from "../../format/useFormats";

/** What cannot be offered because an agreement is missing, trigger by trigger. */
export function Blocked({ blocked }: { blocked: DataUseRegister["blocked"] }) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const sorted = [...blocked].sort((a, b) => b.value_eur - a.value_eur || b.machines - a.machines);
  return (
    <Paper p="md" component="section" aria-labelledby="blocked">
      <Title order={2} id="blocked">
        {t("blocked.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(sorted.length === 0 ? "blocked.none" : "blocked.hint")}
      </Text>
      {sorted.length > 0 && (
        <Table aria-labelledby="blocked">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("blocked.trigger")}</Table.Th>
              <Table.Th ta="right">{t("blocked.machines")}</Table.Th>
              <Table.Th ta="right">{t("blocked.value")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sorted.map(({ trigger, title, machines, value_eur: value }) => (
              <Table.Tr key={trigger}>
                <Table.Td>
                  <AnchorLink inherit to="/triggers/$id" params={{ id: trigger }}>
                    {title}
                  </AnchorLink>
                </Table.Td>
                <Table.Td ta="right">{format.number(machines, 0)}</Table.Td>
                <Table.Td ta="right">
                  <Money value={value} short of={machines} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
