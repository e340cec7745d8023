import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { jobQuery } from "../../api/queries";
import { AnchorLink } from "../../components/AnchorLink";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { ImportResult } from "./ImportResult";
import { JobProgress } from "./JobProgress";
import { uploadQuery } from "./queries";
import { UploadReview } from "./UploadReview";
import { UploadSteps } from "./UploadSteps";

const route = getRouteApi("/imports/uploads/$id");

const skeleton = (
  <Stack gap="sm">
    <Skeleton h={24} w="60%" />
    <Skeleton h={280} />
    <Skeleton h={64} />
  </Stack>
);

export function UploadPage() {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const client = useQueryClient();
  const { id } = route.useParams();
  const query = useQuery(uploadQuery(id));
  const upload = query.data;
  const jobId = upload?.state === "importing" || upload?.state === "done" ? upload.job?.id : undefined;
  const job = useQuery({ ...jobQuery(jobId ?? ""), enabled: jobId !== undefined }).data ?? upload?.job;
  const finished = upload?.state === "importing" && (job?.state === "done" || job?.state === "failed");

  // The job tells first that it is finished; the upload then says with which delivery.
  useEffect(() => {
    if (finished) void client.invalidateQueries({ queryKey: ["uploads"] });
  }, [finished, client]);

  return (
    <>
      <Text size="sm" mb={4}>
        <AnchorLink to="/imports">{t("to_imports")}</AnchorLink>
      </Text>
      <PageTitle
        title={upload?.name ?? t("upload.page_title")}
        subtitle={
          upload &&
          t("upload.received", {
            at: format.instant(upload.created_at),
            person: upload.created_by,
            files: t("sending.files", { count: upload.files, number: format.number(upload.files) }),
            size: format.bytes(upload.bytes),
          })
        }
      />
      <Loaded query={query} skeleton={skeleton}>
        {(loaded) => (
          <>
            <UploadSteps state={loaded.state} />
            {loaded.state === "done" ? (
              <ImportResult result={job?.result ?? null} batch={loaded.batch} />
            ) : loaded.state === "importing" && job ? (
              <JobProgress job={job} />
            ) : (
              <UploadReview key={loaded.id} upload={loaded} />
            )}
          </>
        )}
      </Loaded>
    </>
  );
}
