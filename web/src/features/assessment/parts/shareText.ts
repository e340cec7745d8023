import type { Formats } from "../../../format/formats";

/** Not quite all is not all, and a little is not nothing. */
export function shareText(share: number, format: Formats): string {
  if (share < 1 && share > 0.99) return format.percent(0.99);
  if (share > 0 && share < 0.01) return format.percent(0.01);
  return format.percent(share);
}
