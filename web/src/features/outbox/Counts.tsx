import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OutboxCount } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Outbox.module.css";
import { STATES } from "./search";
import { useWayName } from "./useWayName";

/** How many entries of a way out are how far; each number leads to them. */
export function Counts({ counts }: { counts: readonly OutboxCount[] }) {
  const { t } = useTranslation("outbox");
  const format = useFormats();
  const wayName = useWayName();
  const ways = [...new Set(counts.map((of) => of.destination))];
  return (
    <Table.ScrollContainer minWidth={520} className={classes.table} mb="md" scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("counts") } }}>
      <Table aria-label={t("counts")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.destination")}</Table.Th>
            {STATES.map((state) => (
              <Table.Th key={state} ta="right">
                {t(`state.${state}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ways.map((way) => (
            <Table.Tr key={way}>
              <Table.Th scope="row" fw={500}>
                {wayName(way)}
              </Table.Th>
              {STATES.map((state) => {
                const number = counts.filter((of) => of.destination === way && of.state === state).reduce((sum, of) => sum + of.number, 0);
                return (
                  <Table.Td key={state} ta="right">
                    {number === 0 ? (
                      "0"
                    ) : (
                      <AnchorLink to="/outbox" search={{ destination: way, state }} fw={state === "failed" || state === "parked" ? 600 : undefined} aria-label={t("show", { way: wayName(way), state: t(`state.${state}`), number: format.number(number, 0) })}>
                        {format.number(number, 0)}
                      </AnchorLink>
                    )}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
