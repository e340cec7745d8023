import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { cellQuery, type CellAddress } from "../../api/queries";
import { Loaded } from "../../components/Loaded";
import { PdfLines } from "./PdfLines";
import { SheetGrid } from "./SheetGrid";
import { SourceHead } from "./SourceHead";

interface Props {
  address: CellAddress;
}

/** A cell in its file, as the file had it. Shown in the drawer over any page and on a page of its own. */
export function SourceView({ address }: Props) {
  const query = useQuery(cellQuery(address));
  const cell = `${address.table}.${address.row}.${address.column}`;
  return (
    <Loaded
      query={query}
      skeleton={
        <Stack gap="md">
          <Skeleton h={28} w="60%" />
          <Skeleton h={96} />
          <Skeleton h={360} />
        </Stack>
      }
    >
      {(source) => (
        <Stack gap="md">
          <SourceHead source={source} />
          {/* The key makes a new frame for each cell, which then scrolls to it. */}
          {source.is_pdf ? <PdfLines key={cell} source={source} /> : <SheetGrid key={cell} source={source} />}
        </Stack>
      )}
    </Loaded>
  );
}
