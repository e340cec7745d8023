import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../api/contract";

export const LANGUAGES: readonly Language[] = ["de", "en", "it"];

// The portal's words only: a customer's phone fetches one small file, in one language.
const files = import.meta.glob<Record<string, unknown>>("../i18n/{de,en,it}/portal.json", { import: "default" });

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`../i18n/${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no words for ${namespace} in ${language}`), null);
      return;
    }
    load().then(
      (words) => done(null, words),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

function firstGuess(): Language {
  for (const wanted of navigator.languages) {
    const spoken = LANGUAGES.find((language) => wanted.toLowerCase().startsWith(language));
    if (spoken) return spoken;
  }
  return "de";
}

export function startI18n(): Promise<unknown> {
  i18next.on("languageChanged", (language) => {
    document.documentElement.lang = language;
  });
  return i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstGuess(),
      fallbackLng: false,
      supportedLngs: LANGUAGES,
      ns: ["portal"],
      defaultNS: "portal",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    });
}
