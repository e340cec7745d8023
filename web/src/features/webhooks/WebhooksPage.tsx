import { Button, Skeleton, Table, Text } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Webhook, Webhooks } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { AddDialog } from "./AddDialog";
import { STATES } from "./search";
import { Standing } from "./Standing";
import { useTypeName } from "./useTypeName";
import classes from "./Webhooks.module.css";
import { webhooksQuery } from "./queries";

/** Which other systems are told what happens here. */
export function WebhooksPage() {
  const { t } = useTranslation("webhooks");
  const query = useQuery(webhooksQuery);
  const [adding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} stroke={1.8} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add.button")}
    </Button>
  );
  return (
    <>
      <PageTitle title={t("title")} subtitle={t("subtitle")} actions={query.data && query.data.items.length > 0 && add} />
      <Loaded query={query} skeleton={<Skeleton h={240} radius="md" />}>
        {(all) => (
          <>
            {all.items.length === 0 ? (
              <EmptyState icon={IconWebhook} title={t("empty.title")} action={add}>
                {t("empty.text")}
              </EmptyState>
            ) : (
              <Endpoints all={all} />
            )}
            {adding && <AddDialog types={all.types} onClose={() => setAdding(false)} />}
          </>
        )}
      </Loaded>
    </>
  );
}

function Endpoints({ all }: { all: Webhooks }) {
  const { t } = useTranslation("webhooks");
  return (
    <Table.ScrollContainer minWidth={820} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("endpoints") } }}>
      <Table aria-label={t("endpoints")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.name")}</Table.Th>
            <Table.Th>{t("column.types")}</Table.Th>
            <Table.Th>{t("column.standing")}</Table.Th>
            {STATES.map((state) => (
              <Table.Th key={state} ta="right">
                {t(`state.${state}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {all.items.map((webhook) => (
            <Endpoint key={webhook.id} webhook={webhook} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Endpoint({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation("webhooks");
  const format = useFormats();
  const typeName = useTypeName();
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.what}>
        <AnchorLink to="/webhooks/$id" params={{ id: webhook.id }} fw={600}>
          {webhook.name}
        </AnchorLink>
        <Text size="xs" c="dimmed" fw={400}>
          {webhook.url}
        </Text>
      </Table.Th>
      <Table.Td className={classes.what}>{webhook.types.length === 0 ? t("types.campaigns_only") : format.list(webhook.types.map(typeName))}</Table.Td>
      <Table.Td className={classes.what}>
        <Standing webhook={webhook} />
      </Table.Td>
      {STATES.map((state) => {
        const number = webhook.counts[state];
        return (
          <Table.Td key={state} ta="right">
            {number === 0 ? (
              "0"
            ) : (
              <AnchorLink to="/webhooks/$id" params={{ id: webhook.id }} search={{ state }} fw={state === "failed" || state === "parked" ? 600 : undefined} aria-label={t("show", { name: webhook.name, state: t(`state.${state}`), number: format.number(number, 0) })}>
                {format.number(number, 0)}
              </AnchorLink>
            )}
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}
