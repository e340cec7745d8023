import type { About } from "./rules";
import type { FactField } from "./useFields";

interface Wrong {
  at: number[];
  what: string;
}

/** What the builder tells its editors. */
export interface BuilderContext {
  about: About;
  /** The segment or trigger that is edited: it must not name itself. */
  id: string | null;
  /** Names of thresholds that values may be compared with. */
  parameters: readonly string[];
  /** What the server refused. */
  wrong: Wrong | null;
}

/** What every editor of a value is given. */
export interface EditorProps {
  fact: FactField;
  value: unknown;
  label: string;
  parameters: readonly string[];
  onChange: (value: unknown) => void;
  error: string | null;
}

/** "2.1": the place of a rule or group, as people count. */
export const placeOf = (path: readonly number[]) => path.map((at) => at + 1).join(".");

export const isNumeric = (data: string) => data === "number" || data === "integer" || data === "money";
