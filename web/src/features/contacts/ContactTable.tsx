import { Anchor, Badge, Checkbox, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ContactRow } from "../../api/contract";
import { useCountryName } from "../../format/useCountryName";
import { useFormats } from "../../format/useFormats";
import type { Selection } from "./ContactList";
import classes from "./Contacts.module.css";
import { MaySend } from "./MaySend";
import { useContactsSearch } from "./useContactsSearch";
import { useTopicName } from "./useTopicName";

/** A contact a row: whose it is, where it comes from, what was said, and what may be sent. */
export function ContactTable({ rows, selection }: { rows: readonly ContactRow[]; selection: Selection | null }) {
  const { t } = useTranslation("contacts");
  const choices = rows.filter((row) => !row.is_erased);
  const picked = selection ? choices.filter(({ id }) => selection.selected.has(id)).length : 0;
  return (
    <Table.ScrollContainer minWidth={900} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("list.title") } }}>
      <Table fz="sm" aria-labelledby="contacts">
        <Table.Thead>
          <Table.Tr>
            {selection && (
              <Table.Th w="2.5rem">
                <Checkbox
                  size="xs"
                  aria-label={t("list.select_all")}
                  disabled={choices.length === 0}
                  checked={picked > 0 && picked === choices.length}
                  indeterminate={picked > 0 && picked < choices.length}
                  onChange={(event) => selection.select(rows, event.currentTarget.checked)}
                />
              </Table.Th>
            )}
            <Table.Th>{t("column.address")}</Table.Th>
            <Table.Th>{t("column.origin")}</Table.Th>
            <Table.Th>{t("column.said")}</Table.Th>
            <Table.Th>{t("purpose.notice")}</Table.Th>
            <Table.Th>{t("purpose.advertising")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Contact key={row.id} row={row} selection={selection} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Contact({ row, selection }: { row: ContactRow; selection: Selection | null }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const countryName = useCountryName();
  const topicName = useTopicName();
  const { open } = useContactsSearch();
  const customer = [row.customer_name ?? t("list.no_customer"), countryName(row.country)].filter(Boolean).join(", ");
  return (
    <Table.Tr>
      {selection && (
        <Table.Td>
          {!row.is_erased && (
            <Checkbox size="xs" aria-label={t("list.select", { address: row.address })} checked={selection.selected.has(row.id)} onChange={(event) => selection.select([row], event.currentTarget.checked)} />
          )}
        </Table.Td>
      )}
      <Table.Td>
        <Anchor component="button" type="button" inherit fw={600} ta="left" onClick={() => open(row.id)}>
          {row.address}
        </Anchor>
        <Text size="sm" c="dimmed">
          {customer}
        </Text>
        <Text size="sm" c="dimmed">
          {[t(`relation.${row.relation}`), t("list.machines", { count: row.machines, number: format.number(row.machines, 0) })].join(" · ")}
        </Text>
      </Table.Td>
      <Table.Td>
        {row.is_erased ? (
          <Badge variant="light" color="red" radius="sm" tt="none" fw={500}>
            {t("erased")}
          </Badge>
        ) : (
          <>
            {t(`origin.${row.origin}`)}
            {row.origin !== "unknown" && (
              <Text size="sm" c="dimmed">
                {t(row.was_told ? "told.yes" : "told.no")}
              </Text>
            )}
          </>
        )}
      </Table.Td>
      <Table.Td>
        {row.stands.length === 0 && !row.has_bounced && <Text span inherit c="dimmed">{t("list.nothing")}</Text>}
        {row.stands.map(({ topic, said, on }) => (
          <div key={topic ?? ""} className={said === "objected" ? classes.objected : undefined}>
            {t(`said.${said}`)}: {topicName(topic)}{" "}
            <Text span inherit c="dimmed">
              {format.day(on)}
            </Text>
          </div>
        ))}
        {row.has_bounced && <div className={classes.objected}>{t("said.bounced")}</div>}
      </Table.Td>
      <Table.Td>
        <MaySend may={row.may} purpose="notice" />
      </Table.Td>
      <Table.Td>
        <MaySend may={row.may} purpose="advertising" />
      </Table.Td>
    </Table.Tr>
  );
}
