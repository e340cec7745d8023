import { Anchor, Button, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "../../api/client";
import type { ProfileVersion } from "../../api/contract";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";

interface Props {
  /** Newest first. */
  versions: ProfileVersion[];
  editable: boolean;
}

/** Who saved what when; any version can be brought back. */
export function ProfileVersions({ versions, editable }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const client = useQueryClient();
  const [newest] = versions;
  const restore = useMutation({
    mutationFn: (of: ProfileVersion) =>
      api.post<ProfileVersion>(`/mapping-profiles/${encodeURIComponent(of.source)}/restore`, { version: of.version }, { etag: newest?.etag }),
    onSuccess: (saved) => {
      notify({ message: t("profile.saved", { source: saved.source, version: String(saved.version) }) });
      void client.invalidateQueries({ queryKey: ["mapping-profiles"] });
    },
  });
  return (
    <Table.ScrollContainer minWidth={420}>
      <Table fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("profile.version")}</Table.Th>
            <Table.Th>{t("profile.saved_by")}</Table.Th>
            <Table.Th>{t("profile.tables")}</Table.Th>
            <Table.Th>{t("profile.actions")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.map((of) => (
            <Table.Tr key={of.version}>
              <Table.Td>{of.version}</Table.Td>
              <Table.Td>{t("profile.decided", { person: of.saved_by, at: format.instant(of.saved_at) })}</Table.Td>
              <Table.Td>{of.removed ? <Text span inherit c="dimmed">{t("profile.was_removed")}</Text> : format.number(of.tables.length)}</Table.Td>
              <Table.Td>
                {!of.removed && (
                  <Anchor size="sm" mr="sm" href={apiUrl(`/mapping-profiles/${encodeURIComponent(of.source)}/mapping.toml`, { version: of.version })} download>
                    {t("profile.download")}
                  </Anchor>
                )}
                {editable && !of.removed && of !== newest && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("profile.restore_version", { version: String(of.version) })}
                    loading={restore.isPending && restore.variables.version === of.version}
                    onClick={() => restore.mutate(of)}
                  >
                    {t("profile.restore")}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
