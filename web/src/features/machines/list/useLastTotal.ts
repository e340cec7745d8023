import { useState } from "react";

/** The number of machines, or the last one known while a new one is counted. */
export function useLastTotal(total: number | undefined): number | undefined {
  const [kept, setKept] = useState(total);
  if (total !== undefined && total !== kept) setKept(total);
  return total ?? kept;
}
