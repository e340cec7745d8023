import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ProfileVersion } from "../../api/contract";
import { notify } from "../../components/notify";

interface Props {
  profile: ProfileVersion;
  onClose: () => void;
}

export function RemoveProfileDialog({ profile, onClose }: Props) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const { source } = profile;
  const remove = useMutation({
    mutationFn: () => api.delete<ProfileVersion>(`/mapping-profiles/${encodeURIComponent(source)}`, { etag: profile.etag }),
    onSuccess: () => {
      notify({ message: t("profile.removed", { source }) });
      void client.invalidateQueries({ queryKey: ["mapping-profiles"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={<Text fw={600}>{t("profile.remove_title", { source })}</Text>} closeButtonProps={{ "aria-label": t("upload.cancel") }}>
      <Text mb="md">{t("profile.remove_text")}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("upload.cancel")}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("profile.remove_submit")}
        </Button>
      </Group>
    </Modal>
  );
}
