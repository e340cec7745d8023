import type { Language, Texts } from "../../../api/contract";

/** Whether all languages say the same, as far as they say anything. */
export function isSame(texts: Texts): boolean {
  return new Set(Object.values(texts).filter((text) => text !== "")).size <= 1;
}

/** What a person writes counts for all languages as long as they are the same, else for the person's own. */
export function written(texts: Texts, language: Language, text: string): Texts {
  return isSame(texts) ? { de: text, en: text, it: text } : { ...texts, [language]: text };
}
