import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Upload } from "../../api/contract";
import { uploadQuery } from "./queries";

interface Props {
  upload: Upload;
  onClose: () => void;
}

export function DiscardDialog({ upload, onClose }: Props) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const navigate = useNavigate();
  const discard = useMutation({
    mutationFn: () => api.delete(`/uploads/${encodeURIComponent(upload.id)}`),
    onSuccess: async () => {
      await navigate({ to: "/imports" });
      client.removeQueries({ queryKey: uploadQuery(upload.id).queryKey });
      await client.invalidateQueries({ queryKey: ["uploads"] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("upload.discard_title")}</Text>} closeButtonProps={{ "aria-label": t("upload.cancel") }}>
      <Text mb="md">{t("upload.discard_text")}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("upload.cancel")}
        </Button>
        <Button color="red" loading={discard.isPending} onClick={() => discard.mutate()}>
          {t("upload.discard_submit")}
        </Button>
      </Group>
    </Modal>
  );
}
