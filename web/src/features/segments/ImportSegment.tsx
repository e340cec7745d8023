import { Button, FileButton, Group, Modal, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError } from "../../api/client";
import type { SegmentFull } from "../../api/contract";
import { notify } from "../../components/notify";
import { forgetFileError, notifyFileError } from "../../components/notifyError";

/** Takes a segment file; asks before a segment that is there gets a new version by it. */
export function ImportSegment() {
  const { t } = useTranslation("segments");
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<File | null>(null);
  const bring = useMutation({
    onMutate: forgetFileError,
    mutationFn: async ({ file, replace }: { file: File; replace: boolean }) => api.post<SegmentFull>("/segments/import", { definition: await file.text(), replace }),
    onSuccess: async (saved) => {
      setAsking(null);
      notify({ message: t("builder.saved", { title: saved.segment.title, version: String(saved.segment.version) }) });
      void client.invalidateQueries({ queryKey: ["segments"] });
      await navigate({ to: "/segments/$id", params: { id: saved.segment.id } });
    },
    onError: (error, { file }) => {
      if (error instanceof ApiError && error.problem.code === "exists") setAsking(file);
      else notifyFileError(file.name, error);
    },
    meta: { quiet: true },
  });
  return (
    <>
      <FileButton onChange={(file) => file && bring.mutate({ file, replace: false })} accept=".toml,application/toml">
        {(props) => (
          <Button {...props} variant="default" loading={bring.isPending}>
            {t("list.import")}
          </Button>
        )}
      </FileButton>
      <Modal opened={asking !== null} onClose={() => setAsking(null)} title={<Text fw={600}>{t("import.title")}</Text>} closeButtonProps={{ "aria-label": t("import.cancel") }}>
        <Text mb="md">{t("import.text")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => setAsking(null)}>
            {t("import.cancel")}
          </Button>
          <Button loading={bring.isPending} onClick={() => asking !== null && bring.mutate({ file: asking, replace: true })}>
            {t("import.replace")}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
