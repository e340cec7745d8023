import { createContext, useContext } from "react";
import type { AssessmentView } from "../../api/contract";
import type { SectionId } from "./sections";

export interface Report {
  view: AssessmentView;
  /** The assumptions that differ, as the address has them. */
  assumptions: string | undefined;
  /** The report under the usual assumptions, once it is there and where these are not they. */
  usual: AssessmentView | undefined;
  /** Opens the form for the assumptions; missing where the report itself is not shown. */
  onEdit?: () => void;
}

const ReportContext = createContext<Report | null>(null);
const SectionContext = createContext<SectionId>("cover");

export const ReportProvider = ReportContext.Provider;
export const SectionProvider = SectionContext.Provider;

/** The report that the part of the page belongs to. */
export function useReport(): Report {
  const report = useContext(ReportContext);
  if (!report) throw new Error("no report around this");
  return report;
}

/** The section that the part of the page stands in. */
export function useSection(): SectionId {
  return useContext(SectionContext);
}
