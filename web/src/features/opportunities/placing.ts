import type { QueryClient } from "@tanstack/react-query";
import type { OpportunityDetail, OpportunityRow } from "../../api/contract";
import type { Board, BoardColumn, OpportunityPage } from "./queries";

// Boards, lists and details hold the same opportunity; a change shows in all of them at once, before the server answers.

const value = (row: OpportunityRow) => row.value_eur ?? 0;

function without(column: BoardColumn, id: string): BoardColumn {
  const old = column.items.find((item) => item.id === id);
  if (!old) return column;
  return {
    ...column,
    total: column.total - 1,
    value_eur: column.value_eur - value(old),
    items: column.items.filter((item) => item.id !== id),
  };
}

/** Highest priority first, as the server orders a column. */
function withRow(column: BoardColumn, row: OpportunityRow): BoardColumn {
  const at = column.items.findIndex((item) => item.score < row.score);
  const items = at < 0 ? [...column.items, row] : column.items.toSpliced(at, 0, row);
  return { ...column, total: column.total + 1, value_eur: column.value_eur + value(row), items };
}

function inBoard(board: Board | undefined, row: OpportunityRow): Board | undefined {
  const from = board?.columns.find((column) => column.items.some((item) => item.id === row.id));
  if (!board || !from) return board;
  const columns = board.columns.map((column) => {
    if (column.stage === from.stage && column.stage === row.stage) {
      return { ...column, items: column.items.map((item) => (item.id === row.id ? row : item)) };
    }
    if (column.stage === from.stage) return without(column, row.id);
    return column.stage === row.stage ? withRow(column, row) : column;
  });
  return { columns };
}

function inPage(page: OpportunityPage | undefined, row: OpportunityRow): OpportunityPage | undefined {
  if (!page?.items.some((item) => item.id === row.id)) return page;
  return { ...page, items: page.items.map((item) => (item.id === row.id ? row : item)) };
}

/** Puts the row where it now belongs in everything that is shown. */
export function placeRow(client: QueryClient, row: OpportunityRow): void {
  client.setQueriesData<Board>({ queryKey: ["opportunities", "board"] }, (board) => inBoard(board, row));
  client.setQueriesData<OpportunityPage>({ queryKey: ["opportunities", "list"] }, (page) => inPage(page, row));
  client.setQueriesData<OpportunityDetail>({ queryKey: ["opportunities", "detail", row.id] }, (detail) => detail && { ...detail, ...row });
}

export function placeDetail(client: QueryClient, detail: OpportunityDetail): void {
  const { postcode: _p, contact: _c, customer_number: _n, proofs: _f, activities: _a, can_undo: _u, can_edit: _e, topic_rows: _t, lead: _l, ...row } = detail;
  placeRow(client, row);
  client.setQueryData(["opportunities", "detail", detail.id], detail);
}
