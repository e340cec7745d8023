import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

interface Row {
  id: string;
  customer_id: string | null;
  customer_name: string | null;
  flag: string | null;
  topics: number;
  topics_value_eur: number;
  waits_until: string | null;
}

/** A decision over all machines, and the page that hears of it. */
const DECIDED_MS = 60_000;
const NOTE = "Einkauf hat um Ruhe gebeten";

async function answer<T>(page: Page, path: string): Promise<T> {
  const found = await page.request.get(`/api/v1${path}`);
  expect(found.status(), path).toBe(200);
  return (await found.json()) as T;
}

const total = async (page: Page, path: string) => (await answer<{ total: number }>(page, `${path}&limit=1`)).total;

/** New opportunities that lead their conversation, best first. */
const leads = async (page: Page) => (await answer<{ items: Row[] }>(page, "/opportunities?stage=new&flagged=false&attached=false&sort=-score&limit=500")).items;

async function expectFitsPhone(page: Page, what: string): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} fits a phone`).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function save(page: Page, region: string): Promise<void> {
  await page.getByRole("region", { name: region }).getByRole("button", { name: "Speichern" }).click();
  await expect(page.getByRole("region", { name: region }).getByText(/^Gespeichert von/)).toBeVisible();
  await expect(page.getByRole("region", { name: region }).getByText("Noch nicht gespeichert")).toHaveCount(0);
}

test("a customer who is not to be spoken to: its hits are held back until that ends", async ({ signedIn }) => {
  test.setTimeout(240_000);
  const page = await signedIn("demo");
  const one = (await leads(page)).find(({ customer_id: customer }) => customer !== null);
  if (!one) throw new Error("the demo has no opportunity of a known customer");
  const name = one.customer_name ?? "";
  const held = () => total(page, `/hits/held?reason=do_not_contact&customer=${one.customer_id}`);
  const flag = async () => (await answer<Row>(page, `/opportunities/${one.id}`)).flag;
  expect(await held()).toBe(0);

  await page.goto(`/opportunities/${one.id}`);
  await expectShown(page, name);
  await page.getByRole("button", { name: "Weitere Schritte", exact: true }).click();
  await page.getByRole("menuitem", { name: "Nicht ansprechen …" }).click();
  const dialog = page.getByRole("dialog", { name: "Nicht ansprechen" });
  await expect(dialog.getByRole("radio", { name: `Alle Maschinen von ${name}` })).toBeChecked();
  await dialog.getByLabel("Notiz").fill(NOTE);
  await expectAccessible(page, "entering a suppression");
  await dialog.getByRole("button", { name: "Sperre eintragen" }).click();
  await expect(page.getByText(`Sperre für ${name} ist eingetragen`)).toBeVisible();
  await expect.poll(held, { timeout: DECIDED_MS }).toBeGreaterThan(0);
  const count = await held();

  await page.goto("/opportunities?owner=all");
  await page.getByRole("link", { name: /^Zurückgehalten \([1-9]/ }).click();
  await expectShown(page, "Zurückgehaltene Treffer");
  await page.getByRole("combobox", { name: "Grund" }).click();
  await page.getByRole("option", { name: "Nicht kontaktieren" }).click();
  await expect(page.getByRole("status", { name: "Zurückgehalten" })).toContainText(`${count} Treffer`);
  const row = page.getByRole("table", { name: "Zurückgehaltene Treffer" }).getByRole("row").filter({ hasText: name });
  await expect(row).toHaveCount(count);
  await expect(row.first()).toContainText("Nicht kontaktieren");
  await expect(row.first()).toContainText(NOTE);
  await expectAccessible(page, "hits held back");
  await expectFitsPhone(page, "hits held back");

  await page.getByRole("tab", { name: "Sperren" }).click();
  const entry = page.getByRole("table", { name: "Sperren" }).getByRole("row").filter({ hasText: name }).first();
  await expect(entry).toContainText("gilt");
  await expect(entry.getByRole("link", { name: String(count), exact: true })).toBeVisible();
  await expectAccessible(page, "suppressions");
  await expectFitsPhone(page, "suppressions");

  // As it was before: with yesterday as its last day it holds no more.
  await entry.getByRole("button", { name: /^Sperre beenden/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sperre beenden" }).click();
  await expect(page.getByText(`Sperre für ${name} ist beendet`)).toBeVisible();
  await expect(entry).toContainText("aufgehoben");
  await expect.poll(held, { timeout: DECIDED_MS }).toBe(0);
  await expect.poll(flag, { timeout: DECIDED_MS }).toBe(one.flag);
});

test("a suppression is entered for a machine that is looked up, and for nobody who is not chosen", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const machine = (await answer<{ items: { serial_number: string }[] }>(page, "/machines?limit=1")).items[0]?.serial_number ?? "";
  await page.goto("/opportunities/held?tab=suppressions");
  await expectShown(page, "Zurückgehaltene Treffer");
  await page.getByRole("button", { name: "Sperre eintragen" }).click();
  const dialog = page.getByRole("dialog", { name: "Nicht ansprechen" });
  await dialog.getByRole("button", { name: "Sperre eintragen" }).click();
  await expect(dialog.getByText("Bitte wählen Sie einen Kunden oder eine Maschine.")).toBeVisible();
  const subject = dialog.getByRole("combobox", { name: "Wer soll nicht angesprochen werden?" });
  await subject.fill(machine);
  await page.getByRole("option").filter({ hasText: machine }).first().click();
  await expect(subject).toHaveValue(new RegExp(machine));
  await dialog.getByRole("button", { name: "Abbrechen" }).first().click();
  await expect(dialog).toHaveCount(0);
});

test("other weights rank anew at once, and count once they are saved", async ({ signedIn }) => {
  test.setTimeout(240_000);
  const page = await signedIn("demo");
  const order = async () => (await leads(page)).slice(0, 20).map(({ id }) => id);
  const before = await order();
  await page.goto("/triggers");
  await page.getByRole("link", { name: "Priorität und Ansprache" }).click();
  await expectShown(page, "Priorität und Ansprache");
  const weights = page.getByRole("region", { name: "Gewichte der Priorität" });
  const value = weights.getByRole("slider", { name: "Wert" });
  const shares = () => weights.getByRole("slider").evaluateAll((all) => all.map((one) => Number(one.getAttribute("aria-valuenow"))));
  const sum = async () => (await shares()).reduce((all, share) => all + share, 0);
  const summary = page.getByRole("status", { name: "Wirkung der Gewichte" });
  const usual = await shares();
  expect(await sum()).toBe(100);
  await expect(weights.getByRole("row")).toHaveCount(21);
  await expectAccessible(page, "policy");
  await expectFitsPhone(page, "policy");

  await value.focus();
  await page.keyboard.press("End");
  await expect.poll(shares).toEqual([100, 0, 0, 0]);
  await expect(summary).toHaveText(/[1-9]\d* (steigen|fallen)/);
  await expect(weights.getByText(/^(steigt|fällt) um \d+ Pl(atz|ätze)$/).first()).toBeAttached();
  await page.keyboard.press("Home");
  await expect.poll(sum).toBe(100);
  await weights.getByRole("button", { name: "Verwerfen" }).click();
  await expect.poll(shares).toEqual(usual);

  await value.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(sum).toBe(100);
  await save(page, "Gewichte der Priorität");
  await page.reload();
  await expect.poll(async () => (await shares())[0]).toBe((usual[0] ?? 0) + 1);
  await weights.getByRole("button", { name: "Zurück auf üblich" }).click();
  await save(page, "Gewichte der Priorität");
  await expect.poll(shares).toEqual(usual);
  await expect.poll(order, { timeout: DECIDED_MS }).toEqual(before);
});

test("what is beyond the capacity of a week waits, and says until when", async ({ signedIn }) => {
  test.setTimeout(240_000);
  const page = await signedIn("demo");
  const waiting = () => total(page, "/opportunities?waits=true");
  const before = await waiting();
  await page.goto("/triggers/policy");
  const capacity = page.getByRole("region", { name: "Kapazität" });
  await capacity.getByRole("textbox", { name: "Üblich je Woche" }).fill("1");
  await save(page, "Kapazität");
  await expect.poll(waiting, { timeout: DECIDED_MS }).toBeGreaterThan(before);

  await page.goto("/opportunities?owner=all&view=list&stage=new");
  await expectShown(page, "Pipeline");
  const list = page.getByRole("table", { name: "Verkaufschancen" });
  await expect(list.getByText(/^wartet bis \d\d\.\d\d\.\d{4}/).first()).toContainText("Kapazität: 1 je Woche");
  await page.getByRole("button", { name: "Diese Woche" }).click();
  await expect(page).toHaveURL(/waits=false/);
  await expect(list.getByText(/^wartet bis/)).toHaveCount(0);

  await page.goto("/triggers/policy");
  await capacity.getByRole("button", { name: "Zurück auf üblich" }).click();
  await save(page, "Kapazität");
  await expect.poll(waiting, { timeout: DECIDED_MS }).toBe(before);
});

test("topics stand with the opportunity that leads, and are listed where one asks for them", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const lead = (await leads(page)).find(({ topics, customer_id: customer }) => topics > 0 && customer !== null);
  if (!lead) throw new Error("the demo has no conversation with topics");
  const filter = `customer=${lead.customer_id}`;
  const [alone, all] = [await total(page, `/opportunities?${filter}&attached=false`), await total(page, `/opportunities?${filter}`)];
  expect(all).toBeGreaterThan(alone);

  await page.goto(`/opportunities?view=list&owner=all&${filter}`);
  await expectShown(page, "Pipeline");
  const list = page.getByRole("table", { name: "Verkaufschancen" });
  const words = `+ ${lead.topics} ${lead.topics === 1 ? "weiteres Thema" : "weitere Themen"}`;
  await expect(list.getByRole("row").filter({ has: page.locator(`a[href="/opportunities/${lead.id}"]`) })).toContainText(words);
  await expect(list.getByRole("row")).toHaveCount(Math.min(alone, 50) + 1);
  const attached = page.getByRole("button", { name: "Auch angehängte Themen" });
  await attached.click();
  await expect(attached).toHaveAttribute("aria-pressed", "true");
  await expect(list.getByRole("row")).toHaveCount(Math.min(all, 50) + 1);
  // What a tooltip says lies outside of the page's landmarks.
  await page.mouse.move(0, 0);
  await expect(page.getByRole("tooltip")).toHaveCount(0);
  await expectAccessible(page, "list with topics");

  await page.goto(`/opportunities/${lead.id}`);
  await expectShown(page, lead.customer_name ?? "");
  const topics = page.getByRole("region", { name: "Themen dieses Gesprächs" });
  await expect(topics.getByRole("listitem")).toHaveCount(lead.topics);
  await topics.getByRole("link").first().click();
  const back = page.getByRole("region", { name: "Teil des Gesprächs zu" }).getByRole("link");
  await expect(back).toHaveAttribute("href", `/opportunities/${lead.id}`);
  await expectAccessible(page, "a topic");
});

test("who may not approve sees the policy and cannot change it", async ({ signedIn }) => {
  const page = await signedIn("anna");
  await page.goto("/triggers/policy");
  await expectShown(page, "Priorität und Ansprache");
  await expect(page.getByText("Ändern kann das, wer Auslöser freigeben darf.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Gewichte der Priorität" }).getByRole("row")).toHaveCount(21);
  await expect(page.getByRole("button", { name: "Speichern" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Nach oben/ })).toHaveCount(0);
});
