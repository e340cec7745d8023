import { expectAccessible } from "./axe";
import { expect, expectShown, heading, type Page, signIn, test } from "./instand";

interface Preview {
  machines: number;
  fires: number;
  unknown: number;
  condition: string;
  nearest: unknown[];
}

const PASSWORD = "ein Passwort zum Freigeben 9";
const TITLE = "Alte Maschinen mit Fehlersignal";

const rule = (field: string, operator: string, value?: unknown) => ({ field, operator, value });
const BUILT = [rule("in_field", "isTrue"), rule("trigger", "in", ["error-signal"]), rule("age_years", ">", 3)];

async function post(page: Page, path: string, data: unknown) {
  const { csrf_token: csrf } = (await (await page.request.get("/api/v1/session")).json()) as { csrf_token: string };
  return page.request.post(`/api/v1${path}`, { headers: { "x-csrf-token": csrf }, data });
}

/** What the server says of a condition that was written by hand. */
async function asked(page: Page, rules: unknown[]): Promise<Preview> {
  const text = { de: "–", en: "–", it: "–" };
  const draft = {
    title: text,
    explanation: text,
    campaign: "service-call",
    condition: "",
    query: { combinator: "and", rules },
    parameters: {},
    by_type: [],
    likelihood: 0.2,
    urgency: null,
    value: [],
  };
  const answer = await post(page, "/triggers/preview", { id: null, draft, from: "query" });
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Preview;
}

async function choose(page: Page, name: string, typed: string, option: string | RegExp, exact = false): Promise<void> {
  const field = page.getByRole("combobox", { name, exact: true });
  await field.click();
  await field.fill(typed);
  await page.getByRole("option", { name: option, exact }).click();
}

async function addCondition(page: Page): Promise<void> {
  await page.getByRole("group", { name: "Bedingung", exact: true }).getByRole("button", { name: "Bedingung", exact: true }).click();
}

/** In the field, and the error signal fires, and older than so many years. */
async function build(page: Page): Promise<void> {
  await addCondition(page);
  await choose(page, "Merkmal der Bedingung 2", "Auslöser", /^Auslöser$/);
  await expect(page.getByRole("combobox", { name: "Vergleich der Bedingung 2" })).toHaveValue("in");
  await choose(page, "Wert der Bedingung 2", "Fehlersig", "Fehlersignal", true);
  await page.keyboard.press("Escape");
  await addCondition(page);
  await choose(page, "Merkmal der Bedingung 3", "Alter", "Alter");
  await page.getByRole("combobox", { name: "Vergleich der Bedingung 3" }).selectOption("größer als");
  await page.getByRole("textbox", { name: "Wert der Bedingung 3", exact: true }).fill("3");
}

const count = (page: Page) => page.getByRole("status", { name: "Vorschau" });
const shown = (value: number) => new Intl.NumberFormat("de-DE").format(value);
const summary = (preview: Preview) => `${shown(preview.fires)} Treffer von ${shown(preview.machines)} Maschinen`;

async function expectFitsPhone(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "fits a phone").toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("a trigger made of another is built, replayed, approved by another person and found again", async ({ signedIn, open, demo }) => {
  test.setTimeout(240_000);
  const page = await signedIn("demo");
  await page.goto("/triggers");
  await expectShown(page, "Auslöser");
  await expectAccessible(page, "triggers");

  await page.getByRole("link", { name: "Neuer Auslöser" }).click();
  await expectShown(page, "Neuer Auslöser");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(TITLE);
  await page.getByRole("textbox", { name: "Erklärung" }).fill("Wo alte Maschinen Fehler melden, kommt der Service.");
  const catalogue = (await (await page.request.get("/api/v1/catalogue")).json()) as { campaigns: { id: string; label: string }[] };
  const campaign = catalogue.campaigns.find(({ id }) => id === "service-call");
  expect(campaign).toBeDefined();
  await page.getByRole("combobox", { name: "Kampagne" }).click();
  await page.getByRole("option", { name: campaign?.label, exact: true }).click();

  const inField = await asked(page, BUILT.slice(0, 1));
  await expect(count(page)).toContainText(summary(inField));
  await build(page);
  const built = await asked(page, BUILT);
  expect(built.fires, "the demo has such machines").toBeGreaterThan(0);
  expect(built.fires).toBeLessThan(inField.fires);
  await expect(count(page)).toContainText(summary(built));
  if (built.nearest.length > 0) await expect(page.getByRole("heading", { name: "Fast ein Treffer" })).toBeVisible();
  await expectAccessible(page, "trigger editor");
  await expectFitsPhone(page);

  await page.getByLabel("Was wurde geändert und warum?").fill("Service zuerst zu den alten");
  await page.getByRole("button", { name: "Entwurf speichern" }).click();
  await expectShown(page, TITLE);
  const main = page.getByRole("main");
  await expect(main.getByText("Entwurf", { exact: true })).toBeVisible();
  await expect(main).toContainText("Service zuerst zu den alten");
  await expect(page.getByRole("region", { name: "Bedingung", exact: true })).toContainText("trigger('error-signal')");
  await expectAccessible(page, "a version");
  await expectFitsPhone(page);
  const address = new URL(page.url());
  const id = decodeURIComponent(address.pathname.split("/")[2] ?? "");
  await expect(page.getByRole("region", { name: "Verlauf" })).toContainText("angelegt → Entwurf");

  // On every day of the last year.
  await page.getByRole("link", { name: "Nachspielen" }).click();
  await expectShown(page, `„${TITLE}“ nachspielen`);
  await page.getByRole("button", { name: "Nachspielen" }).click();
  await expect(page.getByRole("heading", { name: /^Ergebnis vom/ })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByRole("region", { name: "Neue Treffer je Woche" }).getByRole("img", { name: /^Neue Treffer je Woche vom/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Kennzahlen" })).toContainText("Maschinen mit Treffer");
  await expect(page.getByRole("region", { name: "Was dabei zu wissen ist" })).toContainText("ab seinem eigenen Datum");
  await expect(page.getByRole("region", { name: "Frühere Läufe" }).getByRole("row")).toHaveCount(2);
  await expectAccessible(page, "a replay");
  await expectFitsPhone(page);

  await page.goto(address.pathname);
  await page.getByRole("button", { name: "Einreichen" }).click();
  await expect(main.getByText("eingereicht", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Freigeben", exact: true })).toBeDisabled();
  await expect(main).toContainText("freigeben muss sie eine andere Person");
  await page.goto("/triggers");
  await expect(page.getByRole("region", { name: "In Arbeit" }).getByRole("link", { name: TITLE }).first()).toBeVisible();

  const made = await post(page, "/accounts", { login: "martina", name: "Martina Leitner", role: "manager", language: "de", password: PASSWORD });
  expect([201, 409, 422]).toContain(made.status());
  const other = await open({ baseURL: demo.url });
  await other.goto("/sign-in");
  await signIn(other, "martina", PASSWORD);
  await expect(heading(other)).toBeVisible();
  await other.goto(address.pathname);
  await expectShown(other, TITLE);
  await other.getByRole("button", { name: "Freigeben", exact: true }).click();
  await expect(other.getByRole("main").getByText("freigegeben", { exact: true })).toBeVisible();
  await other.getByRole("button", { name: "In Kraft setzen" }).click();
  await expect(other.getByRole("main").getByText("in Kraft", { exact: true })).toBeVisible();

  const hits = async () => (await (await page.request.get(`/api/v1/machines?trigger=${id}&limit=1`)).json()) as { total: number; items: { id: string }[] };
  await expect.poll(async () => (await hits()).total, { timeout: 60_000 }).toBe(built.fires);
  await page.goto(`/machines?trigger=${id}`);
  await expect(page.getByRole("main")).toContainText(TITLE);
  const machine = (await hits()).items[0]?.id ?? "";

  // The proof says through which trigger it came about, and so does the explanation.
  await page.goto(`/machines/${machine}?tab=verdicts&trigger=${id}`);
  const verdict = page.getByRole("article", { name: TITLE });
  await expect(verdict.getByRole("group", { name: "Fehlersignal, Version 1" })).toBeVisible();
  await verdict.getByRole("button", { name: /^Warum\?/ }).click();
  const dialog = page.getByRole("dialog", { name: `Warum? ${TITLE}` });
  await expect(dialog.getByRole("heading", { name: "Schritt für Schritt" })).toBeVisible();
  await expect(dialog.getByRole("link", { name: "Fehlersignal, Version 1" })).toBeVisible();
  await expectAccessible(page, "an explanation");
  await dialog.getByRole("button", { name: "Erklärung schließen" }).click();

  // As it was before: other tests count what fires.
  await other.getByRole("button", { name: "Zurückziehen" }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Zurückziehen" }).click();
  await expect(other.getByRole("main").getByText("zurückgezogen", { exact: true })).toBeVisible();
});

test("text and builder keep in step, and a typing error is pointed at", async ({ signedIn }) => {
  test.setTimeout(60_000);
  const page = await signedIn("demo");
  await page.goto("/triggers/new");
  await expectShown(page, "Neuer Auslöser");
  await build(page);
  const built = await asked(page, BUILT);
  await expect(count(page)).toContainText(summary(built));

  await page.getByRole("tab", { name: "Als Text" }).click();
  const text = page.getByRole("textbox", { name: "Bedingung als Text" });
  await expect(text).toHaveValue(/trigger\('error-signal'\)/);
  await expect(text).toHaveValue(/age_years > 3/);
  const condition = await text.inputValue();
  await text.fill(condition.replace("age_years", "age_year"));
  const fault = page.getByRole("alert").filter({ hasText: /Zeile \d+, Spalte \d+/ });
  await expect(fault).toContainText("age_years");
  await expect(fault).toContainText(/did you mean|meinten Sie|gemeint/i);
  await expectAccessible(page, "a condition that cannot be read");
  await text.fill(`${condition} AND`);
  await page.getByRole("tab", { name: "Baukasten" }).click();
  await expect(page.getByRole("main")).toContainText("Der Text lässt sich so nicht lesen");

  await page.getByRole("tab", { name: "Als Text" }).click();
  await text.fill(condition.replace(/age_years > 3(\.0)?/, "age_years > 5"));
  const older = await asked(page, [...BUILT.slice(0, 2), rule("age_years", ">", 5)]);
  await expect(count(page)).toContainText(summary(older));
  await page.getByRole("tab", { name: "Baukasten" }).click();
  const years = page.getByRole("textbox", { name: "Wert der Bedingung 3", exact: true });
  await expect(years).toHaveValue("5");
  await years.fill("3");
  await expect(count(page)).toContainText(summary(built));
  await page.getByRole("tab", { name: "Als Text" }).click();
  await expect(text).toHaveValue(/age_years > 3/);
});

test("who may not change triggers sees them all the same", async ({ signedIn }) => {
  const page = await signedIn("anna");
  await page.goto("/triggers");
  await expectShown(page, "Auslöser");
  await expect(page.getByRole("link", { name: "Neuer Auslöser" })).toHaveCount(0);
  await page.getByRole("link", { name: "Fehlersignal", exact: true }).click();
  await expectShown(page, "Fehlersignal");
  await expect(page.getByRole("link", { name: "Bearbeiten" })).toHaveCount(0);
  await page.getByRole("region", { name: "Versionen" }).getByRole("link", { name: "Version 1", exact: true }).click();
  await expectShown(page, "Fehlersignal");
  await expect(page.getByRole("button", { name: "Zurückziehen" })).toHaveCount(0);
});
