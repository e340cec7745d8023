/** The sections of the report, in their order; the ids are the anchors in the address. */
export const SECTIONS = [
  "cover",
  "findings",
  "questions",
  "completeness",
  "campaigns",
  "gaps",
  "revenue",
  "potential",
  "start",
  "assumptions",
  "meanings",
] as const;

export type SectionId = (typeof SECTIONS)[number];

export function isSection(value: unknown): value is SectionId {
  return SECTIONS.some((section) => section === value);
}

const OF_MEASURE: Record<string, SectionId> = {
  completeness: "completeness",
  question: "questions",
  campaign: "campaigns",
  gap: "gaps",
  revenue: "revenue",
  potential: "potential",
};

/** Where a figure is explained best, for those who did not come from the report. */
export function sectionOf(figure: string): SectionId {
  return OF_MEASURE[figure.split(".")[0] ?? ""] ?? "cover";
}
