import { useWords } from "../../../api/catalogue";
import { useValueText } from "../../../components/ValueText";
import { useCountryName } from "../../../format/useCountryName";

/** A value of the machine file in the session's language; amounts in the currency the source gives. */
export function useFileValueText(currency: string | null): (field: string, value: string) => string {
  const words = useWords();
  const valueText = useValueText();
  const countryName = useCountryName();
  return (field, value) => {
    if (field === "country") return countryName(value) ?? value;
    // A year is a name, not a quantity: no thousands separator.
    if (field.endsWith("_year")) return value;
    const known = words.field(field);
    return valueText(value, known?.data === "money" ? { ...known, unit: currency } : known) ?? value;
  };
}
