import { Badge, Button, Code, Group, Select, Skeleton, Table, Text, Title } from "@mantine/core";
import { IconMailbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Fragment, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Deliveries, Delivery, OutboxState, Webhook } from "../../api/contract";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { useFormats } from "../../format/useFormats";
import { deliveriesQuery, useReplay } from "./queries";
import { STATES } from "./search";
import { useTypeName } from "./useTypeName";
import classes from "./Webhooks.module.css";

const route = getRouteApi("/webhooks/$id");
const COLOR: Record<OutboxState, string> = { waiting: "petrol", sending: "petrol", sent: "teal", parked: "amber", failed: "red" };

/** What went to an endpoint or is to go, the newest first, with every try. */
export function DeliveryList({ webhook, keptDays }: { webhook: Webhook; keptDays: number }) {
  const { t } = useTranslation("webhooks");
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(deliveriesQuery(webhook.id, search));
  return (
    <section>
      <Group justify="space-between" align="flex-end" mb="sm">
        <div>
          <Title order={2}>{t("deliveries.title")}</Title>
          <Text size="sm" c="dimmed">
            {t("deliveries.text", { number: keptDays })}
          </Text>
        </div>
        <Select
          aria-label={t("deliveries.filter")}
          w={200}
          allowDeselect={false}
          value={search.state ?? ""}
          data={[{ value: "", label: t("deliveries.all") }, ...STATES.map((of) => ({ value: of, label: t(`state.${of}`) }))]}
          onChange={(chosen) => void navigate({ search: { state: STATES.find((of) => of === chosen) }, resetScroll: false })}
        />
      </Group>
      <Loaded query={query} skeleton={<Skeleton h={240} radius="md" />}>
        {(deliveries) =>
          deliveries.items.length === 0 ? (
            <EmptyState icon={IconMailbox} order={3} title={t(search.state === undefined ? "deliveries.none" : "deliveries.none_of_state")}>
              {t("deliveries.none_text")}
            </EmptyState>
          ) : (
            <Rows webhook={webhook} deliveries={deliveries} />
          )
        }
      </Loaded>
    </section>
  );
}

function Rows({ webhook, deliveries }: { webhook: Webhook; deliveries: Deliveries }) {
  const { t } = useTranslation("webhooks");
  const { id } = route.useParams();
  const { before, state } = route.useSearch();
  const next = deliveries.next;
  return (
    <>
      <Table.ScrollContainer minWidth={820} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("deliveries.title") } }}>
        <Table aria-label={t("deliveries.title")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("deliveries.event")}</Table.Th>
              <Table.Th>{t("deliveries.happened")}</Table.Th>
              <Table.Th>{t("deliveries.state")}</Table.Th>
              <Table.Th>{t("deliveries.why")}</Table.Th>
              <Table.Th>{t("deliveries.steps")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {deliveries.items.map((delivery) => (
              <Row key={delivery.id} webhook={webhook} delivery={delivery} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group gap="xs" mt="sm">
        {before !== undefined && (
          <ButtonLink to="/webhooks/$id" params={{ id }} search={{ state }} variant="default">
            {t("newest")}
          </ButtonLink>
        )}
        {next !== null && (
          <ButtonLink to="/webhooks/$id" params={{ id }} search={{ state, before: String(next) }} variant="default">
            {t("older")}
          </ButtonLink>
        )}
      </Group>
    </>
  );
}

function Row({ webhook, delivery }: { webhook: Webhook; delivery: Delivery }) {
  const { t } = useTranslation("webhooks");
  const format = useFormats();
  const typeName = useTypeName();
  const replay = useReplay(webhook);
  const [open, setOpen] = useState(false);
  const details = useId();
  const last = delivery.tries[0];
  const why = ((): string => {
    if (delivery.reason === null) return "–";
    if (delivery.state === "parked" && !webhook.active) return t("off.title");
    // The server's words are English; what the last try says is told in the page's.
    if (last === undefined || last.status === null) return delivery.reason;
    if (last.status >= 300 && last.status < 400) return t("deliveries.redirect", { status: last.status });
    return [t("deliveries.answered", { status: last.status }), last.answer].filter((part) => part !== "").join(": ");
  })();
  const what = delivery.type === null ? t("deliveries.forgotten") : typeName(delivery.type);
  const when = delivery.state === "sent" && delivery.sent_at !== null ? format.instant(delivery.sent_at) : delivery.next_at !== null ? t("deliveries.next", { at: format.instant(delivery.next_at) }) : null;
  return (
    <Fragment>
      <Table.Tr>
        <Table.Td className={classes.what}>
          {what}
          <Text size="xs" c="dimmed">
            {delivery.subject}
          </Text>
        </Table.Td>
        <Table.Td className={classes.nowrap}>{delivery.at === null ? "–" : format.instant(delivery.at)}</Table.Td>
        <Table.Td>
          <Badge variant="light" color={COLOR[delivery.state]} radius="sm" tt="none" fw={500}>
            {t(`state.${delivery.state}`)}
          </Badge>
          {when !== null && (
            <Text size="xs" c="dimmed">
              {when}
            </Text>
          )}
        </Table.Td>
        <Table.Td className={classes.what}>{why}</Table.Td>
        <Table.Td>
          <Group gap="xs" wrap="nowrap">
            <Button variant="subtle" size="compact-sm" aria-expanded={open} aria-controls={details} aria-label={t(open ? "deliveries.hide_label" : "deliveries.show_label", { what, subject: delivery.subject })} onClick={() => setOpen(!open)}>
              {t(open ? "deliveries.hide" : "deliveries.show")}
            </Button>
            <Button variant="default" size="compact-sm" disabled={!webhook.active} loading={replay.isPending} aria-label={t("replay.one_label", { what, subject: delivery.subject })} onClick={() => replay.mutate({ ids: [delivery.id] })}>
              {t("replay.one")}
            </Button>
          </Group>
        </Table.Td>
      </Table.Tr>
      <Table.Tr id={details} hidden={!open}>
        <Table.Td colSpan={5}>{open && <Details delivery={delivery} />}</Table.Td>
      </Table.Tr>
    </Fragment>
  );
}

function Details({ delivery }: { delivery: Delivery }) {
  const { t } = useTranslation("webhooks");
  const format = useFormats();
  return (
    <>
      <Text size="sm" fw={600}>
        {t("deliveries.tries")}
      </Text>
      {delivery.tries.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("deliveries.no_tries")}
        </Text>
      ) : (
        <ul className={classes.tries}>
          {delivery.tries.map((of) => (
            <li key={`${of.at} ${of.status ?? ""} ${of.ms}`}>
              <Text size="sm">
                {format.instant(of.at)}: {of.status === null ? t("deliveries.no_answer") : t("deliveries.answered", { status: of.status })} ({format.number(of.ms, 0)} ms)
                {of.answer !== "" && (
                  <Text span c="dimmed">
                    {" "}
                    {of.answer}
                  </Text>
                )}
              </Text>
            </li>
          ))}
        </ul>
      )}
      <Text size="sm" fw={600} mt="xs">
        {t("deliveries.told")}
      </Text>
      <Text size="xs" c="dimmed">
        webhook-id: {delivery.event_id}
      </Text>
      {delivery.data !== null && (
        <Code block mt={4} className={classes.data}>
          {JSON.stringify(delivery.data, null, 2)}
        </Code>
      )}
    </>
  );
}
