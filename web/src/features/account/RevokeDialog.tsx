import { Button, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ApiToken } from "../../api/contract";
import { notify } from "../../components/notify";

interface Props {
  token: ApiToken;
  onClose: () => void;
}

export function RevokeDialog({ token, onClose }: Props) {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => api.delete(`/tokens/${encodeURIComponent(token.id)}`),
    onSuccess: () => {
      notify({ message: t("tokens.revoked", { name: token.name }) });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>{t("tokens.revoke_title", { name: token.name })}</Text>}
      closeButtonProps={{ "aria-label": t("tokens.cancel") }}
    >
      <Text mb="md">{t("tokens.revoke_text")}</Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t("tokens.cancel")}
        </Button>
        <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t("tokens.revoke")}
        </Button>
      </Group>
    </Modal>
  );
}
