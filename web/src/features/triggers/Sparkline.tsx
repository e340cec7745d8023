const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 3;

interface Props {
  values: number[];
  /** What the line says, in words. */
  label: string;
}

/** A line without axes, from the lowest to the highest of its own values; too small to be worth a chart library. */
export function Sparkline({ values, label }: Props) {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const x = (index: number) => MARGIN + (index * (WIDTH - 2 * MARGIN)) / Math.max(1, values.length - 1);
  // A line that never changed runs through the middle.
  const y = (value: number) => (range === 0 ? HEIGHT / 2 : HEIGHT - MARGIN - ((value - low) * (HEIGHT - 2 * MARGIN)) / range);
  const last = values.length - 1;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline
        points={values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ")}
        fill="none"
        stroke="var(--instand-bar)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <circle cx={x(last)} cy={y(values[last] ?? low)} r="2.5" fill="var(--mantine-color-anchor)" />
    </svg>
  );
}
