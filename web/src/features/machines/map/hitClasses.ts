interface HitClass {
  /** Hits up to which the class reaches; null for the last. */
  upTo: number | null;
  color: string;
  text: string;
}

/** From cool to hot, in steps that tell single towns apart as well as whole regions; numbers on them are legible in both schemes. */
export const HIT_CLASSES: readonly HitClass[] = [
  { upTo: 0, color: "#c3ccd2", text: "#1c242b" },
  { upTo: 9, color: "#fadc98", text: "#1c242b" },
  { upTo: 49, color: "#f2b736", text: "#1c242b" },
  { upTo: 199, color: "#e08a1e", text: "#1c242b" },
  { upTo: null, color: "#b23a0e", text: "#ffffff" },
];

export function hitClass(hits: number): HitClass {
  const found = HIT_CLASSES.find(({ upTo }) => upTo === null || hits <= upTo);
  return found ?? (HIT_CLASSES[0] as HitClass);
}
