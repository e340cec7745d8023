import { Anchor, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { useSession } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { nameOf } from "../tours/board";
import { clock } from "../tours/clock";
import { useDurations } from "../tours/useDurations";
import { VisitBadges } from "./VisitBadges";
import classes from "./Visits.module.css";

/** A visit a row, by due date. */
export function VisitTable({ visits, onOpen }: { visits: readonly Visit[]; onOpen: (visit: Visit) => void }) {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const duration = useDurations();
  const { today } = useSession();
  return (
    <Table.ScrollContainer minWidth={860} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("title") } }}>
      <Table fz="sm" highlightOnHover aria-label={t("title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("field.customer")}</Table.Th>
            <Table.Th>{t("field.machine")}</Table.Th>
            <Table.Th>{t("field.kind")}</Table.Th>
            <Table.Th>{t("field.due")}</Table.Th>
            <Table.Th>{t("field.state")}</Table.Th>
            <Table.Th>{t("field.planned")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {visits.map((visit) => (
            <Table.Tr key={visit.id}>
              <Table.Td className={classes.wide}>
                <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={() => onOpen(visit)}>
                  {nameOf(visit)}
                </Anchor>
                <Text size="xs" c="dimmed">
                  {visit.address}
                </Text>
              </Table.Td>
              <Table.Td>
                {visit.machine_id === null ? (
                  "–"
                ) : (
                  <AnchorLink to="/machines/$id" params={{ id: visit.machine_id }} size="sm" className={classes.nowrap}>
                    {visit.serial_number}
                  </AnchorLink>
                )}
                <Text size="xs" c="dimmed">
                  {visit.machine_type}
                </Text>
              </Table.Td>
              <Table.Td className={classes.wide}>
                {t(`kind.${visit.kind}`)}
                <Text size="xs" c="dimmed">
                  {[visit.title === t(`kind.${visit.kind}`) ? null : visit.title, duration(visit.duration_minutes), visit.region].filter(Boolean).join(" · ")}
                </Text>
              </Table.Td>
              <Table.Td className={classes.nowrap}>
                {visit.due_on ? format.day(visit.due_on) : "–"}
                {visit.due_on && visit.done_on === null && (
                  <Text size="xs" c="dimmed">
                    {format.daysFrom(visit.due_on, today)}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <VisitBadges visit={visit} />
              </Table.Td>
              <Table.Td className={classes.nowrap}>
                {visit.planned ? (
                  <>
                    <AnchorLink to="/tours" search={{ from: visit.planned.day, tour: `${visit.planned.technician_id}~${visit.planned.day}` }} size="sm">
                      {format.day(visit.planned.day)}, {clock(visit.planned.begins)}
                    </AnchorLink>
                    <Text size="xs" c="dimmed">
                      {visit.planned.technician_name}
                    </Text>
                  </>
                ) : visit.done_on ? (
                  t("done_on", { day: format.day(visit.done_on) })
                ) : (
                  "–"
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
