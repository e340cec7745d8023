import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Capacity, PolicyPartOf } from "../../api/contract";
import { OwnerSelect } from "../opportunities/OwnerSelect";
import { OwnerCapacity } from "./OwnerCapacity";
import { PartCard } from "./PartCard";
import { usePart } from "./usePart";
import { WeekInput } from "./WeekInput";

/** How many opportunities a person can begin in a week; what is beyond waits. */
export function CapacityCard({ part }: { part: PolicyPartOf<Capacity> }) {
  const { t } = useTranslation("policy");
  const edited = usePart("capacity", part);
  const { usual, of } = edited.value;
  const owners = Object.keys(of).sort((a, b) => a.localeCompare(b));
  const set = (owner: string, week: number | null) => {
    const { [owner]: _, ...others } = of;
    edited.set({ usual, of: week === null ? others : { ...others, [owner]: week } });
  };
  return (
    <PartCard name="capacity" part={part} edited={edited}>
      <Stack gap="sm" maw="28rem">
        <WeekInput
          label={t("capacity.usual")}
          description={t("capacity.usual_hint")}
          placeholder={t("capacity.unlimited")}
          readOnly={edited.isLocked}
          value={usual}
          onChange={(week) => edited.set({ usual: week, of })}
        />
        {owners.map((owner) => (
          <OwnerCapacity key={owner} owner={owner} week={of[owner] ?? 1} readOnly={edited.isLocked} onChange={(week) => set(owner, week)} />
        ))}
        {!edited.isLocked && (
          <OwnerSelect
            label={t("capacity.add")}
            placeholder={t("capacity.person")}
            value={null}
            not={owners}
            onChange={(owner) => {
              if (owner) set(owner, usual ?? 10);
            }}
          />
        )}
      </Stack>
    </PartCard>
  );
}
