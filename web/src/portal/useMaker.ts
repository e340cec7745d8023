import { useTranslation } from "react-i18next";
import { useCompany } from "./useCompany";

/** Who is meant by "they" in a sentence: the builder by name, else "your manufacturer". */
export function useMaker(): string {
  const { t } = useTranslation("portal");
  const company = useCompany();
  return company === "" ? t("maker") : company;
}
