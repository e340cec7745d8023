import { Anchor, Button, Paper, Skeleton, Table, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, apiUrl } from "../../api/client";
import type { SegmentFull, SegmentRow, SegmentVersion } from "../../api/contract";
import { useMay } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { versionsQuery } from "./queries";

/** Who saved what when and why; any version can be brought back. */
export function Versions({ segment }: { segment: SegmentRow }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const may = useMay();
  const client = useQueryClient();
  const query = useQuery(versionsQuery(segment.id));
  const path = `/segments/${encodeURIComponent(segment.id)}`;
  const restore = useMutation({
    mutationFn: (of: SegmentVersion) => api.post<SegmentFull>(`${path}/restore`, { version: of.version }, { etag: segment.etag }),
    onSuccess: (saved) => {
      notify({ message: t("builder.saved", { title: saved.segment.title, version: String(saved.segment.version) }) });
      void client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
  return (
    <Paper p="md" component="section" aria-labelledby="versions">
      <Title order={2} id="versions" mb="xs">
        {t("versions.title")}
      </Title>
      <Loaded query={query} skeleton={<Skeleton h={120} />}>
        {(versions) => (
          <Table.ScrollContainer minWidth={420} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-labelledby": "versions" } }}>
            <Table fz="sm">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("versions.version")}</Table.Th>
                  <Table.Th>{t("versions.saved")}</Table.Th>
                  <Table.Th>{t("versions.why")}</Table.Th>
                  <Table.Th>{t("versions.actions")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {versions.map((of) => (
                  <Table.Tr key={of.version}>
                    <Table.Td>{of.version}</Table.Td>
                    <Table.Td>{of.shipped ? t("versions.shipped") : t("archived.by", { person: of.saved_by, at: format.instant(of.saved_at) })}</Table.Td>
                    <Table.Td>
                      {of.archived ? (
                        <Text span inherit c="dimmed">
                          {t("versions.archived")}
                        </Text>
                      ) : (
                        of.why
                      )}
                    </Table.Td>
                    <Table.Td>
                      <Anchor size="sm" mr="sm" href={apiUrl(`${path}/segment.toml`, { version: of.version })} download aria-label={t("versions.file_label", { version: String(of.version) })}>
                        TOML
                      </Anchor>
                      {may("segments") && of.version !== segment.version && (
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={t("versions.restore_label", { version: String(of.version) })}
                          loading={restore.isPending && restore.variables.version === of.version}
                          onClick={() => restore.mutate(of)}
                        >
                          {t("versions.restore")}
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
    </Paper>
  );
}
