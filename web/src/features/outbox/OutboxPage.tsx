import { Alert, Badge, Button, Group, Modal, Select, Skeleton, Text } from "@mantine/core";
import { IconMailbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Outbox } from "../../api/contract";
import { useMay } from "../../api/session";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { Counts } from "./Counts";
import { OutboxTable } from "./OutboxTable";
import { outboxQuery, useRetry } from "./queries";
import { STATES, WAYS, waysToShow } from "./search";
import { useWayName } from "./useWayName";

const route = getRouteApi("/outbox");

/** What goes out to other systems: what waits, since when and why. */
export function OutboxPage() {
  const { t } = useTranslation("outbox");
  const search = route.useSearch();
  const query = useQuery(outboxQuery(search));
  return (
    <>
      <PageTitle title={t("title")} subtitle={t("subtitle")} actions={query.data && <Actions outbox={query.data} />} />
      <Loaded query={query} skeleton={<Skeleton h={360} radius="md" />}>
        {(outbox) => (
          <>
            <WaysOut setUp={outbox.set_up} />
            {outbox.counts.length > 0 && <Counts counts={outbox.counts} />}
            <Filters outbox={outbox} />
            <Entries outbox={outbox} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Actions({ outbox }: { outbox: Outbox }) {
  const { t } = useTranslation("outbox");
  const may = useMay();
  return (
    <>
      {may("accounts") && outbox.set_up.includes("salesforce") && (
        <ButtonLink to="/salesforce" variant="default">
          {t("salesforce")}
        </ButtonLink>
      )}
      {may("sources") && (
        <ButtonLink to="/webhooks" variant="default">
          {t("webhooks")}
        </ButtonLink>
      )}
      <RetryAll outbox={outbox} />
    </>
  );
}

function WaysOut({ setUp }: { setUp: readonly string[] }) {
  const { t } = useTranslation("outbox");
  const wayName = useWayName();
  if (setUp.length === 0) {
    return (
      <Alert variant="light" color="amber" mb="md" title={t("ways.none")}>
        <Text size="sm">{t("ways.none_text")}</Text>
        <ul>
          {WAYS.map((way) => (
            <li key={way}>
              <Text span size="sm">
                {t(`ways.how.${way}`)}
              </Text>
            </li>
          ))}
        </ul>
      </Alert>
    );
  }
  return (
    <Group gap="xs" mb="md" aria-label={t("ways.label")} role="group">
      {waysToShow(setUp).map((way) => (
        <Badge key={way} variant={setUp.includes(way) ? "light" : "default"} color={setUp.includes(way) ? "teal" : "gray"} radius="sm" tt="none" fw={500}>
          {t(setUp.includes(way) ? "ways.set_up" : "ways.not_set_up", { way: wayName(way) })}
        </Badge>
      ))}
    </Group>
  );
}

function Filters({ outbox }: { outbox: Outbox }) {
  const { t } = useTranslation("outbox");
  const wayName = useWayName();
  const { state, destination } = route.useSearch();
  const navigate = route.useNavigate();
  const ways = [...new Set([...WAYS, ...outbox.counts.map((of) => of.destination)])];
  return (
    <Group gap="sm" mb="sm" role="search" aria-label={t("filter.label")}>
      <Select
        aria-label={t("filter.state")}
        w={200}
        allowDeselect={false}
        value={state ?? ""}
        data={[{ value: "", label: t("filter.all_states") }, ...STATES.map((of) => ({ value: of, label: t(`state.${of}`) }))]}
        onChange={(chosen) => void navigate({ search: (previous) => ({ ...previous, before: undefined, state: STATES.find((of) => of === chosen) }), resetScroll: false })}
      />
      <Select
        aria-label={t("filter.destination")}
        w={200}
        allowDeselect={false}
        value={destination ?? ""}
        data={[{ value: "", label: t("filter.all_destinations") }, ...ways.map((of) => ({ value: of, label: wayName(of) }))]}
        onChange={(chosen) => void navigate({ search: (previous) => ({ ...previous, before: undefined, destination: chosen === null || chosen === "" ? undefined : chosen }), resetScroll: false })}
      />
    </Group>
  );
}

function Entries({ outbox }: { outbox: Outbox }) {
  const { t } = useTranslation("outbox");
  const { state, destination, before } = route.useSearch();
  if (outbox.items.length === 0) {
    const filtered = state !== undefined || destination !== undefined || before !== undefined;
    return (
      <EmptyState icon={IconMailbox} title={t(filtered ? "empty.filtered" : "empty.title")}>
        {t(filtered ? "empty.filtered_text" : "empty.text")}
      </EmptyState>
    );
  }
  const next = outbox.next;
  return (
    <>
      <OutboxTable rows={outbox.items} />
      <Group gap="xs" mt="sm">
        {before !== undefined && (
          <ButtonLink from="/outbox" to="/outbox" search={(previous) => ({ ...previous, before: undefined })} variant="default">
            {t("newest")}
          </ButtonLink>
        )}
        {next !== null && (
          <ButtonLink from="/outbox" to="/outbox" search={(previous) => ({ ...previous, before: String(next) })} variant="default">
            {t("older")}
          </ButtonLink>
        )}
      </Group>
    </>
  );
}

/** Sends again all that was refused or is parked, after asking. */
function RetryAll({ outbox }: { outbox: Outbox }) {
  const { t } = useTranslation("outbox");
  const format = useFormats();
  const may = useMay();
  const retry = useRetry();
  const [asking, setAsking] = useState(false);
  const count = outbox.counts.filter(({ state }) => state === "failed" || state === "parked").reduce((sum, of) => sum + of.number, 0);
  if (count === 0 || !may("work_all")) return null;
  const close = () => setAsking(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("retry.all")}</Button>
      {asking && (
        <Modal opened onClose={close} title={<Text fw={600}>{t("retry.all")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
          <Text mb="md">{t("retry.text", { count, number: format.number(count, 0) })}</Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close} data-autofocus>
              {t("cancel")}
            </Button>
            <Button loading={retry.isPending} onClick={() => retry.mutate(null, { onSettled: close })}>
              {t("retry.confirm")}
            </Button>
          </Group>
        </Modal>
      )}
    </>
  );
}
