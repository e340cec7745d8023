import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AssessmentView } from "../../api/contract";
import classes from "./Assessment.module.css";
import { AssumptionsDialog } from "./assumptions/AssumptionsDialog";
import { AssumptionsSection } from "./assumptions/AssumptionsSection";
import { WhatIfNotice } from "./assumptions/WhatIfNotice";
import { Campaigns } from "./campaigns/Campaigns";
import { CompletenessSection } from "./completeness/CompletenessSection";
import { Contents } from "./Contents";
import { Cover } from "./cover/Cover";
import { Findings } from "./cover/Findings";
import { Questions } from "./cover/Questions";
import { Gaps } from "./gaps/Gaps";
import { Meanings } from "./Meanings";
import { Potential } from "./money/Potential";
import { RevenueSection } from "./money/RevenueSection";
import { assessmentQuery } from "./queries";
import { ReportProvider } from "./reportContext";
import { StartWith } from "./start/StartWith";
import { useAnchor } from "./useAnchor";

interface Props {
  view: AssessmentView;
  assumptions: string | undefined;
  /** The figures of other assumptions are on their way. */
  stale: boolean;
}

/** The whole report, with the list of its chapters beside it. */
export function ReportView({ view, assumptions, stale }: Props) {
  const [editing, { open, close }] = useDisclosure(false);
  const usual = useQuery({ ...assessmentQuery(undefined), enabled: assumptions !== undefined || editing }).data;
  const report = useMemo(
    () => ({ view, assumptions, usual: assumptions === undefined ? undefined : usual, onEdit: open }),
    [view, assumptions, usual, open],
  );
  useAnchor();
  return (
    <ReportProvider value={report}>
      <div className={classes.page}>
        <Contents />
        <div className={classes.report} data-stale={stale || undefined} aria-busy={stale}>
          {assumptions !== undefined && <WhatIfNotice />}
          <Cover />
          <Findings />
          <Questions />
          <CompletenessSection />
          <Campaigns />
          <Gaps />
          <RevenueSection />
          <Potential />
          <StartWith />
          <AssumptionsSection />
          <Meanings />
        </div>
      </div>
      {editing && usual && <AssumptionsDialog usual={usual} onClose={close} />}
    </ReportProvider>
  );
}
