import { expectAccessible } from "./axe";
import { expect, expectShown, opportunities, test } from "./instand";

const PAGES: [name: string, path: string, title: string | RegExp, content: string | RegExp][] = [
  ["Today", "/", /^Guten /, "Treffer und Wert nach Auslöser"],
  ["installed base, table", "/machines", "Installierte Basis", /^(HB|RX|DFA|PK|47)[-/ \d]+$/],
  ["installed base, map", "/machines?tab=map", "Installierte Basis", "Farbe: Treffer"],
  ["triggers", "/triggers", "Auslöser", "Ende der Lebensdauer"],
  ["a trigger", "/triggers/contract-expiring", "Servicevertrag läuft aus", "Ergebnis"],
  ["pipeline, board", "/opportunities?view=board", "Pipeline", "Kontaktiert"],
  ["pipeline, list", "/opportunities?view=list", "Pipeline", "Kampagne und Grund"],
  ["imports", "/imports", "Importe", "Lieferungen"],
  ["a delivery", "/imports/batches/1", "Lieferung 1", "crm/assets.csv"],
  ["sources", "/imports/sources", "Quellen", "telemetry"],
  ["assessment", "/assessment", "Bestandsaufnahme", "Sofort anbietbar"],
  ["machines behind a figure", "/assessment/machines?figure=base.machines", "Maschinen im Feld", /^(HB|RX|DFA|PK|47)[-/ \d]+$/],
  ["duplicates", "/matches", "Dubletten", "Zu entscheiden"],
  ["own account", "/account", "Eigene Einstellungen", "Name und Sprache"],
  ["people", "/account/people", "Benutzerkonten", "Anna Huber"],
  ["audit", "/account/audit", "Änderungsprotokoll", "Zeitpunkt"],
];

for (const [name, path, title, content] of PAGES) {
  test(`axe: ${name}`, async ({ signedIn }) => {
    const page = await signedIn("demo");
    await page.goto(path);
    await expectShown(page, title);
    await expect(page.getByRole("main").getByText(content).filter({ visible: true }).first()).toBeVisible();
    await expectAccessible(page, name);
  });
}

test("axe: a machine file, its history and its verdicts", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const [one] = await opportunities(page);
  await page.goto(`/machines/${one?.machine_id}`);
  for (const tab of ["Akte", "Verlauf", /^Auslöser/]) {
    await page.getByRole("tab", { name: tab }).click();
    await expectShown(page, one?.serial_number ?? "");
    await expectAccessible(page, `machine file, ${tab}`);
  }
});

test("axe: an opportunity, beside the board and on its page", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const [one] = await opportunities(page);
  await page.goto(`/opportunities?view=board&open=${one?.id}`);
  await expect(page.getByRole("dialog").getByRole("heading", { name: "Warum jetzt" })).toBeVisible();
  await expectAccessible(page, "opportunity beside the board");
  await page.goto(`/opportunities/${one?.id}`);
  await expectShown(page, one?.customer_name ?? "");
  await expectAccessible(page, "opportunity");
});

test("axe: a source cell, as drawer and as page", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/");
  await page.getByRole("button", { name: /^Nachweis für/ }).first().click();
  await page.getByRole("list", { name: "Belege" }).getByRole("link").first().click();
  const drawer = page.getByRole("dialog", { name: "Quelle" });
  await expect(drawer.getByRole("table")).toBeVisible();
  await expectAccessible(page, "source drawer");
  await drawer.getByRole("link", { name: "Als Seite öffnen" }).click();
  await expect(page.getByRole("main").getByRole("table")).toBeVisible();
  await expectAccessible(page, "source page");
});

test("axe: search", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/");
  await expectShown(page, /^Guten /);
  await page.keyboard.press("Control+K");
  await page.getByRole("combobox").fill("GmbH");
  await expect(page.getByRole("option").first()).toBeVisible();
  await expectAccessible(page, "search");
});

test("axe: sign-in, empty and refused", async ({ page, demo }) => {
  await page.goto(`${demo.url}/sign-in`);
  await expectAccessible(page, "sign-in");
  await page.getByLabel("Anmeldename").fill("nobody");
  await page.getByLabel("Passwort").fill("wrong");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "sign-in refused");
});
