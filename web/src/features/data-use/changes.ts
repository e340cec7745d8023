import type { DataUse, MachineRow } from "../../api/contract";

/** What may be done with the rows of the register by those who keep it. */
export interface Changes {
  selected: ReadonlyMap<string, MachineRow>;
  onSelect: (machines: readonly MachineRow[], picked: boolean) => void;
  onEnter: (machine: MachineRow) => void;
  onEnd: (of: { machine: MachineRow; agreement: DataUse }) => void;
}
