import { expect, test } from "@playwright/test";
import { staleTexts } from "../src/features/triggers/stale";
import { isCompared } from "../src/features/segments/compared";
import { formatsOf } from "../src/format/formats";

// What pages say is computed here without a page.

const texts = (de: string, en = de, it = de) => ({ de, en, it });
const draft = (days: number, explanation: ReturnType<typeof texts>, more: Record<string, number> = {}) => ({
  title: texts("Vertrag läuft aus"),
  explanation,
  parameters: { days, ...more },
});

test("nothing has no sign, whatever it is the sum of", () => {
  const format = formatsOf("de");
  expect(format.money(-0)).toBe("0\u00a0€");
  expect(format.moneyShort(-0)).toBe("0\u00a0€");
  expect(format.money(-0.3)).toBe("0\u00a0€");
  expect(format.number(-0)).toBe("0");
  expect(format.percent(-0.001)).toBe("0\u00a0%");
  expect(format.money(-12)).toBe("-12\u00a0€");
  expect(formatsOf("en").money(-0)).toBe("€0");
});

test("a text that names the old threshold is found, in the languages that do", () => {
  const before = draft(90, texts("in weniger als 90 Tagen", "in fewer than 90 days", "entro 90 giorni"));
  const after = draft(60, texts("in weniger als 60 Tagen", "in fewer than 90 days", "entro 90 giorni"));
  expect(staleTexts([before], after)).toEqual([{ text: "explanation", languages: ["en", "it"], name: "days", old: 90, now: 60 }]);
  expect(staleTexts([before], draft(90, before.explanation))).toEqual([]);
  // What it said in the version one went on with counts as well, each number once.
  expect(staleTexts([before, before], after)).toHaveLength(1);
});

test("a number inside another one, or of another threshold, is none of the old one", () => {
  const before = draft(90, texts("–"));
  for (const text of ["190 Tage", "900 Tage", "90,5 Tage", "1.90 Tage", "Typ RX-90", "T90"]) expect(staleTexts([before], draft(60, texts(text))), text).toEqual([]);
  for (const text of ["90", "90 Tage", "nach 90.", "(90)", "<90", "90, dann"]) expect(staleTexts([before], draft(60, texts(text))), text).toHaveLength(1);
  expect(staleTexts([before], draft(60, texts("nach 90 Stunden"), { hours: 90 }))).toEqual([]);
  // As each language writes it.
  const hours = (value: number) => ({ ...draft(0, texts("ab 2.500,5 h", "from 2,500.5 h", "da 2500.5 h")), parameters: { hours: value } });
  expect(staleTexts([hours(2500.5)], hours(3000)).map((of) => of.languages)).toEqual([["de", "en", "it"]]);
});

test("on the first day there is no day before to compare with", () => {
  expect(isCompared({ since: null }, "2026-11-23")).toBe(false);
  expect(isCompared({ since: "2026-11-23" }, "2026-11-23")).toBe(false);
  expect(isCompared({ since: "2026-11-22" }, "2026-11-23")).toBe(true);
});
