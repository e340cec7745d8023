import type { Language, Texts, TriggerDraft } from "../../api/contract";
import { formatsOf } from "../../format/formats";

type Said = Pick<TriggerDraft, "title" | "explanation" | "parameters">;

/** A text that still says what a threshold was before it was changed. */
export interface StaleText {
  text: "title" | "explanation";
  languages: Language[];
  name: string;
  old: number;
  now: number;
}

const TEXTS = ["title", "explanation"] as const;

/** Whether the number stands in the text for itself: 90 is neither in 190, nor in 90,5, nor in 1.90. */
function says(texts: Texts, language: Language, value: number): boolean {
  const written = new Set([String(value), formatsOf(language).number(value, 6)]);
  return [...written].some((number) => new RegExp(`(?<![\\d\\p{L}_-]|\\d[.,])${number.replaceAll(".", "\\.")}(?![\\d\\p{L}_]|[.,]\\d)`, "u").test(texts[language]));
}

/** Where title and explanation of `after` still say the value a threshold had in one of `before`. */
export function staleTexts(before: readonly Said[], after: Said): StaleText[] {
  const found: StaleText[] = [];
  const inUse = new Set(Object.values(after.parameters));
  for (const [name, now] of Object.entries(after.parameters)) {
    const were = new Set(before.flatMap(({ parameters }) => parameters[name] ?? []));
    // A number that another threshold has now may be meant for that one.
    for (const old of [...were].filter((value) => value !== now && !inUse.has(value))) {
      for (const text of TEXTS) {
        const languages = (Object.keys(after[text]) as Language[]).filter((language) => says(after[text], language, old));
        if (languages.length > 0) found.push({ text, languages, name, old, now });
      }
    }
  }
  return found;
}
