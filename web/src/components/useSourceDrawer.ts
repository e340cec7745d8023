import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { CellAddress } from "../api/queries";

/** The drawer's cell is part of the address (?cell=table.row.column): it can be shared, and Back closes it. */
export function useSourceDrawer() {
  const navigate = useNavigate();
  const cell = useSearch({ strict: false, select: (search) => search.cell });
  const [table, row, column] = cell?.split(".").map(Number) ?? [];
  const address: CellAddress | null = table === undefined || row === undefined || column === undefined ? null : { table, row, column };

  const open = useCallback(
    (place: CellAddress) =>
      void navigate({
        to: ".",
        search: (previous) => ({ ...previous, cell: `${place.table}.${place.row}.${place.column}` }),
        resetScroll: false,
      }),
    [navigate],
  );
  const close = useCallback(
    () => void navigate({ to: ".", search: (previous) => ({ ...previous, cell: undefined }), replace: true, resetScroll: false }),
    [navigate],
  );
  return { address, open, close };
}
