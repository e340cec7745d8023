import { useTranslation } from "react-i18next";
import type { CountryGroup, Dimension, Language } from "../../api/contract";
import { useCountryName } from "../../format/useCountryName";
import { scopeOf } from "./figureId";

/** Parts of the base in words: "Pressen, DACH", "Land nicht bekannt", "übrige Typen". */
export function useScopeWords(groups: readonly CountryGroup[]) {
  const { t, i18n } = useTranslation("assessment");
  const countryName = useCountryName();

  /** A value as it stands in a column that names its dimension. */
  const value = (dimension: Dimension, text: string | null): string => {
    if (text === null) return t(`not_known.${dimension}`);
    if (dimension === "country") return countryName(text) ?? text;
    if (dimension === "age") return t("age", { age: text.replace("-", "–") });
    if (dimension !== "country_group") return text;
    if (text === "other") return t("other_countries");
    return groups.find(({ id }) => id === text)?.name[i18n.language as Language] ?? text;
  };
  const values = (parts: readonly [Dimension, string | null][]) => parts.map(([dimension, text]) => value(dimension, text)).join(", ");
  /** The same where nothing around it names the dimension: "Typ HX-100". */
  const scope = (text: string) =>
    scopeOf(text).map(({ dimension, value: of, rest }) => {
      if (rest) return t(`rest.${dimension}`);
      return of === null ? value(dimension, of) : t(`of.${dimension}`, { value: value(dimension, of) });
    });
  return { value, values, scope };
}
