import type { Assumptions } from "../../../api/contract";
import type { AssumptionId } from "../changes";

type Field =
  | { kind: "share" }
  | { kind: "number"; from: number; to: number; digits?: number; unit?: "months" | "years" | "days" }
  | { kind: "choice"; of: readonly string[] }
  | { kind: "ages" }
  | { kind: "countries" }
  | { kind: "weights" };

/** How each assumption is typed in, and what the server takes. */
export const FIELDS: Record<AssumptionId, Field> = {
  horizon_months: { kind: "number", from: 1, to: 120, unit: "months" },
  attach_rate: { kind: "share" },
  renewal_rate: { kind: "share" },
  contract_value: { kind: "choice", of: ["price_list", "type_mean"] satisfies Assumptions["contract_value"][] },
  modernization_from_years: { kind: "number", from: 0, to: 100, digits: 1, unit: "years" },
  modernization_rate: { kind: "share" },
  parts_reach: { kind: "share" },
  parts_min_buyers: { kind: "number", from: 0, to: 100_000 },
  min_decided: { kind: "number", from: 0, to: 100_000 },
  rate_where_none_decided: { kind: "share" },
  location_current_days: { kind: "number", from: 0, to: 36_500, unit: "days" },
  location_undated: { kind: "choice", of: ["unknown", "current", "not_current"] satisfies Assumptions["location_undated"][] },
  visit_years: { kind: "number", from: 0, to: 100, digits: 1, unit: "years" },
  age_bands: { kind: "ages" },
  country_groups: { kind: "countries" },
  segment_by: { kind: "choice", of: ["country_group", "age"] satisfies Assumptions["segment_by"][] },
  segment_min_machines: { kind: "number", from: 0, to: 100_000 },
  start_weights: { kind: "weights" },
  chart_groups: { kind: "number", from: 1, to: 50 },
};

/** The form in parts, by what the assumptions change. */
export const GROUPS = {
  contract: ["attach_rate", "renewal_rate", "contract_value"],
  modernization: ["modernization_from_years", "modernization_rate"],
  parts: ["parts_reach", "parts_min_buyers"],
  horizon: ["horizon_months"],
  blocked: ["min_decided", "rate_where_none_decided"],
  questions: ["location_current_days", "location_undated", "visit_years"],
  segments: ["segment_by", "segment_min_machines", "start_weights", "age_bands", "country_groups", "chart_groups"],
} as const satisfies Record<string, readonly AssumptionId[]>;

/** What each potential rests on. */
export const OF_OFFER: Record<"contract" | "modernization" | "parts", readonly AssumptionId[]> = {
  contract: GROUPS.contract,
  modernization: GROUPS.modernization,
  parts: GROUPS.parts,
};
