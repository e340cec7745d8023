import { Button, Group, Paper, Text } from "@mantine/core";
import { IconMarquee2 } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import type { Upload } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { LayoutDialog } from "./LayoutDialog";
import { reportsQuery } from "./queries";

// Archives may hold reports; the server looks into them.
const MAY_HOLD_REPORTS = /\.(pdf|zip)/i;

/** Reports in PDF whose layout nobody can guess: one of them is marked as an example. */
export function ReportLayouts({ upload }: { upload: Upload }) {
  const { t } = useTranslation("imports");
  const may = useMay();
  const client = useQueryClient();
  const [marking, setMarking] = useState(false);
  const names = [upload.name, ...upload.tables.map((table) => table.file), ...upload.problems.map((problem) => problem.file)];
  const query = useQuery({ ...reportsQuery(upload.id), enabled: may("import") && names.some((name) => MAY_HOLD_REPORTS.test(name)) });
  const forget = useMutation({
    mutationFn: (name: string) => api.delete(`/uploads/${encodeURIComponent(upload.id)}/template/${encodeURIComponent(name)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ["uploads"] }),
  });
  const reports = query.data;
  if (!reports || reports.files.length === 0) return null;
  return (
    <Paper px="md" py="xs" mt="sm">
      <Group justify="space-between">
        <Text size="sm">{t("layout.offer")}</Text>
        <Button size="compact-sm" variant="default" leftSection={<IconMarquee2 size={16} aria-hidden />} onClick={() => setMarking(true)}>
          {t("layout.mark")}
        </Button>
      </Group>
      {reports.layouts.map((name) => (
        <Group key={name} gap="xs" mt={4}>
          <Text size="sm" c="dimmed">
            {t("layout.known", { name })}
          </Text>
          <Button size="compact-xs" variant="subtle" color="gray" loading={forget.isPending && forget.variables === name} onClick={() => forget.mutate(name)}>
            {t("layout.forget")}
          </Button>
        </Group>
      ))}
      {marking && <LayoutDialog upload={upload} reports={reports} onClose={() => setMarking(false)} />}
    </Paper>
  );
}
