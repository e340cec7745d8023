import { useCallback } from "react";
import { useFormats } from "./useFormats";

const kept = new Map<string, Intl.DisplayNames>();

/** "DE" → Deutschland, in the session's language; what is no country code stays as the source has it. */
export function useCountryName(): (country: string | null) => string | null {
  const { locale } = useFormats();
  return useCallback(
    (country) => {
      if (country === null || !/^[A-Z]{2}$/.test(country)) return country;
      let names = kept.get(locale);
      if (!names) kept.set(locale, (names = new Intl.DisplayNames(locale, { type: "region" })));
      return names.of(country) ?? country;
    },
    [locale],
  );
}
