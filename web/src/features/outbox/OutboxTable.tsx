import { Badge, Button, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OutboxRow, OutboxState } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import classes from "./Outbox.module.css";
import { useRetry } from "./queries";
import { useWayName } from "./useWayName";

/** The kinds that have a name of their own; others are shown as the other side calls them. */
const KINDS = ["opportunity", "machine", "contact", "contact_role", "campaign", "campaign_member", "task", "work_order", "message", "letter", "portal_news", "event"] as const;

const COLOR: Record<OutboxState, string> = { waiting: "petrol", sending: "petrol", sent: "teal", parked: "amber", failed: "red" };

/** The entries: where to, since when, why not yet and when again. */
export function OutboxTable({ rows }: { rows: readonly OutboxRow[] }) {
  const { t } = useTranslation("outbox");
  const may = useMay();
  return (
    <Table.ScrollContainer minWidth={860} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("entries") } }}>
      <Table aria-label={t("entries")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.destination")}</Table.Th>
            <Table.Th>{t("column.what")}</Table.Th>
            <Table.Th>{t("column.state")}</Table.Th>
            <Table.Th>{t("column.since")}</Table.Th>
            <Table.Th>{t("column.reason")}</Table.Th>
            <Table.Th>{t("column.next")}</Table.Th>
            {may("work_all") && <Table.Th>{t("column.retry")}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Entry key={row.id} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Entry({ row }: { row: OutboxRow }) {
  const { t } = useTranslation("outbox");
  const format = useFormats();
  const may = useMay();
  const wayName = useWayName();
  const retry = useRetry();
  const isStuck = row.state === "failed" || row.state === "parked";
  const named = row.destination === "webhook" ? "event" : KINDS.find((of) => of === row.kind.toLowerCase());
  const kind = named === undefined ? row.kind : t(`kind.${named}`);
  return (
    <Table.Tr>
      <Table.Td>{wayName(row.destination)}</Table.Td>
      <Table.Td className={classes.what}>
        {row.opportunity_id === null ? (
          kind
        ) : (
          <AnchorLink to="/opportunities/$id" params={{ id: row.opportunity_id }}>
            {kind}
          </AnchorLink>
        )}
        <Text size="xs" c="dimmed">
          {row.remote_id === null ? row.key : t("remote", { id: row.remote_id })}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge variant="light" color={COLOR[row.state]} radius="sm" tt="none" fw={500}>
          {t(`state.${row.state}`)}
        </Badge>
        {row.attempts > 0 && (
          <Text size="xs" c="dimmed">
            {t("attempts", { count: row.attempts, number: format.number(row.attempts, 0) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.nowrap}>{format.instant(row.since)}</Table.Td>
      <Table.Td className={classes.reason}>{row.reason ?? "–"}</Table.Td>
      <Table.Td className={classes.nowrap}>
        {row.sent_at !== null ? t("sent_at", { at: format.instant(row.sent_at) }) : row.next_at !== null ? format.instant(row.next_at) : isStuck ? t("when_asked") : t("soon")}
      </Table.Td>
      {may("work_all") && (
        <Table.Td>
          {isStuck && (
            <Button variant="default" size="compact-sm" loading={retry.isPending} onClick={() => retry.mutate([row.id])} aria-label={t("retry.one_label", { what: `${kind} ${row.key}` })}>
              {t("retry.one")}
            </Button>
          )}
        </Table.Td>
      )}
    </Table.Tr>
  );
}
