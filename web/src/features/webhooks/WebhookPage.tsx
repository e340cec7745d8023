import { Alert, Button, Group, Menu, Paper, Skeleton, Text } from "@mantine/core";
import { IconDotsVertical, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Webhook, Webhooks } from "../../api/contract";
import { ButtonLink } from "../../components/ButtonLink";
import { EmptyState } from "../../components/EmptyState";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { DeliveryList } from "./DeliveryList";
import { EditDialog, RemoveDialog, RotateDialog } from "./dialogs";
import { NotAllowed } from "./EndpointFields";
import { useChange, useTest, webhooksQuery } from "./queries";
import { ReplayDialog } from "./ReplayDialog";
import { Standing } from "./Standing";
import { useTypeName } from "./useTypeName";

const route = getRouteApi("/webhooks/$id");

/** One endpoint: what it is told, what went to it, and what goes once more. */
export function WebhookPage() {
  const { t } = useTranslation("webhooks");
  const { id } = route.useParams();
  const query = useQuery(webhooksQuery);
  return (
    <Loaded query={query} skeleton={<Skeleton h={360} radius="md" />}>
      {(all) => {
        const webhook = all.items.find((of) => of.id === id);
        if (webhook === undefined) {
          return (
            <EmptyState icon={IconWebhook} title={t("gone.title")} action={<ButtonLink to="/webhooks">{t("back")}</ButtonLink>}>
              {t("gone.text")}
            </EmptyState>
          );
        }
        return <Endpoint webhook={webhook} all={all} />;
      }}
    </Loaded>
  );
}

type Open = "edit" | "rotate" | "remove" | "replay";

function Endpoint({ webhook, all }: { webhook: Webhook; all: Webhooks }) {
  const { t } = useTranslation("webhooks");
  const format = useFormats();
  const typeName = useTypeName();
  const test = useTest(webhook);
  const change = useChange(webhook);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const actions = (
    <>
      <Button variant="default" loading={test.isPending} disabled={!webhook.active} onClick={() => test.mutate()}>
        {t("test.button")}
      </Button>
      <Button variant="default" disabled={!webhook.active} onClick={() => setOpen("replay")}>
        {t("replay.button")}
      </Button>
      <Button variant={webhook.active ? "default" : "filled"} loading={change.isPending} onClick={() => change.mutate({ active: !webhook.active })}>
        {t(webhook.active ? "switch.off" : "switch.on")}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" px="xs" aria-label={t("more")}>
            <IconDotsVertical size={18} stroke={1.7} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("edit")}>{t("edit.button")}</Menu.Item>
          <Menu.Item onClick={() => setOpen("rotate")}>{t("rotate.button")}</Menu.Item>
          <Menu.Item color="red" onClick={() => setOpen("remove")}>
            {t("remove.button")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
  return (
    <>
      <PageTitle title={webhook.name} subtitle={webhook.url} beside={<Standing webhook={webhook} />} actions={actions} />
      {!webhook.active && (
        <Alert variant="light" color="amber" mb="md" title={t("off.title")}>
          {webhook.note !== null ? t("off.gone") : t("off.text")}
        </Alert>
      )}
      {webhook.problem !== null && (
        <Group mb="md" grow>
          <NotAllowed url={webhook.url} />
        </Group>
      )}
      <Paper p="md" mb="md">
        <Text size="sm">
          <Text span fw={600}>
            {t("types.label")}
          </Text>{" "}
          {webhook.types.length === 0 ? t("types.campaigns_only") : format.list(webhook.types.map(typeName))}
        </Text>
        <Text size="sm" c="dimmed" mt={4}>
          {t("created", { person: webhook.created_by, at: format.instant(webhook.created_at) })}
          {webhook.old_secret_until !== null && ` ${t("rotate.both", { at: format.instant(webhook.old_secret_until) })}`}
        </Text>
      </Paper>
      <DeliveryList webhook={webhook} keptDays={all.kept_days} />
      {open === "edit" && <EditDialog webhook={webhook} types={all.types} onClose={close} />}
      {open === "rotate" && <RotateDialog webhook={webhook} onClose={close} />}
      {open === "remove" && <RemoveDialog webhook={webhook} onClose={close} />}
      {open === "replay" && <ReplayDialog webhook={webhook} keptDays={all.kept_days} onClose={close} />}
    </>
  );
}
