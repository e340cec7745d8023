import type { Language } from "../api/contract";

// Each language under its own name, so that everyone finds theirs.
export const LANGUAGE_NAMES: Record<Language, string> = { de: "Deutsch", en: "English", it: "Italiano" };
