import { Paper, Table, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReplaySide } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";

/** The figures of each version, side by side. */
export function SideFigures({ sides }: { sides: readonly ReplaySide[] }) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  const known = (value: number | null, text: (value: number) => string) => (value === null ? t("result.none") : text(value));
  const rows: [string, (side: ReplaySide) => string][] = [
    [t("result.machines"), (side) => number(side.machines)],
    [t("result.first_day"), (side) => number(side.from_the_first_day)],
    [t("result.usual"), (side) => format.number(side.usual_a_week, 1)],
    [t("result.most"), (side) => number(side.most_a_week)],
    [t("result.followed"), (side) => known(side.outcome === null ? null : side.followed, number)],
    [t("result.not_followed"), (side) => known(side.outcome === null ? null : side.not_followed, number)],
    [t("result.open"), (side) => known(side.outcome === null ? null : side.open, number)],
    [t("result.precision"), (side) => known(side.precision, (share) => format.percent(share))],
    [t("result.lead"), (side) => known(side.lead_days, (days) => t("result.days", { count: days, number: number(days) }))],
    [t("result.unknown"), (side) => format.percent(side.unknown, 1)],
  ];
  return (
    <Paper p="md" component="section" aria-labelledby="figures">
      <Title order={3} id="figures" mb="xs">
        {t("result.figures")}
      </Title>
      <Table fz="sm" aria-labelledby="figures">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("result.what")}</Table.Th>
            {sides.map((side) => (
              <Table.Th key={side.version} ta="right">
                {t("version", { version: String(side.version) })}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([label, text]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" fw={400}>
                {label}
              </Table.Th>
              {sides.map((side) => (
                <Table.Td key={side.version} ta="right">
                  {text(side)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
