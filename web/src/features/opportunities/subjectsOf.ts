import type { OpportunityRow } from "../../api/contract";
import type { Subject } from "../held/subject";

/** Who need not be spoken to: the customer, where it is known, or the machine alone. */
export function subjectsOf(row: OpportunityRow): Subject[] {
  const machine: Subject = { kind: "machine", id: row.machine_id, name: row.serial_number };
  if (row.customer_id === null) return [machine];
  return [{ kind: "customer", id: row.customer_id, name: row.customer_name ?? row.customer_id }, machine];
}
