import { readFile } from "node:fs/promises";
import { expectAccessible } from "./axe";
import { expect, expectShown, heading, type Page, signIn, test } from "./instand";

interface Contact {
  id: string;
  address: string;
  relation: string;
  may: { topic: string; notice: string[]; advertising: string[] }[];
}

async function answer<T>(page: Page, path: string): Promise<T> {
  const found = await page.request.get(`/api/v1${path}`);
  expect(found.status(), path).toBe(200);
  return (await found.json()) as T;
}

/** Contacts of customers in Germany that nothing is known of. */
async function customers(page: Page): Promise<Contact[]> {
  const { rows } = await answer<{ rows: { items: Contact[] } }>(page, "/contacts?country=DE&state=no_origin&limit=500");
  return rows.items.filter((of) => of.relation === "customer");
}

async function why(page: Page, { id }: Contact, purpose: "notice" | "advertising", topic: string): Promise<string[] | undefined> {
  const { contact } = await answer<{ contact: Contact }>(page, `/contacts/${id}`);
  return contact.may.find((of) => of.topic === topic)?.[purpose];
}

async function expectFitsPhone(page: Page, what: string): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} fits a phone`).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function find(page: Page, words: string): Promise<void> {
  await page.getByRole("searchbox", { name: "Kontakte suchen" }).fill(words);
  await expect(page).toHaveURL(/q=/);
}

// On the server of its own: what is entered about a contact stays.
test("SuiteCRM#7434, #5541: an objection to advertising leaves the contract notice, a consent of the same day does not lift it, and an erased address is never written to", async ({ open, register: server }) => {
  test.setTimeout(120_000);
  const page = await open({ baseURL: server.url });
  await page.goto("/sign-in");
  await signIn(page, "demo", server.password);
  await expect(heading(page)).toBeVisible();
  const [contact] = await customers(page);
  if (!contact) throw new Error("the demo has no customer's contact in Germany");

  await page.getByRole("navigation").getByRole("link", { name: "Kontakte" }).click();
  await expectShown(page, "Kontakte und Einwilligungen");
  await expectAccessible(page, "contacts");
  await expectFitsPhone(page, "contacts");
  await find(page, contact.address);
  const row = page.getByRole("table", { name: "Kontakte" }).getByRole("row").filter({ hasText: contact.address });
  await expect(row).toContainText("Die Adresse stammt nicht aus einem Verkauf");

  await row.getByRole("button", { name: contact.address }).click();
  const drawer = page.getByRole("dialog", { name: contact.address });
  await expect(drawer).toContainText("Über diese Adresse ist noch nichts eingetragen.");
  await drawer.getByRole("button", { name: "Eintragen" }).click();
  const dialog = page.getByRole("dialog", { name: `Für ${contact.address} eintragen` });
  await expectAccessible(page, "entering what a contact said");
  await dialog.getByRole("textbox", { name: "Nachweis" }).fill("Anruf von Frau Kern, notiert im CRM");
  await dialog.getByRole("button", { name: "Eintragen" }).click();
  await expect(dialog).toHaveCount(0);
  const history = drawer.getByRole("list", { name: "Verlauf" });
  await expect(history.getByRole("listitem")).toHaveCount(1);
  await expect(history).toContainText("Widerspruch: alle Themen");
  expect(await why(page, contact, "notice", "contracts")).toEqual([]);
  expect(await why(page, contact, "advertising", "contracts")).toEqual(["objected_all"]);
  await expectAccessible(page, "a contact");

  // Of the same day: the consent is refused, and nothing is lost.
  await drawer.getByRole("button", { name: "Eintragen" }).click();
  await dialog.getByRole("radio", { name: "Einwilligung", exact: true }).check();
  await dialog.getByRole("button", { name: "Eintragen" }).click();
  await expect(dialog.getByText("Eine Einwilligung braucht ihren Nachweis.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Nachweis" }).fill("Formular");
  await dialog.getByRole("button", { name: "Eintragen" }).click();
  await expect(page.getByText(/only a consent given after that day lifts the objection/)).toBeVisible();
  await dialog.getByRole("button", { name: "Abbrechen", exact: true }).last().click();
  expect(await why(page, contact, "advertising", "parts")).toEqual(["objected_all"]);

  const [download] = await Promise.all([page.waitForEvent("download"), drawer.getByRole("link", { name: "Auskunft herunterladen" }).click()]);
  const stored = JSON.parse(await readFile(await download.path(), "utf8")) as { address: string; register: unknown[] };
  expect(stored.address).toBe(contact.address);
  expect(stored.register).toHaveLength(1);

  // What was refused is said over the drawer's end for a while.
  await expect(page.getByText(/only a consent given after that day lifts the objection/)).toHaveCount(0, { timeout: 30_000 });
  await drawer.getByRole("button", { name: "Adresse löschen …" }).click();
  const erase = page.getByRole("dialog", { name: `${contact.address} löschen?` });
  await expect(erase).toContainText("Ein Prüfwert der Adresse bleibt");
  await expectAccessible(page, "erasing a contact");
  await erase.getByRole("textbox", { name: "Grund" }).fill("Brief vom 20.11.2026");
  await erase.getByRole("button", { name: "Endgültig löschen" }).click();
  await expect(drawer.getByText("Gelöscht: wird nie angeschrieben")).toBeVisible();
  expect(await why(page, contact, "notice", "contracts")).toEqual(["erased"]);
});

test("several contacts get their origin at once, and the table as it was taken out changes nothing", async ({ open, register: server }) => {
  test.setTimeout(120_000);
  const page = await open({ baseURL: server.url });
  await page.goto("/sign-in");
  await signIn(page, "demo", server.password);
  await expect(heading(page)).toBeVisible();
  const [first, second] = await customers(page);
  if (!first || !second) throw new Error("the demo has too few contacts");
  await page.goto("/contacts");
  await expectShown(page, "Kontakte und Einwilligungen");
  for (const { address } of [first, second]) {
    await find(page, address);
    await page.getByRole("checkbox", { name: `${address} wählen` }).check();
  }
  const selection = page.getByRole("region", { name: "Auswahl" });
  await expect(selection).toContainText("2 Kontakte gewählt");
  await selection.getByRole("button", { name: "Eintragen" }).click();
  const dialog = page.getByRole("dialog", { name: "Für 2 Kontakte eintragen" });
  await dialog.getByRole("radio", { name: "Herkunft der Adresse" }).check();
  await dialog.getByRole("checkbox", { name: "Dabei wurde auf das Widerspruchsrecht hingewiesen" }).check();
  await dialog.getByRole("textbox", { name: "Nachweis" }).fill("Aufträge 2024");
  await dialog.getByRole("button", { name: "Eintragen" }).click();
  await expect(dialog).toHaveCount(0);
  expect(await why(page, first, "advertising", "parts")).toEqual([]);
  expect(await why(page, second, "advertising", "parts")).toEqual([]);

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Tabelle herunterladen" }).click()]);
  const workbook = page.getByRole("region", { name: "Als Tabelle bearbeiten" });
  const choose = async (file: string | { name: string; mimeType: string; buffer: Buffer }) => {
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Datei wählen" }).click();
    await (await chooser).setFiles(file);
  };
  await choose(await download.path());
  await expect(workbook.getByRole("status")).toContainText(/0\s*neu|neu\s*0/);
  const wrong = `E-Mail;Aussage;Am;Nachweis\n${first.address};Vielleicht;01.10.2026;x\nneu@kunde.example;Widerspruch;01.10.2026;x\n`;
  await choose({ name: "falsch.csv", mimeType: "text/csv", buffer: Buffer.from(wrong) });
  await expect(workbook.getByRole("status")).toContainText("1 Zeile stimmt nicht; nichts aus der Datei ist übernommen.");
  await expect(workbook.getByRole("table", { name: "Zeilen, die nicht stimmen" })).toContainText("Aussage");
  await find(page, "neu@kunde.example");
  await expect(page.getByText("Kein Kontakt passt dazu.")).toBeVisible();
});

test("the rules of contact are changed with a reason, show what they would do, and go no lower than law", async ({ open, register: server }) => {
  test.setTimeout(120_000);
  const page = await open({ baseURL: server.url });
  await page.goto("/sign-in");
  await signIn(page, "demo", server.password);
  await expect(heading(page)).toBeVisible();
  await page.goto("/contacts");
  await page.getByRole("link", { name: "Regeln für die Ansprache" }).click();
  await expectShown(page, "Regeln für die Ansprache");
  await expectAccessible(page, "rules of contact");
  await expectFitsPhone(page, "rules of contact");

  const cell = page.getByRole("combobox", { name: "Werbung, E-Mail, Früherer Kunde" });
  await expect(cell).toHaveValue("Einwilligung");
  await cell.click();
  const below = page.getByRole("option", { name: "Frei: weniger als UWG § 7 verlangt" });
  await expect(below).toHaveAttribute("data-combobox-disabled", "true");
  await page.getByRole("option", { name: "Ausnahme oder Einwilligung" }).click();
  await expect(page.getByText("geändert, ausgeliefert: Einwilligung")).toBeVisible();
  await page.getByRole("textbox", { name: "Nachrichten höchstens" }).fill("1");
  await page.getByRole("combobox", { name: "Von" }).click();
  await page.getByRole("option", { name: "09:00" }).click();

  await page.getByRole("button", { name: "Speichern …" }).click();
  const dialog = page.getByRole("dialog", { name: "Regeln speichern" });
  await expect(dialog.getByRole("table", { name: "Was sich heute ändern würde" })).toContainText("Deutschland");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog.getByText("Bitte den Grund angeben.")).toBeVisible();
  await expectAccessible(page, "saving rules of contact");
  await dialog.getByRole("textbox", { name: "Grund" }).fill("Kunden von früher wieder ansprechen");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog).toHaveCount(0);
  const history = page.getByRole("table", { name: "Verlauf" });
  await expect(history).toContainText("Kunden von früher wieder ansprechen");
  await expect(history).toContainText("1 geänderte Zelle · 1 in 30 Tagen · 09:00 bis 18:00 Uhr");

  await page.getByRole("button", { name: "Alles zurück auf den Auslieferungsstand" }).click();
  await page.getByRole("button", { name: "Speichern …" }).click();
  await dialog.getByRole("textbox", { name: "Grund" }).fill("zurück");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(cell).toHaveValue("Einwilligung");
});

test("who sells enters an objection, but erases nothing and changes no rules", async ({ open, register: server }) => {
  const page = await open({ baseURL: server.url });
  await page.goto("/sign-in");
  await signIn(page, "anna", server.password);
  await expect(heading(page)).toBeVisible();
  await page.goto("/contacts");
  await expectShown(page, "Kontakte und Einwilligungen");
  await expect(page.getByRole("button", { name: "Neue Adresse eintragen" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Datei wählen" })).toHaveCount(0);
  await page.getByRole("table", { name: "Kontakte" }).getByRole("button").first().click();
  await expect(page.getByRole("heading", { name: "Rechte des Kontakts" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Adresse löschen …" })).toHaveCount(0);
  await page.goto("/contacts/policy");
  await expectShown(page, "Regeln für die Ansprache");
  await expect(page.getByText("Ändern kann das, wer freigeben darf.")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Werbung, E-Mail, Früherer Kunde" })).toHaveCount(0);
});
