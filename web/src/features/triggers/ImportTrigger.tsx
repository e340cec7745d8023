import { Button, FileButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { TriggerVersionFull } from "../../api/contract";
import { notify } from "../../components/notify";
import { forgetFileError, notifyFileError } from "../../components/notifyError";

/** Takes a trigger's file as a draft; what is in force stays. */
export function ImportTrigger() {
  const { t } = useTranslation("triggers");
  const client = useQueryClient();
  const navigate = useNavigate();
  const bring = useMutation({
    onMutate: forgetFileError,
    mutationFn: async (file: File) => api.post<TriggerVersionFull>("/triggers/import", { definition: await file.text() }),
    onSuccess: async ({ version: made }) => {
      notify({ message: t("list.imported", { title: made.title, version: String(made.version) }) });
      void client.invalidateQueries({ queryKey: ["triggers"] });
      await navigate({ to: "/triggers/$id/versions/$version", params: { id: made.trigger, version: String(made.version) } });
    },
    onError: (error, file) => notifyFileError(file.name, error),
    meta: { quiet: true },
  });
  return (
    <FileButton onChange={(file) => file && bring.mutate(file)} accept=".toml,application/toml">
      {(props) => (
        <Button {...props} variant="default" loading={bring.isPending}>
          {t("list.import")}
        </Button>
      )}
    </FileButton>
  );
}
