import { Button, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Language } from "../api/contract";
import { useSession } from "../api/session";
import { LANGUAGE_NAMES } from "../i18n/names";
import { LANGUAGES } from "../i18n/setup";
import { useChangeLanguage } from "./useChangeLanguage";

export function LanguageMenu() {
  const { t } = useTranslation("shell");
  const { language } = useSession().account;
  const change = useChangeLanguage();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" loading={change.isPending} aria-label={t("language.switch", { code: language.toUpperCase(), language: LANGUAGE_NAMES[language] })}>
          {language.toUpperCase()}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={language} onChange={(value) => change.mutate(value as Language)}>
          {LANGUAGES.map((item) => (
            <Menu.RadioItem key={item} value={item} lang={item} closeMenuOnClick>
              {LANGUAGE_NAMES[item]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
