import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { chunkQuery } from "../queries";
import type { MachineSearch } from "../search";

/**
 * The search whose rows are shown. After a change of filter or order the rows before stay until the first new ones are
 * there, so that the table never flashes empty.
 */
export function useShownSearch(search: MachineSearch) {
  const first = useQuery(chunkQuery(search, 0));
  const [shown, setShown] = useState(search);
  const settled = first.isSuccess || first.isError;
  if (settled && shown !== search) setShown(search);
  const waiting = shown !== search && !settled;
  return { shown: waiting ? shown : search, first, waiting };
}
