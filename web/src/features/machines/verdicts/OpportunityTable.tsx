import { Paper, Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { OpportunityRow } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { Money } from "../../../components/Money";
import { useFormats } from "../../../format/useFormats";

interface Props {
  opportunities: readonly OpportunityRow[];
}

/** All opportunities of the machine, also those that are won or lost. */
export function OpportunityTable({ opportunities }: Props) {
  const { t } = useTranslation("machines");
  const { t: stages } = useTranslation("opportunities");
  const format = useFormats();
  const words = useWords();
  return (
    <Paper p="md" component="section" aria-labelledby="opportunities">
      <Title order={2} id="opportunities" mb="xs">
        {t("file.opportunities")}
      </Title>
      <Table.ScrollContainer minWidth={600}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("opportunity.campaign")}</Table.Th>
              <Table.Th>{t("opportunity.stage")}</Table.Th>
              <Table.Th>{t("opportunity.owner")}</Table.Th>
              <Table.Th>{t("opportunity.opened_on")}</Table.Th>
              <Table.Th ta="right">{t("column.score")}</Table.Th>
              <Table.Th ta="right">{t("column.value_eur")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {opportunities.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>
                  <AnchorLink to="/opportunities/$id" params={{ id: one.id }}>
                    {words.campaignLabel(one.campaign)}
                  </AnchorLink>
                </Table.Td>
                <Table.Td>{stages(`stage.${one.stage}`)}</Table.Td>
                <Table.Td>{one.owner}</Table.Td>
                <Table.Td>{format.day(one.opened_on)}</Table.Td>
                <Table.Td ta="right">{one.score}</Table.Td>
                <Table.Td ta="right">
                  <Money value={one.value_eur} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
