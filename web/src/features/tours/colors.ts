/** Colours of tours on the map and in the calendar, legible on white and on dark ground. More technicians begin anew: names stand beside them. */
const COLORS = ["#1f7a8c", "#c2571a", "#6a4fb3", "#3d8b37", "#c0396b", "#8a6d00", "#2f6fd0", "#a3392b", "#00857a", "#8e4aa8"] as const;

export function colorOf(at: number): string {
  return COLORS[at % COLORS.length] ?? COLORS[0];
}
