import { Alert, Badge, Button, Drawer, Group, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiUrl } from "../../api/client";
import type { ContactDetail, ContactEntry, ContactRow } from "../../api/contract";
import { useMay } from "../../api/session";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import { useReasonWords } from "../campaigns/reasons";
import classes from "./Contacts.module.css";
import { EraseDialog } from "./EraseDialog";
import { contactQuery } from "./queries";
import { useTopicName } from "./useTopicName";

interface Props {
  id: string;
  /** Null where the account may only look. */
  onEnter: ((contacts: ContactRow[]) => void) | null;
  onClose: () => void;
}

/** A contact: what may be sent and why, all that was ever entered, and its rights. */
export function ContactDrawer({ id, onEnter, onClose }: Props) {
  const { t } = useTranslation("contacts");
  const phone = useMediaQuery("(max-width: 48em)");
  const query = useQuery(contactQuery(id));
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={phone ? "100%" : "min(46rem, 70vw)"}
      title={
        <Text fw={600} className={classes.address}>
          {query.data?.contact.address ?? t("detail.title")}
        </Text>
      }
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Loaded query={query} skeleton={<Skeleton h={320} />}>
        {(detail) => <Contact detail={detail} onEnter={onEnter} />}
      </Loaded>
    </Drawer>
  );
}

function Contact({ detail, onEnter }: { detail: ContactDetail; onEnter: Props["onEnter"] }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const may = useMay();
  const [erasing, setErasing] = useState(false);
  const { contact, entries, machines } = detail;
  return (
    <Stack gap="lg">
      {contact.is_erased ? (
        <Alert color="red" variant="light" title={t("erased")}>
          {t("detail.erased_text")}
        </Alert>
      ) : (
        <Group gap="xs">
          <Badge variant="light" color={contact.origin === "unknown" ? "amber" : "petrol"} radius="sm" tt="none" fw={500}>
            {t("detail.origin", { origin: t(`origin.${contact.origin}`) })}
          </Badge>
          {contact.origin !== "unknown" && (
            <Badge variant="light" color={contact.was_told ? "petrol" : "amber"} radius="sm" tt="none" fw={500}>
              {t(contact.was_told ? "told.yes" : "told.no")}
            </Badge>
          )}
          {contact.has_bounced && (
            <Badge variant="light" color="red" radius="sm" tt="none" fw={500}>
              {t("said.bounced")}
            </Badge>
          )}
          <Badge variant="light" color="gray" radius="sm" tt="none" fw={500}>
            {t(`relation.${contact.relation}`)}
          </Badge>
        </Group>
      )}
      {onEnter && !contact.is_erased && (
        <Group>
          <Button onClick={() => onEnter([contact])}>{t("enter")}</Button>
        </Group>
      )}
      <ByTopic contact={contact} />
      <section aria-labelledby="entries">
        <Title order={3} id="entries" mb="xs">
          {t("detail.entries")}
        </Title>
        {entries.length === 0 ? (
          <Text c="dimmed">{t(contact.is_erased ? "detail.no_entries_erased" : "detail.no_entries")}</Text>
        ) : (
          <ul className={classes.list} aria-labelledby="entries">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </section>
      {machines.length > 0 && (
        <section aria-labelledby="machines">
          <Title order={3} id="machines" mb="xs">
            {t("list.machines", { count: contact.machines, number: format.number(contact.machines, 0) })}
          </Title>
          <ul className={classes.machines} aria-labelledby="machines">
            {machines.map(({ id, serial_number: number, customer_name: name }) => (
              <li key={id}>
                <AnchorLink to="/machines/$id" params={{ id }}>
                  {number}
                </AnchorLink>{" "}
                <Text span size="sm" c="dimmed">
                  {name}
                </Text>
              </li>
            ))}
          </ul>
          {contact.machines > machines.length && (
            <Text size="sm" c="dimmed">
              {t("detail.first_machines", { number: format.number(machines.length, 0) })}
            </Text>
          )}
        </section>
      )}
      <section aria-labelledby="rights">
        <Title order={3} id="rights" mb="xs">
          {t("detail.rights")}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t("detail.rights_text")}
        </Text>
        <Group gap="xs">
          {may("export") && (
            <Button component="a" href={apiUrl(`/contacts/${contact.id}/export.json`)} download variant="default" leftSection={<IconDownload size={16} stroke={1.6} aria-hidden />}>
              {t("detail.export")}
            </Button>
          )}
          {may("sources") && !contact.is_erased && (
            <Button variant="default" color="red" onClick={() => setErasing(true)}>
              {t("erase.action")}
            </Button>
          )}
        </Group>
      </section>
      {erasing && <EraseDialog contact={contact} onClose={() => setErasing(false)} />}
    </Stack>
  );
}

/** What may be sent on each topic, and why not. */
function ByTopic({ contact }: { contact: ContactRow }) {
  const { t } = useTranslation("contacts");
  const topicName = useTopicName();
  const words = useReasonWords();
  const said = (reasons: readonly string[]) => (reasons.length === 0 ? t("may.yes") : `${t("may.task")}: ${reasons.map(words.reason).join("; ")}`);
  return (
    <section aria-labelledby="may">
      <Title order={3} id="may" mb="xs">
        {t("detail.may")}
      </Title>
      <Table fz="sm" aria-labelledby="may">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.topic")}</Table.Th>
            <Table.Th>{t("purpose.notice")}</Table.Th>
            <Table.Th>{t("purpose.advertising")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {contact.may.map(({ topic, notice, advertising }) => (
            <Table.Tr key={topic}>
              <Table.Th scope="row" fw={500}>
                {topicName(topic)}
              </Table.Th>
              <Table.Td>{said(notice)}</Table.Td>
              <Table.Td>{said(advertising)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

/** An entry: what was said on which topic and day, what shows it, and who entered it. */
function Entry({ entry }: { entry: ContactEntry }) {
  const { t } = useTranslation("contacts");
  const format = useFormats();
  const topicName = useTopicName();
  const hasTopic = entry.said === "agreed" || entry.said === "objected";
  const what = entry.said === "nothing" ? t("detail.origin", { origin: t(`origin.${entry.origin}`) }) : t(`said.${entry.said}`);
  return (
    <li>
      <Group gap="xs">
        <Text fw={600}>{hasTopic ? `${what}: ${topicName(entry.topic)}` : what}</Text>
        {hasTopic && (
          <Badge variant="light" color={entry.counts ? "petrol" : "gray"} radius="sm" tt="none" fw={500}>
            {t(entry.counts ? "detail.counts" : "detail.overtaken")}
          </Badge>
        )}
      </Group>
      <Text size="sm">
        {[
          t("detail.on", { day: format.day(entry.on) }),
          hasTopic && entry.origin !== "unknown" ? t("detail.origin", { origin: t(`origin.${entry.origin}`) }) : null,
          entry.said === "nothing" && entry.origin !== "unknown" ? t(entry.was_told ? "told.yes" : "told.no") : null,
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {entry.evidence !== "" && <Text size="sm">{t("detail.evidence", { evidence: entry.evidence })}</Text>}
      <Text size="sm" c="dimmed">
        {t("detail.saved", { person: entry.saved_by, at: format.instant(entry.saved_at) })}
      </Text>
    </li>
  );
}
