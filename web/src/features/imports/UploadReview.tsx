import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CatchBoundary } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Job, Upload } from "../../api/contract";
import { jobQuery } from "../../api/queries";
import { useMay } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import { columnsLeft, holdsNothing, keyOf, outcomeOf, questionsIn, questionsOf, savable } from "./decisions";
import { DiscardDialog } from "./DiscardDialog";
import { HiddenSheets } from "./HiddenSheets";
import { ReportLayouts } from "./layout/ReportLayouts";
import { uploadQuery } from "./queries";
import { SaveProfile } from "./SaveProfile";
import { TableCard } from "./TableCard";
import { TableFault } from "./TableFault";
import classes from "./Upload.module.css";
import { UploadProblems } from "./UploadProblems";
import { useDecisions } from "./useDecisions";
import { useOpened } from "./useOpened";

/** What was recognised, to be confirmed: questions first, then everything else, then "Import". */
export function UploadReview({ upload }: { upload: Upload }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const client = useQueryClient();
  const { shown, said, decide, saving } = useDecisions(upload);
  const may = useMay();
  const { tables, isOpen, toggle, goToQuestion } = useOpened(shown.tables);
  const [discarding, setDiscarding] = useState(false);
  const questions = questionsOf(shown);
  const taken = shown.tables.filter((table) => !table.ignored && table.kind !== null).length;
  const leftOut = shown.tables.filter((table) => table.ignored).length;
  const found = shown.tables.filter((table) => !holdsNothing(table)).length;
  const outcome = outcomeOf(shown);
  const columns = columnsLeft(shown);
  const counted = t("upload.tables", { count: found, number: format.number(found) });

  const start = useMutation({
    mutationFn: () => api.post<Job>(`/uploads/${encodeURIComponent(upload.id)}/import`),
    onSuccess: (job) => {
      // A short job is over before this answer comes; the events know better then.
      client.setQueryData(jobQuery(job.id).queryKey, (told) => told ?? job);
      client.setQueryData(uploadQuery(upload.id).queryKey, (before) => before && { ...before, state: "importing" as const, job });
      window.scrollTo({ top: 0 });
    },
    onError: () => client.invalidateQueries({ queryKey: ["uploads"] }),
  });

  return (
    <>
      {upload.state === "failed" && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} title={t("upload.failed_title")} mb="md">
          {upload.job?.error && <Text fw={600}>{upload.job.error}</Text>}
          {t("upload.failed_text")}
        </Alert>
      )}
      <Text size="lg" mb="md" role="status">
        {found === 0
          ? outcome === "unreadable"
            ? t("upload.intro_unreadable", { count: upload.files, number: format.number(upload.files) })
            : t("upload.intro_nothing")
          : questions > 0
            ? t("upload.intro_open", { count: questions, number: format.number(questions), tables: counted })
            : columns.left > 0
              ? t("upload.intro_left", { count: columns.left, number: format.number(columns.left), all: format.number(columns.all) })
              : t("upload.intro_clear")}
      </Text>
      <Stack gap="sm">
        {tables.map((table) => (
          // One table that cannot be drawn takes neither the others nor the way out with it.
          <CatchBoundary key={keyOf(table)} getResetKey={() => JSON.stringify(said[keyOf(table)] ?? null)} errorComponent={() => <TableFault table={table} />}>
            <TableCard
              uploadId={upload.id}
              table={table}
              said={said[keyOf(table)]}
              opened={isOpen(table)}
              onToggle={() => toggle(table)}
              onDecide={decide}
            />
          </CatchBoundary>
        ))}
      </Stack>
      <HiddenSheets sheets={shown.hidden} onDecide={decide} />
      <ReportLayouts upload={upload} />
      <UploadProblems upload={upload} unfolded={outcome === "unreadable"} />
      <div className={classes.foot}>
        <Text c="dimmed" role="status">
          {taken === 0 && leftOut > 0 && questions === 0
            ? t("upload.nothing_taken")
            : [
                t("upload.taken", { count: taken, number: format.number(taken) }),
                leftOut > 0 && t("upload.left_out", { count: leftOut, number: format.number(leftOut) }),
                saving && t("upload.saving"),
              ]
                .filter(Boolean)
                .join(" · ")}
        </Text>
        <Group gap={6}>
          <Button variant={found === 0 ? "default" : "subtle"} color="gray" px={found === 0 ? undefined : "xs"} onClick={() => setDiscarding(true)}>
            {t("upload.discard")}
          </Button>
          {may("sources") && <SaveProfile upload={shown} sources={savable(shown, said)} disabled={questions > 0 || saving} />}
          {questions > 0 ? (
            <Button color="amber.8" onClick={() => goToQuestion(shown.tables.find((table) => questionsIn(table) > 0))}>
              {t("upload.next_question")} ({format.number(questions)})
            </Button>
          ) : (
            <Button disabled={taken === 0 || saving} loading={start.isPending} onClick={() => start.mutate()}>
              {t("upload.import")}
            </Button>
          )}
        </Group>
      </div>
      {discarding && <DiscardDialog upload={upload} onClose={() => setDiscarding(false)} />}
    </>
  );
}
