import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useSession } from "../../api/session";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { useFormats } from "../../format/useFormats";
import { AssessmentEmpty } from "./AssessmentEmpty";
import { AssessmentSkeleton } from "./AssessmentSkeleton";
import { NoSuchAssumptions } from "./assumptions/NoSuchAssumptions";
import { assessmentQuery } from "./queries";
import { ReportActions } from "./ReportActions";
import { ReportView } from "./ReportView";

const route = getRouteApi("/assessment");

/** The assessment of the installed base: a report for those who run the service business. */
export function AssessmentPage() {
  const { t } = useTranslation("assessment");
  const format = useFormats();
  const session = useSession();
  const { assumptions } = route.useSearch();
  const empty = session.machines === 0 || session.as_of === null;
  const query = useQuery({ ...assessmentQuery(assumptions), enabled: !empty });
  const day = query.data?.as_of ?? session.as_of;
  const { data } = query;
  return (
    <>
      <PageTitle
        title={t("title")}
        subtitle={day === null || day === undefined ? t("subtitle_empty") : t("subtitle", { day: format.dayLong(day) })}
        actions={!empty && data && data.result.cover.machines.machines > 0 && <ReportActions assumptions={assumptions} />}
      />
      {query.isError && !data && assumptions !== undefined && <NoSuchAssumptions />}
      {empty ? (
        <AssessmentEmpty />
      ) : (
        <Loaded query={query} skeleton={<AssessmentSkeleton />}>
          {(view) =>
            view.result.cover.machines.machines === 0 ? (
              <AssessmentEmpty />
            ) : (
              <ReportView view={view} assumptions={assumptions} stale={query.isPlaceholderData} />
            )
          }
        </Loaded>
      )}
    </>
  );
}
