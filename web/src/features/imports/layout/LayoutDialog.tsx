import { Alert, Button, Group, Modal, Pagination, SegmentedControl, Select, Skeleton, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import { useWords } from "../../../api/catalogue";
import type { ReportPage, TaughtLayout, Upload, UploadReports } from "../../../api/contract";
import { notify } from "../../../components/notify";
import classes from "./Layout.module.css";
import { MarkList } from "./MarkList";
import { type Mode, clicked, exampleOf, isComplete, noMarks } from "./marks";
import { reportPageQuery } from "./queries";
import { ReportSheet } from "./ReportSheet";
import { TaughtPreview } from "./TaughtPreview";

interface Props {
  upload: Upload;
  reports: UploadReports;
  onClose: () => void;
}

/** One report is marked; what that gives of all others is shown before it is kept. */
export function LayoutDialog({ upload, reports, onClose }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue, fieldLabel } = useWords();
  const client = useQueryClient();
  const [file, setFile] = useState(reports.files[0]?.number ?? 0);
  const [number, setNumber] = useState(1);
  const [marks, setMarks] = useState(() => noMarks("", t("layout.parts")));
  const [mode, setMode] = useState<Mode>({ does: "value" });
  const page = useQuery(reportPageQuery(upload.id, file, number));
  // The words of a mark are shown whichever page is looked at.
  const marked = [...new Set([...marks.values.map((mark) => mark.page), marks.table.page])];
  const seen = useQueries({ queries: marked.map((of) => ({ ...reportPageQuery(upload.id, file, of), enabled: of !== number })) });
  const pages = useMemo(() => {
    const known = new Map<number, ReportPage>();
    marked.forEach((of, at) => {
      const data = seen[at]?.data;
      if (data) known.set(of, data);
    });
    if (page.data) known.set(number, page.data);
    return known;
  }, [marked, seen, page.data, number]);
  const teach = useMutation({
    mutationFn: (keep: boolean) => api.post<TaughtLayout>(`/uploads/${encodeURIComponent(upload.id)}/template`, exampleOf(marks, file, keep, fieldLabel)),
    onSuccess: (taught) => {
      if (!taught.kept) return;
      notify({ message: t("layout.kept", { name: marks.name.trim() }) });
      void client.invalidateQueries({ queryKey: ["uploads"] });
      onClose();
    },
  });
  const change = (next: typeof marks) => {
    setMarks(next);
    // What was tried is not what is marked now.
    teach.reset();
  };
  const kinds = catalogue.kinds.map(({ id, label }) => ({ value: id, label }));
  return (
    <Modal opened onClose={onClose} fullScreen title={<Text fw={600}>{t("layout.title")}</Text>} closeButtonProps={{ "aria-label": t("upload.cancel") }}>
      <Text mb="md">{t("layout.intro")}</Text>
      <div className={classes.panes}>
        <div>
          <Group mb="sm" align="end">
            <Select
              label={t("layout.report")}
              w={320}
              searchable
              allowDeselect={false}
              data={reports.files.map((of) => ({ value: String(of.number), label: of.name }))}
              value={String(file)}
              onChange={(value) => {
                setFile(Number(value));
                setNumber(1);
                change({ ...marks, values: [], table: { ...marks.table, headings: [] } });
              }}
            />
            {(page.data?.pages ?? 1) > 1 && <Pagination size="sm" total={page.data?.pages ?? 1} value={number} onChange={setNumber} />}
          </Group>
          <SegmentedControl
            mb="sm"
            aria-label={t("layout.click")}
            data={[
              { value: "value", label: t("layout.mark_value") },
              { value: "heading", label: t("layout.mark_heading") },
            ]}
            value={mode.does === "heading" ? "heading" : "value"}
            onChange={(does) => setMode({ does: does === "heading" ? "heading" : "value" })}
          />
          {page.error && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />}>
              {page.error.message}
            </Alert>
          )}
          {page.isPending && <Skeleton h={600} />}
          {page.data && (
            <ReportSheet
              page={page.data}
              number={number}
              marks={marks}
              onClick={(text) => {
                change(clicked(marks, mode, number, text));
                if (mode.does === "label") setMode({ does: "value" });
              }}
            />
          )}
        </div>
        <div>
          <TextInput label={t("layout.name")} description={t("layout.name_text")} value={marks.name} onChange={(event) => change({ ...marks, name: event.currentTarget.value })} />
          <Select mt="xs" label={t("layout.kind")} allowDeselect={false} data={kinds} value={marks.kind} onChange={(kind) => kind && change({ ...marks, kind })} />
          {marks.table.headings.length > 0 && (
            <Group mt="xs" grow>
              <TextInput
                label={t("layout.table_name")}
                value={marks.table.name}
                onChange={(event) => change({ ...marks, table: { ...marks.table, name: event.currentTarget.value } })}
              />
              <Select
                label={t("layout.table_kind")}
                allowDeselect={false}
                data={kinds}
                value={marks.table.kind}
                onChange={(kind) => kind && change({ ...marks, table: { ...marks.table, kind } })}
              />
            </Group>
          )}
          <Text mt="md" size="sm" c="dimmed">
            {marks.values.length + marks.table.headings.length === 0 ? t("layout.nothing_marked") : t(mode.does === "line" ? "layout.click_line" : mode.does === "label" ? "layout.click_label" : "layout.marked")}
          </Text>
          <MarkList marks={marks} mode={mode} pages={pages} onMode={setMode} onChange={change} />
          {teach.error && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} mt="sm">
              {teach.error.message}
            </Alert>
          )}
          <Group mt="md" gap="xs">
            <Button variant="default" disabled={!isComplete(marks)} loading={teach.isPending && !teach.variables} onClick={() => teach.mutate(false)}>
              {t("layout.try")}
            </Button>
            <Button disabled={!isComplete(marks) || !teach.data} loading={teach.isPending && teach.variables} onClick={() => teach.mutate(true)}>
              {t("layout.keep")}
            </Button>
          </Group>
          {teach.data && <TaughtPreview taught={teach.data} />}
        </div>
      </div>
    </Modal>
  );
}
