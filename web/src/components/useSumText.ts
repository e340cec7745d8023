import { useTranslation } from "react-i18next";
import { useFormats } from "../format/useFormats";

/** A sum in words of a sentence, as `Money` draws it: nothing for several means that none of them has a price. */
export function useSumText(): (value: number, of: number) => string {
  const { t } = useTranslation("components");
  const format = useFormats();
  return (value, of) => (value === 0 && of > 0 ? t("value.no_price") : format.moneyShort(value));
}
