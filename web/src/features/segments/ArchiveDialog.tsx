import { Alert, Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { SegmentRow } from "../../api/contract";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";

/** Puts a segment away, where no other needs it. */
export function ArchiveDialog({ segment, onClose }: { segment: SegmentRow; onClose: () => void }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const client = useQueryClient();
  const navigate = useNavigate();
  const archive = useMutation({
    mutationFn: () => api.delete(`/segments/${encodeURIComponent(segment.id)}`, { etag: segment.etag }),
    onSuccess: async () => {
      notify({ message: t("archive.done", { title: segment.title }) });
      await navigate({ to: "/segments" });
      void client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
  const used = segment.used_by.length > 0;
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("archive.title", { title: segment.title })}</Text>} closeButtonProps={{ "aria-label": t("import.cancel") }}>
      {used ? <Alert color="amber">{t("archive.used", { segments: format.list(segment.used_by) })}</Alert> : <Text>{t("archive.text")}</Text>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("import.cancel")}
        </Button>
        <Button color="red" disabled={used} loading={archive.isPending} onClick={() => archive.mutate()}>
          {t("detail.archive")}
        </Button>
      </Group>
    </Modal>
  );
}
