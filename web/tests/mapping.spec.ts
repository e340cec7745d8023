import { expectAccessible } from "./axe";
import { enter } from "./enter";
import { expect, heading, type Page, test } from "./instand";

const WORKBOOK = `${import.meta.dirname}/fixtures/maschinen.xlsx`;
const IMPORT_MS = 20_000;

/** The workbook's columns in another order and under another name, with a title, as it comes a month later. */
const NEXT_MONTH = [
  "Stand: 02.12.2026",
  "",
  "Customer;Serien-Nr.;Install Date;Machine Type;City;ZIP;Street;Country;Hersteller;Listenpreis EUR;Betriebs-Std.",
  "Neubau Metall GmbH;MZ-20001;03/04/2015;DFA 12;Linz;4020;Am Anger 1;AT;Musterbau;92.500,00;1.200",
  "Neubau Metall GmbH;MZ-20002;05/06/2016;RX 4;Linz;4020;Am Anger 1;AT;Musterbau;92.500,00;1.300",
].join("\r\n");

const STOCK = ["Lagerplatz;Farbcode;Regal", "L-77001;rot;3", "L-77002;blau;4", "L-77003;gelb;5"].join("\r\n");

async function send(page: Page, files: string | { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.goto("/imports");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Dateien wählen" }).click();
  await (await chooser).setFiles(files);
  await expect(page).toHaveURL(/\/imports\/uploads\//);
}

const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text, "utf8") });
const grid = (page: Page) => page.getByRole("region", { name: "Beispielzeilen mit Bedeutung der Spalten" }).first();

test.describe.serial("the mapping editor", () => {
  test("shows the effect of a column changed by keyboard, saves a profile and imports", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url });
    await enter(page, empty.setup);
    await send(page, WORKBOOK);
    const rows = grid(page);
    await expect(rows).toContainText("03/04/2006");
    await expect(page.getByRole("button", { name: /^Als Profil/ })).toBeDisabled();

    const days = page.getByRole("radiogroup", { name: "Wie sind die Tage geschrieben?" });
    await days.getByRole("radio", { name: "Tag, Monat, Jahr" }).click();
    await expect(rows.getByRole("row").nth(1)).toContainText("2006-04-03");
    await expect(page.getByText("24 Zeilen gelesen")).toBeVisible();
    await expectAccessible(page, "mapping editor");

    // By keyboard alone: the street becomes something that is not taken, and the values under it are only the file's.
    const street = rows.getByRole("combobox", { name: /Bedeutung der Spalte E/ });
    await expect(street).toHaveValue(/^Straße/);
    await expect(rows.getByRole("row").nth(1).getByRole("cell").nth(4)).toContainText("gelesen als Ringstr. 4");
    await street.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.type("nicht über");
    await expect(page.getByRole("option")).toHaveText(["nicht übernehmen"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(street).toHaveValue("nicht übernehmen");
    await expect(rows.getByRole("row").nth(1).getByRole("cell").nth(4)).not.toContainText("gelesen als");

    const notation = rows.getByRole("button", { name: /Schreibweise der Spalte J/ });
    await notation.focus();
    await page.keyboard.press("Enter");
    const factor = page.getByRole("textbox", { name: "Faktor" });
    await factor.fill("2");
    await page.keyboard.press("Escape");
    await expect(notation).toBeFocused();
    await expect(rows.getByRole("row").nth(1).getByRole("cell").nth(9)).toContainText("24.000");

    await page.getByRole("button", { name: "Als Profil für „maschinen“ speichern" }).click();
    await expect(page.getByText(/Profil für maschinen gespeichert, Version 1/)).toBeVisible();
    await expect(page.getByRole("region", { name: /Maschinenliste/ })).toContainText("nach Profil, Version 1");
    await page.getByRole("button", { name: "Importieren" }).click();
    await expect(page.getByRole("heading", { name: "Importiert" })).toBeVisible({ timeout: IMPORT_MS });
  });

  test("knows next month's list by its profile and shows a table nobody can place", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url });
    await enter(page, empty.setup);
    await send(page, [csv("Lieferung Dezember.csv", NEXT_MONTH), csv("lager.csv", STOCK)]);
    const list = page.getByRole("region", { name: "Tabelle Lieferung Dezember.csv" });
    await expect(list).toContainText("nach Profil, Version 1");
    await expect(list).toContainText("11 Spalten erkannt");
    const stock = page.getByRole("region", { name: "Tabelle lager.csv" });
    await expect(stock).toContainText("4 Zeilen bleiben in der Datei");
    await expect(page.getByText("braucht noch eine Antwort")).toBeVisible();
    await stock.getByRole("button", { name: "Tabelle weglassen" }).click();
    await expect(stock).toContainText("weggelassen");
    await page.getByRole("button", { name: "Importieren" }).click();
    await expect(page.getByRole("heading", { name: "Importiert" })).toBeVisible({ timeout: IMPORT_MS });

    await page.getByRole("link", { name: /^Lieferung \d+ ansehen$/ }).click();
    await expect(page.getByRole("heading", { name: "In der Datei geblieben" })).toBeVisible();
    await expect(page.getByText(/4 Zeilen bleiben in der Datei · Weggelassen von greta/)).toBeVisible();
    await expectAccessible(page, "a delivery with a table left in its file");
    await page.getByRole("button", { name: "lager.csv zuordnen" }).click();
    const again = page.getByRole("region", { name: "Tabelle lager.csv" });
    await again.getByRole("button", { expanded: false }).first().click();
    await again.getByRole("button", { name: "Tabelle doch importieren" }).click();
    await again.getByRole("combobox", { name: "Was ist eine Zeile dieser Tabelle?" }).click();
    await page.getByRole("option", { name: "Maschinen", exact: true }).click();
    const meaning = grid(page).getByRole("combobox", { name: /Bedeutung der Spalte A/ });
    await meaning.click();
    await page.getByRole("option", { name: /^Seriennummer/ }).click();
    await expect(page.getByText("3 neue Maschinen")).toBeVisible();
    await page.getByRole("button", { name: "Importieren" }).click();
    await expect(page.getByRole("heading", { name: "Importiert" })).toBeVisible({ timeout: IMPORT_MS });
  });

  test("keeps versions of a profile, also of one that was removed", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url });
    await enter(page, empty.setup);
    await page.goto("/imports/sources");
    const card = page.getByRole("article", { name: "Profil von maschinen" });
    await expect(card).toContainText("Version 1, 1 Tabelle");
    await expectAccessible(page, "profiles");
    await card.getByRole("button", { name: "Löschen …" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Löschen" }).click();
    await expect(card).toContainText("gelöscht von greta");
    await card.getByRole("button", { name: "Ansehen" }).click();
    const dialog = page.getByRole("dialog", { name: "Profil von maschinen" });
    await dialog.getByRole("tab", { name: "Verlauf" }).click();
    await expectAccessible(page, "versions of a profile");
    await dialog.getByRole("button", { name: "Version 1 wiederherstellen" }).click();
    await expect(card).toContainText("Version 3, 1 Tabelle");
    await dialog.getByRole("tab", { name: "Tabellen" }).click();
    await expect(dialog.getByRole("row", { name: /Serien-Nr\./ })).toContainText("Seriennummer");
  });

  test("shows no way to save to who may not", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url });
    await enter(page, empty.setup);
    const { csrf_token: token } = (await (await page.request.get("/api/v1/session")).json()) as { csrf_token: string };
    const password = "noch ein Passwort 8";
    const made = await page.request.post("/api/v1/accounts", {
      headers: { "x-csrf-token": token },
      data: { login: "martin", name: "Martin Manager", role: "manager", language: "de", password },
    });
    expect([201, 409, 422]).toContain(made.status());
    const other = await open({ baseURL: empty.url });
    await other.goto("/sign-in");
    await other.getByLabel("Anmeldename").fill("martin");
    await other.getByLabel("Passwort").fill(password);
    await other.getByRole("button", { name: "Anmelden" }).click();
    await expect(heading(other)).toBeVisible();
    await send(other, [csv("neue Liste.csv", NEXT_MONTH.replace("Hersteller", "Bauer"))]);
    await expect(grid(other)).toBeVisible();
    await expect(other.getByRole("button", { name: /^Als Profil/ })).toHaveCount(0);
    await other.setViewportSize({ width: 390, height: 844 });
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await other.goto("/imports/sources");
    await expect(other.getByRole("article", { name: "Profil von maschinen" })).toBeVisible();
    await expect(other.getByRole("button", { name: "Löschen …" })).toHaveCount(0);
  });
});
