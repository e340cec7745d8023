import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Webhook } from "../../api/contract";
import { useSession } from "../../api/session";
import { DayInput } from "../../components/DayInput";
import { useReplay } from "./queries";

/** Sends once more what failed, or everything, since a day. */
export function ReplayDialog({ webhook, keptDays, onClose }: { webhook: Webhook; keptDays: number; onClose: () => void }) {
  const { t } = useTranslation("webhooks");
  const { today } = useSession();
  const replay = useReplay(webhook);
  const [which, setWhich] = useState("failed");
  const [day, setDay] = useState<string | null>(today);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day === null) return;
    const since = new Date(`${day}T00:00:00`).toISOString();
    replay.mutate(which === "failed" ? { failed_since: since } : { all_since: since }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("replay.title", { name: webhook.name })}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Radio.Group label={t("replay.which")} value={which} onChange={setWhich}>
            <Stack gap={8} mt="xs">
              <Radio value="failed" label={t("replay.failed")} data-autofocus />
              <Radio value="all" label={t("replay.all")} description={t("replay.all_hint", { number: keptDays })} />
            </Stack>
          </Radio.Group>
          <DayInput label={t("replay.since")} maw={220} maxDate={today} value={day} error={day === null ? t("replay.needs_day") : undefined} onChange={setDay} />
          <Text size="sm" c="dimmed">
            {t("replay.safe")}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={replay.isPending}>
              {t("replay.confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
