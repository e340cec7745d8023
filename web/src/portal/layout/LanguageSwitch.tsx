import { useTranslation } from "react-i18next";
import { LANGUAGE_NAMES } from "../../i18n/names";
import { LANGUAGES } from "../i18n";
import classes from "./layout.module.css";

/** Chooses the language before it is known who reads. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation("portal");
  return (
    <div role="group" aria-label={t("language")} className={classes.languages}>
      {LANGUAGES.map((language) => (
        <button key={language} type="button" lang={language} aria-pressed={i18n.language === language} onClick={() => void i18n.changeLanguage(language)}>
          {LANGUAGE_NAMES[language]}
        </button>
      ))}
    </div>
  );
}
