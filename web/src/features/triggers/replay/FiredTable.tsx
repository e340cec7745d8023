import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { FiredMachine, ReplaySide } from "../../../api/contract";
import { AnchorLink } from "../../../components/AnchorLink";
import { daysBetween } from "../../../format/formats";
import { useFormats } from "../../../format/useFormats";
import classes from "./Replay.module.css";

const OUTCOMES = ["contract", "order", "visit"] as const;

interface Props {
  side: ReplaySide;
  /** Days within which something counts as come of it. */
  within: number;
}

/** When each machine fired, how long, and what came of it. */
export function FiredTable({ side, within }: Props) {
  const { t } = useTranslation("replay");
  const words = useWords();
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  const came = ({ outcome, first_fired: first }: FiredMachine) => {
    const kind = OUTCOMES.find((of) => of === outcome?.kind);
    if (side.outcome === null || side.known_until === null) return t("result.none");
    // Nothing came so far; whether something will is known when the days are over.
    if (!outcome || !kind) return t(daysBetween(first, side.known_until) < within ? "fired.open" : "fired.nothing");
    return t(`fired.came.${kind}`, { count: outcome.days, day: format.day(outcome.on), number: number(outcome.days) });
  };
  if (side.fired_total === 0) return <Text c="dimmed">{t("fired.none")}</Text>;
  return (
    <>
      {side.fired.length < side.fired_total && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("fired.part", { shown: number(side.fired.length), total: number(side.fired_total) })}
        </Text>
      )}
      <Table.ScrollContainer minWidth={720} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-labelledby": "fired" } }}>
        <Table fz="sm" aria-label={t("fired.heading")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.fieldLabel("serial_number")}</Table.Th>
              <Table.Th>{words.fieldLabel("machine_type")}</Table.Th>
              <Table.Th>{words.fieldLabel("customer_name")}</Table.Th>
              <Table.Th>{t("fired.first")}</Table.Th>
              <Table.Th>{t("fired.last")}</Table.Th>
              <Table.Th ta="right">{t("fired.days")}</Table.Th>
              <Table.Th ta="right">{t("fired.times")}</Table.Th>
              <Table.Th>{t("fired.outcome")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {side.fired.map((of) => (
              <Table.Tr key={of.serial_number}>
                <Table.Td className={classes.nowrap}>
                  {of.machine ? (
                    <AnchorLink inherit to="/machines/$id" params={{ id: of.machine.id }}>
                      {of.serial_number}
                    </AnchorLink>
                  ) : (
                    of.serial_number
                  )}
                </Table.Td>
                <Table.Td>{of.machine?.machine_type}</Table.Td>
                <Table.Td>{of.machine?.customer_name}</Table.Td>
                <Table.Td className={classes.nowrap}>{format.day(of.first_fired)}</Table.Td>
                <Table.Td className={classes.nowrap}>{format.day(of.last_fired)}</Table.Td>
                <Table.Td ta="right">{number(of.days)}</Table.Td>
                <Table.Td ta="right">{number(of.times)}</Table.Td>
                <Table.Td>{came(of)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
