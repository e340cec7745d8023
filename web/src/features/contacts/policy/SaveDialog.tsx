import { Button, Group, Modal, Skeleton, Stack, Table, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../../api/client";
import type { ContactPolicy, PolicyEffect } from "../../../api/contract";
import { Loaded } from "../../../components/Loaded";
import { notify } from "../../../components/notify";
import { useFormats } from "../../../format/useFormats";
import { contactPolicyQuery, effectQuery } from "../queries";
import { type Draft, wanted } from "./draft";

interface Props {
  policy: ContactPolicy;
  draft: Draft;
  etag: string;
  onSaved: () => void;
  /** Somebody else was first: the edition there is now. */
  onLate: (etag: string) => void;
  onClose: () => void;
}

/** Asks why, shows what it would do, and saves a version. */
export function SaveDialog({ policy, draft, etag, onSaved, onLate, onClose }: Props) {
  const { t } = useTranslation("contact-policy");
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const asked = wanted(policy, draft);
  const effect = useQuery(effectQuery(asked));
  const put = useMutation({
    mutationFn: () => api.put<ContactPolicy>("/contact-policy", { policy: asked, reason: reason.trim() }, { etag }),
    onSuccess: (now) => {
      client.setQueryData(contactPolicyQuery.queryKey, now);
      void client.invalidateQueries({ queryKey: ["contacts", "list"] });
      void client.invalidateQueries({ queryKey: ["contacts", "one"] });
      notify({ message: t("saved") });
      onSaved();
      onClose();
    },
    onError: async (error) => {
      if (!isChangedMeanwhile(error)) return;
      const now = await client.fetchQuery({ ...contactPolicyQuery, staleTime: 0 });
      onLate(now.etag);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== "") put.mutate();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={<Text fw={600}>{t("save_dialog.title")}</Text>} closeButtonProps={{ "aria-label": t("cancel") }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Loaded query={effect} skeleton={<Skeleton h={120} />}>
            {(found) => <Effect effect={found} />}
          </Loaded>
          <Textarea
            label={t("save_dialog.reason")}
            description={t("save_dialog.reason_hint")}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            error={tried && reason.trim() === "" ? t("save_dialog.needs_reason") : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {t("save_dialog.follows")}
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={put.isPending}>
              {t("save_dialog.confirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** To how many contacts mail could go by itself: now, and by the draft. */
function Effect({ effect }: { effect: PolicyEffect }) {
  const { t } = useTranslation("contact-policy");
  const format = useFormats();
  const number = (value: number) => format.number(value, 0);
  const change = (now: number, then: number) => (now === then ? number(now) : t("effect.change", { now: number(now), then: number(then) }));
  if (effect.countries.length === 0) return <Text size="sm">{t("effect.none")}</Text>;
  return (
    <div>
      <Text fw={500} id="effect">
        {t("effect.title")}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {t("effect.hint")}
      </Text>
      <Table fz="sm" aria-labelledby="effect">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("matrix.country")}</Table.Th>
            <Table.Th ta="right">{t("effect.contacts")}</Table.Th>
            <Table.Th ta="right">{t("purpose.notice")}</Table.Th>
            <Table.Th ta="right">{t("purpose.advertising")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {effect.countries.map((of) => (
            <Table.Tr key={of.country}>
              <Table.Th scope="row" fw={500}>
                {t(`country.${of.country}`)}
              </Table.Th>
              <Table.Td ta="right">{number(of.contacts)}</Table.Td>
              <Table.Td ta="right">{change(of.notices_now, of.notices_then)}</Table.Td>
              <Table.Td ta="right">{change(of.advertising_now, of.advertising_then)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
