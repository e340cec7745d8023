import { Alert } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Job } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { JobProgress } from "./JobProgress";

/** Taking back while it runs, and what came of it. */
export function TakeBackProgress({ job }: { job: Job }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  if (job.state === "failed") {
    return (
      <Alert color="red" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />}>
        {job.error}
      </Alert>
    );
  }
  if (job.state !== "done") return <JobProgress job={job} />;
  const { result } = job;
  return (
    <Alert color="teal" variant="default" icon={<IconCheck size={20} aria-hidden />} title={t("batch.taken_back_title")} role="status">
      {result &&
        t("batch.taken_back_result", {
          gone: format.number(result.machines_gone),
          changed: format.number(result.machines_changed),
          fires: result.fires === null ? "–" : format.number(result.fires),
        })}
    </Alert>
  );
}
