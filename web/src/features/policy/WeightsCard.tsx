import { useState } from "react";
import type { PolicyPartOf, Weights } from "../../api/contract";
import { PartCard } from "./PartCard";
import classes from "./Policy.module.css";
import { Ranking } from "./Ranking";
import { usePart } from "./usePart";
import { balanced, PARTS, type WeightName } from "./weights";
import { WeightSlider } from "./WeightSlider";

/** What counts how much for the priority, and which opportunities that puts first. */
export function WeightsCard({ part }: { part: PolicyPartOf<Weights> }) {
  const edited = usePart("weights", part);
  // While one is dragged the others give way from where they were when it was taken.
  const [taken, setTaken] = useState<{ name: WeightName; weights: Weights } | null>(null);
  const change = (name: WeightName, to: number) => {
    const from = taken?.name === name ? taken.weights : edited.value;
    if (taken?.name !== name) setTaken({ name, weights: from });
    edited.set(balanced(from, name, to));
  };
  return (
    <PartCard name="weights" part={part} edited={edited}>
      <div className={classes.weights}>
        <div className={classes.sliders}>
          {PARTS.map((name) => (
            <WeightSlider key={name} name={name} value={edited.value[name]} disabled={edited.isLocked} onChange={(to) => change(name, to)} onRest={() => setTaken(null)} />
          ))}
        </div>
        <Ranking weights={edited.value} />
      </div>
    </PartCard>
  );
}
