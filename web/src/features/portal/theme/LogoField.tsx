import { Button, FileButton, Group, Text } from "@mantine/core";
import { IconPhotoUp } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import type { PortalLook } from "../../../api/contract";
import { forgetFileError, notifyFileError } from "../../../components/notifyError";
import { notify } from "../../../components/notify";
import { lookQuery } from "../queries";

/** Brings the builder's logo in, or takes it away; it counts at once. */
export function LogoField({ look, locked }: { look: PortalLook; locked: boolean }) {
  const { t } = useTranslation("portal-staff");
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: lookQuery.queryKey });
  const bring = useMutation({
    meta: { quiet: true },
    mutationFn: (file: File) => api.putFile<PortalLook>("/portal-theme/logo", file),
    onSuccess: async () => {
      forgetFileError();
      notify({ message: t("logo.saved") });
      await refresh();
    },
    onError: (error, file) => notifyFileError(file.name, error),
  });
  const remove = useMutation({
    mutationFn: () => api.delete("/portal-theme/logo"),
    onSuccess: async () => {
      notify({ message: t("logo.removed") });
      await refresh();
    },
  });
  return (
    <div role="group" aria-labelledby="portal-logo">
      <Text id="portal-logo" size="sm" fw={500}>
        {t("logo.label")}
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        {t("logo.hint")}
      </Text>
      {!locked && (
        <Group gap="xs">
          <FileButton accept="image/png,image/jpeg,image/webp" onChange={(file) => file && bring.mutate(file)}>
            {(props) => (
              <Button {...props} variant="default" loading={bring.isPending} leftSection={<IconPhotoUp size={18} stroke={1.7} aria-hidden />}>
                {t(look.logo === null ? "logo.bring" : "logo.replace")}
              </Button>
            )}
          </FileButton>
          {look.logo !== null && (
            <Button variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
              {t("logo.remove")}
            </Button>
          )}
        </Group>
      )}
    </div>
  );
}
