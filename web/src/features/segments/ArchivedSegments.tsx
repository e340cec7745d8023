import { Button, Group, Paper, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { SegmentFull, SegmentVersion } from "../../api/contract";
import { useMay } from "../../api/session";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { archivedQuery } from "./queries";

/** Segments that were put away; each can be brought back. */
export function ArchivedSegments() {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const may = useMay();
  const client = useQueryClient();
  const { data = [] } = useQuery(archivedQuery);
  const restore = useMutation({
    mutationFn: ({ id, newest }: { id: string; newest: SegmentVersion }) =>
      api.post<SegmentFull>(`/segments/${encodeURIComponent(id)}/restore`, { version: newest.version }, { etag: newest.etag }),
    onSuccess: (saved) => {
      notify({ message: t("builder.saved", { title: saved.segment.title, version: String(saved.segment.version) }) });
      void client.invalidateQueries({ queryKey: ["segments"] });
    },
  });
  if (data.length === 0) return null;
  return (
    <Paper component="section" p="md" mt="md" aria-labelledby="archived">
      <Title order={2} id="archived" mb="xs">
        {t("archived.title")}
      </Title>
      {data.map(({ id, newest }) => (
        <Group key={id} justify="space-between" py={4}>
          <Text>
            {newest.title}{" "}
            <Text span inherit size="sm" c="dimmed">
              {t("archived.by", { person: newest.saved_by, at: format.instant(newest.saved_at) })}
            </Text>
          </Text>
          {may("segments") && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t("archived.restore_label", { title: newest.title })}
              loading={restore.isPending && restore.variables.id === id}
              onClick={() => restore.mutate({ id, newest })}
            >
              {t("versions.restore")}
            </Button>
          )}
        </Group>
      ))}
    </Paper>
  );
}
