import { Button, Menu } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Upload } from "../../api/contract";
import { notify } from "../../components/notify";
import { uploadQuery } from "./queries";

interface Props {
  upload: Upload;
  /** Sources with something to save. */
  sources: string[];
  disabled: boolean;
}

/** Keeps what was settled for the next deliveries of a source. */
export function SaveProfile({ upload, sources, disabled }: Props) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (source: string) => api.post<Upload>(`/uploads/${encodeURIComponent(upload.id)}/profile`, { source }),
    onSuccess: (read, source) => {
      client.setQueryData(uploadQuery(upload.id).queryKey, read);
      void client.invalidateQueries({ queryKey: ["mapping-profiles"] });
      const version = read.tables.find((table) => table.source === source && table.profile !== null)?.profile ?? 1;
      notify({ message: t("profile.saved", { source, version: String(version) }) });
    },
  });
  const [only] = sources;
  if (only === undefined) return null;
  if (sources.length === 1) {
    return (
      <Button maw="100%" variant="default" leftSection={<IconBookmark size={16} aria-hidden />} disabled={disabled} loading={save.isPending} onClick={() => save.mutate(only)}>
        {t("profile.save", { source: only })}
      </Button>
    );
  }
  return (
    <Menu position="top-end" withinPortal>
      <Menu.Target>
        <Button maw="100%" variant="default" leftSection={<IconBookmark size={16} aria-hidden />} disabled={disabled} loading={save.isPending}>
          {t("profile.save_menu")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {sources.map((source) => (
          <Menu.Item key={source} onClick={() => save.mutate(source)}>
            {t("profile.save_for", { source })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
