import { useTranslation } from "react-i18next";
import type { Language } from "../api/contract";
import { type Formats, formatsOf } from "./formats";

/** Numbers, dates and money in the session's language. */
export function useFormats(): Formats {
  const { i18n } = useTranslation("shell");
  return formatsOf(i18n.language as Language);
}
