import { useFormats } from "../format/useFormats";
import { NoPrice } from "./NoPrice";
import { Unknown } from "./Unknown";

interface Props {
  value: number | null | undefined;
  /** EUR unless the source names another. */
  currency?: string | null;
  /** 1,2 Mio. € where room is short; the full sum is in the title. */
  short?: boolean;
  /** How many it is the sum of: nothing for several means that none has a price. */
  of?: number;
}

export function Money({ value, currency, short, of = 0 }: Props) {
  const format = useFormats();
  if (value === null || value === undefined) return <Unknown />;
  if (value === 0 && of > 0) return <NoPrice />;
  const full = format.money(value, currency);
  if (!short) return <span style={{ whiteSpace: "nowrap" }}>{full}</span>;
  return (
    <span style={{ whiteSpace: "nowrap" }} title={full}>
      {format.moneyShort(value, currency)}
    </span>
  );
}
