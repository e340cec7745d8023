import { useFormats } from "../useFormats";
import type { OwnMachine } from "../api/contract";

/** "Werk 2, Bergamo, Italien": as much of it as is known. */
export function usePlace(): (machine: OwnMachine) => string {
  const { locale } = useFormats();
  return ({ site, city, country }) => {
    const land = country !== null && /^[A-Z]{2}$/.test(country) ? new Intl.DisplayNames(locale, { type: "region" }).of(country) : country;
    return [...new Set([site, city, land])].filter(Boolean).join(", ");
  };
}
