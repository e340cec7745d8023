import { Stack } from "@mantine/core";
import { useState } from "react";
import type { DataUse, DataUseRegister, MachineRow } from "../../api/contract";
import { useMay } from "../../api/session";
import { AgreementDialog } from "./AgreementDialog";
import { Blocked } from "./Blocked";
import { EndDialog } from "./EndDialog";
import { Figures } from "./Figures";
import { KeptNotice } from "./KeptNotice";
import { Machines } from "./Machines";
import { SelectionBar } from "./SelectionBar";
import { useSelection } from "./useSelection";
import { WorkbookCard } from "./WorkbookCard";

interface Props {
  register: DataUseRegister;
  /** Whether another search was asked for since. */
  stale: boolean;
}

/** The register, and the dialogs that change it. */
export function Register({ register, stale }: Props) {
  const may = useMay();
  const { selected, select, clear } = useSelection();
  const [entering, setEntering] = useState<MachineRow[] | null>(null);
  const [ending, setEnding] = useState<{ machine: MachineRow; agreement: DataUse } | null>(null);
  const changes = may("sources") ? { selected, onSelect: select, onEnter: (machine: MachineRow) => setEntering([machine]), onEnd: setEnding } : null;
  return (
    <Stack gap="md">
      <KeptNotice register={register} />
      <Figures register={register} />
      {register.is_kept && <Blocked blocked={register.blocked} />}
      <Machines register={register} stale={stale} changes={changes} />
      <WorkbookCard />
      {selected.size > 0 && <SelectionBar count={selected.size} onEnter={() => setEntering([...selected.values()])} onClear={clear} />}
      {entering && <AgreementDialog machines={entering} onEntered={clear} onClose={() => setEntering(null)} />}
      {ending && <EndDialog machine={ending.machine} agreement={ending.agreement} onClose={() => setEnding(null)} />}
    </Stack>
  );
}
