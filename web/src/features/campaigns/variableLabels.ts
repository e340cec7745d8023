import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Variable, Values } from "./template";

/** What each variable is called, and the same in brackets for places where no value is. */
export function useVariableLabels(): { label: (name: Variable) => string; bracketed: Values } {
  const { t } = useTranslation("campaigns");
  return useMemo(() => {
    const labels: Record<Variable, string> = {
      "contact.salutation": t("variable.contact_salutation"),
      "contact.name": t("variable.contact_name"),
      "customer.name": t("variable.customer_name"),
      "machine.type": t("variable.machine_type"),
      "machine.serial": t("variable.machine_serial"),
      "machine.site": t("variable.machine_site"),
      "contract.end": t("variable.contract_end"),
      "offer.title": t("variable.offer_title"),
      "offer.amount": t("variable.offer_amount"),
      "seller.name": t("variable.seller_name"),
      "seller.mail": t("variable.seller_mail"),
      "seller.phone": t("variable.seller_phone"),
      "company.name": t("variable.company_name"),
      "company.address": t("variable.company_address"),
      "portal.link": t("variable.portal_link"),
      "unsubscribe.link": t("variable.unsubscribe_link"),
    };
    const bracketed = Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, `‹${text}›`])) as Record<Variable, string>;
    return { label: (name) => labels[name], bracketed };
  }, [t]);
}
