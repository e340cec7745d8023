import { readFileSync } from "node:fs";
import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

interface Figure {
  id: string;
  machines: number;
  eur?: number;
}

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const chapter = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const inGerman = (value: number) => new Intl.NumberFormat("de-DE").format(value);
/** Where a chapter's links lead: to the list of which figure. */
const figureOf = (address: string | null) => new URL(address ?? "", "http://page").searchParams.get("figure") ?? "";

async function openReport(page: Page, search = ""): Promise<void> {
  await page.goto(`/assessment${search}`);
  await expectShown(page, "Bestandsaufnahme");
  await expect(chapter(page, "Überblick")).toBeVisible();
}

/** How many machines the API gives for a figure. */
async function behind(page: Page, figure: string, assumptions?: string): Promise<number> {
  const query = new URLSearchParams({ figure, limit: "1", ...(assumptions === undefined ? {} : { assumptions }) });
  const answer = await page.request.get(`/api/v1/assessment/machines?${query}`);
  expect(answer.status(), figure).toBe(200);
  return ((await answer.json()) as { total: number }).total;
}

/** "1.234 Maschinen · …" under the title of a list. */
async function countInTitle(page: Page): Promise<number> {
  const subtitle = page.getByRole("main").getByText(/[\d.]+ Maschinen?( |$)/).first();
  return Number(/([\d.]+) Maschine/.exec((await subtitle.textContent()) ?? "")?.[1]?.replaceAll(".", ""));
}

test("from the cover to a list, a machine file and its source cell", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/");
  await page.getByRole("navigation", { name: "Hauptnavigation" }).getByRole("link", { name: "Bestandsaufnahme" }).click();
  await expectShown(page, "Bestandsaufnahme");
  const ready = chapter(page, "Überblick").getByRole("link", { name: /^Sofort anbietbar/ });
  const said = Number(/([\d.]+) Maschine/.exec((await ready.textContent()) ?? "")?.[1]?.replaceAll(".", ""));
  await ready.click();
  await expectShown(page, "Mindestens eine Kampagne: sofort anbietbar");
  expect(await countInTitle(page)).toBe(said);
  const list = page.getByRole("table", { name: "Maschinen hinter der Zahl" });
  await expect(list.getByRole("row")).toHaveCount(Math.min(said, 100) + 1);

  const machine = list.getByRole("rowheader").getByRole("link").first();
  const serial = (await machine.textContent()) ?? "";
  await machine.click();
  await expectShown(page, serial);
  await page.getByRole("region", { name: "Stammdaten" }).getByRole("link", { name: /\.csv/ }).first().click();
  await expect(page.getByRole("dialog", { name: "Quelle" }).locator("[aria-current=true]")).toBeVisible();
});

test("a list leads back to the chapter one came from", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  await chapter(page, "Datenlücken nach Wert").getByRole("rowheader").first().getByRole("button").click();
  await chapter(page, "Datenlücken nach Wert").getByRole("table").nth(1).getByRole("link").first().click();
  await expect(page.getByRole("table", { name: "Maschinen hinter der Zahl" })).toBeVisible();
  await page.getByRole("link", { name: "Zurück zu „Datenlücken nach Wert“" }).click();
  await expectShown(page, "Bestandsaufnahme");
  await expect(chapter(page, "Datenlücken nach Wert").getByRole("heading", { level: 2 })).toBeInViewport();
});

test("every figure of the report has as many machines as it says", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  const answer = (await (await page.request.get("/api/v1/assessment")).json()) as { result: unknown };
  const counts = new Map<string, number>();
  const collect = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    const figure = part as Partial<Figure>;
    if (typeof figure.id === "string" && typeof figure.machines === "number") counts.set(figure.id, figure.machines);
    Object.values(part).forEach(collect);
  };
  collect(answer.result);
  const links = await page.locator("main section[id] a[href^='/assessment/machines']").evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  const shown = [...new Set(links.map(figureOf))];
  expect(shown.length).toBeGreaterThan(100);
  // Every tenth, from all chapters: each asks the server for the whole assessment.
  for (const figure of shown.filter((_, at) => at % 10 === 0)) {
    const total = await behind(page, figure);
    if (counts.has(figure)) expect(total, figure).toBe(counts.get(figure));
  }
});

test("a campaign says which field blocks it", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  const campaigns = chapter(page, "Kampagnen");
  const first = campaigns.getByRole("rowheader").first().getByRole("button");
  const name = (await first.textContent()) ?? "";
  await first.click();
  const blocked = campaigns.getByRole("table", { name: `${name}: was die Entscheidung aufhält` });
  await expect(blocked.getByRole("rowheader").first()).toBeVisible();
  await expectAccessible(page, "assessment, a campaign opened");
  await blocked.getByRole("link").last().click();
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toHaveText(new RegExp(`^${name}: blockiert, nur „.*“ fehlt$`));
});

test("completeness is broken down by what one chooses", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  const completeness = chapter(page, "Vollständigkeit der Daten");
  await completeness.getByRole("combobox", { name: "Vollständigkeit aufteilen nach" }).click();
  await page.getByRole("option", { name: "Land" }).click();
  const table = completeness.getByRole("table", { name: "Vollständigkeit nach: Land" });
  const germany = table.getByRole("row", { name: /^Deutschland/ });
  const machines = germany.getByRole("cell").nth(2).getByRole("link");
  const count = await machines.textContent();
  await machines.click();
  await expectShown(page, "Maschinen im Feld");
  await expect(page.getByText(`Deutschland · ${count} Maschinen`)).toBeVisible();
});

test("what if: other assumptions change figures and their lists, and can be taken back", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  const usual = ((await (await page.request.get("/api/v1/assessment")).json()) as { result: { potential: { modernization: Figure } } }).result.potential.modernization;
  await chapter(page, "Annahmen").getByRole("button", { name: "Annahmen ändern …" }).click();
  const dialog = page.getByRole("dialog");
  await expectAccessible(page, "assumptions");
  await dialog.getByLabel("Modernisierung ab").fill("15");
  await dialog.getByRole("button", { name: "Neu rechnen" }).click();
  await expect(dialog).toHaveCount(0);
  const notice = page.getByRole("status").filter({ hasText: "Geänderte Annahmen" });
  await expect(notice).toContainText("Modernisierung ab: 15 Jahre statt 10 Jahre");
  await expect(page).toHaveURL(/assumptions=/);
  await expect(chapter(page, "Überblick").getByText(/^mit üblichen Annahmen/)).toBeVisible();
  await expectAccessible(page, "assessment, what if");

  const assumptions = JSON.stringify({ modernization_from_years: 15 });
  const fewer = await behind(page, usual.id, assumptions);
  expect(fewer).toBeLessThan(usual.machines);
  const row = chapter(page, "Ungehobenes Potenzial").getByRole("table").first().getByRole("row", { name: /^Modernisierung/ });
  await row.getByRole("link").first().click();
  await expectShown(page, "Ungehobenes Potenzial: Modernisierung");
  expect(await countInTitle(page)).toBe(fewer);
  await expect(page.getByText("Geänderte Annahmen").first()).toBeVisible();

  // The address holds it all.
  await page.reload();
  await expect(page.getByText(new RegExp(`^${inGerman(fewer).replaceAll(".", "\\.")} Maschinen`))).toBeVisible();
  await page.getByRole("link", { name: /^Zurück zu/ }).click();
  await notice.getByRole("link", { name: "Übliche Annahmen" }).click();
  await expect(notice).toHaveCount(0);
  await expect(row.getByRole("link").first()).toContainText(`${inGerman(usual.machines)} Maschinen`);
});

async function downloaded(page: Page, name: string): Promise<{ bytes: Buffer; file: string }> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name }).click();
  const download = await waiting;
  return { bytes: readFileSync(await download.path()), file: download.suggestedFilename() };
}

test("the report is taken away as PDF and as workbook, under the same assumptions", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  const pdf = await downloaded(page, "Als PDF herunterladen");
  expect(pdf.file).toMatch(/^instand-assessment-\d{4}-\d{2}-\d{2}\.pdf$/);
  expect(pdf.bytes.subarray(0, 4).toString()).toBe("%PDF");
  expect((pdf.bytes.toString("latin1").match(/\/Type\s*\/Page[^s]/g) ?? []).length).toBeGreaterThanOrEqual(8);
  const workbook = await downloaded(page, "Als Excel-Datei herunterladen");
  expect(workbook.file).toMatch(/\.xlsx$/);
  // A zip: its first entry begins with this mark, its directory at the end names the sheets.
  expect(workbook.bytes.subarray(0, 2).toString()).toBe("PK");
  for (let sheet = 1; sheet <= 11; sheet += 1) expect(workbook.bytes.includes(`xl/worksheets/sheet${sheet}.xml`)).toBe(true);

  const assumptions = JSON.stringify({ modernization_from_years: 15 });
  await openReport(page, `?assumptions=${encodeURIComponent(assumptions)}`);
  const link = page.getByRole("link", { name: "Als PDF herunterladen" });
  expect(new URL((await link.getAttribute("href")) ?? "", "http://page").searchParams.get("assumptions")).toBe(assumptions);
  expect((await downloaded(page, "Als PDF herunterladen")).bytes.equals(pdf.bytes)).toBe(false);
});

test("the report prints without navigation", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await openReport(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Drucken" })).toHaveCount(0);
  await expect(chapter(page, "Anhang: Was die Zahlen bedeuten")).toBeVisible();
});

test("the report can be read and used on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", PHONE);
  await openReport(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await expectAccessible(page, "assessment on a phone");
  await page.getByRole("navigation", { name: "Inhalt der Bestandsaufnahme" }).getByRole("link", { name: "Hier beginnen" }).tap();
  await expect(chapter(page, "Hier beginnen").getByRole("heading", { level: 2 })).toBeInViewport();
  await chapter(page, "Hier beginnen").getByRole("link").first().tap();
  await expect(page.getByRole("table", { name: "Maschinen hinter der Zahl" })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
