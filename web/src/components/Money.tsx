import { useFormats } from "../format/useFormats";
import { Unknown } from "./Unknown";

interface Props {
  value: number | null | undefined;
  /** EUR unless the source names another. */
  currency?: string | null;
  /** 1,2 Mio. € where room is short; the full sum is in the title. */
  short?: boolean;
}

export function Money({ value, currency, short }: Props) {
  const format = useFormats();
  if (value === null || value === undefined) return <Unknown />;
  const full = format.money(value, currency);
  if (!short) return <span style={{ whiteSpace: "nowrap" }}>{full}</span>;
  return (
    <span style={{ whiteSpace: "nowrap" }} title={full}>
      {format.moneyShort(value, currency)}
    </span>
  );
}
