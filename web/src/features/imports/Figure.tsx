interface Props {
  label: string;
  value: string;
}

/** A number with what it counts below it; inside a <dl>. */
export function Figure({ label, value }: Props) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
