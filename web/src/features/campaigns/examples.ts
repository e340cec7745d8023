import type { Language } from "../../api/contract";
import type { Values } from "./template";

const COMMON = {
  "customer.name": "Muster GmbH",
  "machine.type": "HX-500",
  "machine.serial": "HX-2231",
  "seller.name": "Anna Beispiel",
  "seller.mail": "anna.beispiel@example.com",
  "seller.phone": "+49 89 1234567",
  "company.name": "Beispiel Maschinenbau GmbH",
  "company.address": "Werkstraße 1, 80331 München",
  "portal.link": "https://portal.example.com/a1b2c3",
  "unsubscribe.link": "https://portal.example.com/x9y8z7",
} as const;

/** Invented values for the preview, in the language of the message. */
export const EXAMPLES: Record<Language, Values> = {
  de: {
    ...COMMON,
    "contact.salutation": "Sehr geehrte Frau Muster",
    "contact.name": "Eva Muster",
    "machine.site": "Graz, Österreich",
    "contract.end": "31.03.2027",
    "offer.title": "Verschleißteilpaket HX-500",
    "offer.amount": "4.850 €",
  },
  en: {
    ...COMMON,
    "contact.salutation": "Dear Ms Muster",
    "contact.name": "Eva Muster",
    "machine.site": "Graz, Austria",
    "contract.end": "31/03/2027",
    "offer.title": "Wear parts package HX-500",
    "offer.amount": "€4,850",
  },
  it: {
    ...COMMON,
    "contact.salutation": "Gentile signora Muster",
    "contact.name": "Eva Muster",
    "machine.site": "Graz, Austria",
    "contract.end": "31/03/2027",
    "offer.title": "Pacchetto parti soggette a usura HX-500",
    "offer.amount": "4.850 €",
  },
};

export const PROOFS: Record<Language, readonly string[]> = {
  de: ["Spindellager: 11.800 von 12.000 Betriebsstunden", "Filtersatz: zuletzt vor 14 Monaten bestellt"],
  en: ["Spindle bearing: 11,800 of 12,000 operating hours", "Filter set: last ordered 14 months ago"],
  it: ["Cuscinetto del mandrino: 11.800 di 12.000 ore di esercizio", "Set di filtri: ordinato l’ultima volta 14 mesi fa"],
};
