/** 08:30, from "2026-11-03T08:30:00": the builder's local time, which has no zone. */
export const timeOf = (local: string): string => local.slice(11, 16);
