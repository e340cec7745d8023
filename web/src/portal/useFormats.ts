import { useTranslation } from "react-i18next";
import type { Language } from "../api/contract";
import { type Formats, formatsOf } from "../format/formats";

/** Numbers, days and money in the reader's language. */
export function useFormats(): Formats {
  const { i18n } = useTranslation("portal");
  return formatsOf(i18n.language as Language);
}
