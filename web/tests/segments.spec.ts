import { readFileSync } from "node:fs";
import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

interface Preview {
  members: number;
  unknown: number;
  machines: number;
}

const rule = (field: string, operator: string, value?: unknown) => ({ field, operator, value });

/** What the server says of a condition that was written by hand. */
async function asked(page: Page, rules: unknown[]): Promise<Preview> {
  const { csrf_token: csrf } = (await (await page.request.get("/api/v1/session")).json()) as { csrf_token: string };
  const answer = await page.request.post("/api/v1/segments/preview", { headers: { "x-csrf-token": csrf }, data: { query: { combinator: "and", rules } } });
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Preview;
}

async function choose(page: Page, name: string, typed: string, option: string | RegExp): Promise<void> {
  const field = page.getByRole("combobox", { name, exact: true });
  await field.click();
  await field.fill(typed);
  await page.getByRole("option", { name: option }).click();
}

async function addCondition(page: Page): Promise<void> {
  await page.getByRole("group", { name: "Bedingung" }).getByRole("button", { name: "Bedingung", exact: true }).click();
}

const count = (page: Page) => page.getByRole("status", { name: "Anzahl" });
const shown = (value: number) => new Intl.NumberFormat("de-DE").format(value);

const BUILT = [rule("machine_type", "in", ["RX 500"]), rule("age_years", ">", 8), rule("contract_status", "notIn", ["active"])];

test("a segment is built by clicking, saved, changed, used by another and taken out as a file", async ({ signedIn }) => {
  test.setTimeout(90_000);
  const page = await signedIn("demo");
  await page.goto("/segments");
  await expectShown(page, "Segmente");
  for (const title of ["Vertrag verlängern", "Modernisierung", "Verschleißteile", "Ende der Lebensdauer", /^Typ RX 500/]) {
    await expect(page.getByRole("link", { name: title })).toBeVisible();
  }
  await expectAccessible(page, "segments");

  await page.getByRole("link", { name: "Neues Segment" }).click();
  await expectShown(page, "Neues Segment");
  await page.getByLabel("Name").fill("Alte RX 500 ohne Vertrag");
  await expect(count(page)).toHaveText("Eine Bedingung ist noch nicht ausgefüllt.");
  await expect(page.getByRole("button", { name: "Segment speichern" })).toBeDisabled();
  await choose(page, "Wert der Bedingung 1", "RX 500", /^RX 500/);
  await page.keyboard.press("Escape");
  const ofType = await asked(page, BUILT.slice(0, 1));
  await expect(count(page)).toContainText(`${shown(ofType.members)} von ${shown(ofType.machines)} Maschinen`);

  await addCondition(page);
  await choose(page, "Merkmal der Bedingung 2", "Alter", "Alter");
  await page.getByRole("combobox", { name: "Vergleich der Bedingung 2" }).selectOption("größer als");
  await page.getByRole("textbox", { name: "Wert der Bedingung 2" }).fill("8");
  await addCondition(page);
  await choose(page, "Merkmal der Bedingung 3", "Status Serv", "Status Servicevertrag");
  await page.getByRole("combobox", { name: "Vergleich der Bedingung 3" }).selectOption("ist keines von");
  await choose(page, "Wert der Bedingung 3", "aktiv", /^aktiv/);
  await page.keyboard.press("Escape");
  const built = await asked(page, BUILT);
  expect(built.members, "the demo has such machines").toBeGreaterThan(0);
  expect(built.members).toBeLessThan(ofType.members);
  await expect(count(page)).toContainText(`${shown(built.members)} von ${shown(built.machines)} Maschinen`);
  await expect(count(page)).toContainText(built.unknown === 1 ? "Für 1 Maschine" : `Für ${shown(built.unknown)} Maschinen`);
  await expect(page.getByRole("heading", { name: "Zum Beispiel" })).toBeVisible();
  await page.getByRole("button", { name: "Als SQL" }).click();
  await expect(page.getByRole("region", { name: "Bedingung als SQL" })).toContainText("age_years > 8");
  await expectAccessible(page, "segment builder");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "fits a phone").toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("button", { name: "Segment speichern" }).click();
  await expectShown(page, "Alte RX 500 ohne Vertrag");
  const figures = page.getByRole("region", { name: "Ergebnis" });
  await expect(figures).toContainText(`Mitglieder${shown(built.members)}`);
  await expect(page.getByRole("table", { name: "Maschinen" }).getByRole("row")).toHaveCount(Math.min(built.members, 50) + 1);
  await expectAccessible(page, "a segment");

  await page.getByRole("link", { name: "Bearbeiten" }).click();
  await expectShown(page, "Segment bearbeiten");
  const years = page.getByRole("textbox", { name: "Wert der Bedingung 2" });
  await expect(years).toHaveValue("8");
  await years.fill("10");
  await page.getByLabel("Was wurde geändert?").fill("erst ab zehn Jahren");
  const older = await asked(page, [BUILT[0], rule("age_years", ">", 10), BUILT[2]]);
  await expect(count(page)).toContainText(`${shown(older.members)} von`);
  await page.getByRole("button", { name: "Als Version 2 speichern" }).click();
  await expectShown(page, "Alte RX 500 ohne Vertrag");
  await expect(figures).toContainText(`Mitglieder${shown(older.members)}`);
  const versions = page.getByRole("region", { name: "Versionen" });
  await expect(versions.getByRole("row")).toHaveCount(3);
  await expect(versions).toContainText("erst ab zehn Jahren");

  // Used by another: the same machines, turned round.
  await page.goto("/segments/new");
  await page.getByLabel("Name").fill("Alle anderen");
  await choose(page, "Merkmal der Bedingung 1", "Segm", "Segment");
  await page.getByRole("combobox", { name: "Vergleich der Bedingung 1" }).selectOption("gehört nicht zu");
  await choose(page, "Wert der Bedingung 1", "Alte RX", "Alte RX 500 ohne Vertrag");
  await page.keyboard.press("Escape");
  const others = older.machines - older.members - older.unknown;
  await expect(count(page)).toContainText(`${shown(others)} von`);
  await page.getByRole("button", { name: "Segment speichern" }).click();
  await expectShown(page, "Alle anderen");
  await page.getByRole("link", { name: "alte-rx-500-ohne-vertrag" }).click();
  await expectShown(page, "Alte RX 500 ohne Vertrag");
  await page.getByRole("button", { name: "Weiteres" }).click();
  await page.getByRole("menuitem", { name: "Ablegen" }).click();
  await expect(page.getByRole("dialog")).toContainText("Andere Segmente verwenden es: alle-anderen");
  await page.getByRole("dialog").getByRole("button", { name: "Abbrechen" }).first().click();

  // The first version again, and the whole as a file.
  await versions.getByRole("button", { name: "Version 1 zurückholen" }).click();
  await expect(figures).toContainText(`Mitglieder${shown(built.members)}`);
  await page.getByRole("button", { name: "Weiteres" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "Als TOML herunterladen" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("alte-rx-500-ohne-vertrag.toml");
  const toml = readFileSync(await download.path(), "utf8");
  expect(toml).toContain('title = "Alte RX 500 ohne Vertrag"');
  expect(toml).toContain("version = 3");

  // The same file as another segment.
  await page.goto("/segments");
  await expectShown(page, "Segmente");
  const buffer = Buffer.from(toml.replace("alte-rx-500-ohne-vertrag", "aus-der-datei").replace("Alte RX 500 ohne Vertrag", "Aus der Datei"));
  await page.locator('input[type="file"]').setInputFiles({ name: "segment.toml", mimeType: "application/toml", buffer });
  await expectShown(page, "Aus der Datei");
  await expect(page.getByRole("region", { name: "Ergebnis" })).toContainText(`Mitglieder${shown(built.members)}`);
});

test("groups and operators are reached by the keyboard alone", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/segments/new");
  await expectShown(page, "Neues Segment");
  const group = page.getByRole("group", { name: "Bedingung" });
  await group.getByRole("button", { name: "Gruppe", exact: true }).focus();
  await page.keyboard.press("Enter");
  const combinator = page.getByRole("combobox", { name: "Verknüpfung der Gruppe 2" });
  await combinator.focus();
  await page.keyboard.press("ArrowDown");
  await expect(combinator).toHaveValue("or");
  const fact = page.getByRole("combobox", { name: "Merkmal der Bedingung 2.1" });
  await fact.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("im Feld");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Vergleich der Bedingung 2.1" })).toHaveValue("isTrue");
  await page.getByRole("button", { name: "Bedingung 1 entfernen" }).focus();
  await page.keyboard.press("Enter");
  const inField = await asked(page, [rule("in_field", "isTrue")]);
  await expect(count(page)).toContainText(`${shown(inField.members)} von`);
});

test("who joined and left is shown", async ({ signedIn }) => {
  test.setTimeout(60_000);
  const page = await signedIn("demo");
  const session = (await (await page.request.get("/api/v1/session")).json()) as { csrf_token: string; as_of: string };
  const next = new Date(Date.parse(`${session.as_of}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const run = await page.request.post("/api/v1/runs", { headers: { "x-csrf-token": session.csrf_token }, data: { as_of: next } });
  const job = (await run.json()) as { id: string };
  const state = async () => ((await (await page.request.get(`/api/v1/jobs/${job.id}`)).json()) as { state: string }).state;
  await expect.poll(state, { timeout: 30_000 }).toBe("done");
  const found = (await (await page.request.get("/api/v1/segments")).json()) as { id: string; title: string; joined: number; left: number }[];
  const moved = found.find((segment) => segment.joined > 0 && segment.left > 0) ?? found.find((segment) => segment.joined + segment.left > 0);
  expect(moved, "a day moves somebody").toBeDefined();
  if (!moved) return;
  await page.goto(`/segments/${moved.id}`);
  await expectShown(page, moved.title);
  await expect(page.getByRole("region", { name: "Ergebnis" })).toContainText(`Dazugekommen${shown(moved.joined)}seit`);
  const which = moved.joined > 0 ? { tab: "Dazugekommen", rows: moved.joined } : { tab: "Ausgeschieden", rows: moved.left };
  await page.getByRole("tab", { name: which.tab }).click();
  await expect(page.getByRole("table", { name: "Maschinen" }).getByRole("row")).toHaveCount(Math.min(which.rows, 50) + 1);
  await expect(page.getByRole("region", { name: "Mitglieder im Verlauf" })).toBeVisible();
  await expectAccessible(page, "changes of a segment");
});

test("who may not change segments sees them all the same", async ({ signedIn }) => {
  const page = await signedIn("anna");
  await page.goto("/segments");
  await expectShown(page, "Segmente");
  await expect(page.getByRole("link", { name: "Neues Segment" })).toHaveCount(0);
  await page.getByRole("link", { name: "Verschleißteile" }).click();
  await expectShown(page, "Verschleißteile");
  await expect(page.getByRole("link", { name: "Bearbeiten" })).toHaveCount(0);
});
