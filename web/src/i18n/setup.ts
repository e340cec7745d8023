import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Language } from "../api/contract";

export const LANGUAGES: readonly Language[] = ["de", "en", "it"];

const files = import.meta.glob<Record<string, unknown>>("./{de,en,it}/*.json", { import: "default" });

// Each namespace and language is a file of its own, fetched when a page first needs it.
const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`./${language}/${namespace}.json`];
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
  const wanted = navigator.language.slice(0, 2);
  return LANGUAGES.find((language) => language === wanted) ?? "de";
}

/** `shell` and `components` are there before anything is drawn; the rest comes with its page. */
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
      ns: ["shell", "components"],
      defaultNS: "shell",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    });
}

export { i18next };
