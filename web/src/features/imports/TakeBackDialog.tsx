import { Button, Checkbox, Group, List, Modal, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import { useWords } from "../../api/catalogue";
import type { BatchDetail, Job } from "../../api/contract";
import { jobQuery } from "../../api/queries";
import { useFormats } from "../../format/useFormats";
import { batchesQuery } from "./queries";

interface Props {
  batch: BatchDetail;
  onStarted: (job: Job) => void;
  onClose: () => void;
}

/** Says what will go before anything goes. */
export function TakeBackDialog({ batch, onStarted, onClose }: Props) {
  const { t } = useTranslation("imports");
  const { kindLabel } = useWords();
  const format = useFormats();
  const client = useQueryClient();
  const [meant, setMeant] = useState(false);
  const others = (useQuery(batchesQuery).data ?? []).filter((other) => other.id !== batch.id && other.state === "active");
  const alone = batch.sources.filter((source) => !others.some((other) => other.sources.includes(source)));
  const takeBack = useMutation({
    mutationFn: () => api.post<Job>(`/batches/${batch.id}/take-back`),
    onSuccess: (job) => {
      // A short job is over before this answer comes; the events know better then.
      client.setQueryData(jobQuery(job.id).queryKey, (told) => told ?? job);
      onStarted(job);
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={<Text fw={600}>{t("batch.take_back_title", { id: batch.id })}</Text>}
      closeButtonProps={{ "aria-label": t("batch.cancel") }}
    >
      <Text mb="xs">{t("batch.take_back_text")}</Text>
      <List spacing={4} mb="sm" pr="md">
        <List.Item>
          {t("batch.take_back_rows", {
            rows: t("batch.rows_count", { count: batch.rows, number: format.number(batch.rows) }),
            files: t("sending.files", { count: batch.files, number: format.number(batch.files) }),
            kinds: format.list(batch.kinds.map(kindLabel)),
          })}
        </List.Item>
        <List.Item>{t("batch.take_back_machines")}</List.Item>
        {alone.length > 0 && <List.Item>{t("batch.take_back_sources", { count: alone.length, sources: format.list(alone) })}</List.Item>}
      </List>
      <Text mb="md">{t("batch.take_back_stays")}</Text>
      <Checkbox label={t("batch.take_back_confirm")} checked={meant} onChange={(event) => setMeant(event.currentTarget.checked)} mb="md" data-autofocus />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("batch.cancel")}
        </Button>
        <Button color="red" disabled={!meant} loading={takeBack.isPending} onClick={() => takeBack.mutate()}>
          {t("batch.take_back_submit")}
        </Button>
      </Group>
    </Modal>
  );
}
