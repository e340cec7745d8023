import { expectAccessible } from "./axe";
import { expect, expectShown, heading, type Page, signIn, test } from "./instand";

interface Machine {
  id: string;
  serial_number: string;
  customer_id: string | null;
}

interface Register {
  is_kept: boolean;
  machines: number;
  agreed_sales: number;
  blocked: { trigger: string; machines: number }[];
}

/** Sales triggers of the sample that rest on telemetry alone. */
const TRIGGERS = ["wear-threshold", "error-rate-rising"];
/** A decision over all machines, and the page that hears of it. */
const DECIDED_MS = 60_000;
const SERVICE_ONLY = "Servicevertrag 4711";
const WHOLE = "Rahmenvertrag 2026";

async function answer<T>(page: Page, path: string): Promise<T> {
  const found = await page.request.get(`/api/v1${path}`);
  expect(found.status(), path).toBe(200);
  return (await found.json()) as T;
}

const register = (page: Page) => answer<Register>(page, "/data-use?limit=1");

/** A machine with a hit that rests on its telemetry, and the trigger. */
async function hit(page: Page): Promise<{ trigger: string; title: string; machine: Machine }> {
  for (const trigger of TRIGGERS) {
    const { items } = await answer<{ items: Machine[] }>(page, `/machines?trigger=${trigger}&in_field=true&limit=100`);
    const machine = items.find((of) => of.customer_id !== null);
    if (machine) return { trigger, machine, title: (await answer<{ title: string }>(page, `/triggers/${trigger}`)).title };
  }
  throw new Error("the demo has no hit that rests on telemetry");
}

async function verdict(page: Page, machine: string, trigger: string): Promise<string | undefined> {
  const { verdicts } = await answer<{ verdicts: { trigger: string; verdict: string }[] }>(page, `/machines/${machine}`);
  return verdicts.find((of) => of.trigger === trigger)?.verdict;
}

const expectVerdict = (page: Page, { id }: Machine, trigger: string, wanted: string) =>
  expect.poll(() => verdict(page, id, trigger), { timeout: DECIDED_MS, message: `${trigger} says ${wanted}` }).toBe(wanted);

async function expectFitsPhone(page: Page, what: string): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `${what} fits a phone`).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Enters an agreement for a machine that is found by its number. */
async function enter(page: Page, { serial_number: number }: Machine, contract: string, purposes: string[]): Promise<void> {
  await page.getByRole("button", { name: `Aktionen für ${number}`, exact: true }).click();
  await page.getByRole("menuitem", { name: "Vereinbarung eintragen" }).click();
  const dialog = page.getByRole("dialog", { name: `Vereinbarung für ${number} eintragen` });
  await dialog.getByRole("button", { name: "Eintragen" }).click();
  await expect(dialog.getByText("Bitte den Vertrag angeben.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Vertrag" }).fill(contract);
  for (const purpose of purposes) await dialog.getByRole("checkbox", { name: purpose }).check();
  await dialog.getByRole("textbox", { name: "Beleg" }).fill("Ablage Verträge, Blatt 3");
  await expectAccessible(page, "entering an agreement");
  await dialog.getByRole("button", { name: "Eintragen" }).click();
  await expect(dialog).toHaveCount(0);
}

/** Ends it with yesterday, so that it does not hold today. */
async function end(page: Page, contract: string): Promise<void> {
  await page.getByRole("button", { name: `Vereinbarung „${contract}“ beenden` }).click();
  const dialog = page.getByRole("dialog", { name: /^Vereinbarung von .* beenden\?$/ });
  const { today } = await answer<{ today: string }>(page, "/session");
  const before = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
  const last = dialog.getByRole("textbox", { name: "Letzter Tag" });
  await last.fill(before.split("-").reverse().join("."));
  await last.press("Tab");
  await dialog.getByRole("button", { name: "Beenden" }).click();
  await expect(dialog).toHaveCount(0);
}

// On a server of its own: what is entered here changes what fires for every machine, and nothing is ever deleted.
test("an agreement for service only keeps the offer back, one for offers gives it free, and both stay provable", async ({ open, register: server }) => {
  test.setTimeout(300_000);
  const page = await open({ baseURL: server.url });
  await page.goto("/sign-in");
  await signIn(page, "demo", server.password);
  await expect(heading(page)).toBeVisible();
  const { trigger, title, machine } = await hit(page);
  const number = machine.serial_number;

  await page.getByRole("navigation").getByRole("link", { name: "Datennutzung" }).click();
  await expectShown(page, "Datennutzung");
  const main = page.getByRole("main");
  const notice = main.getByText("Noch nichts eingetragen: Telemetrie wird ungeprüft auch für Angebote genutzt");
  await expect(notice).toBeVisible();
  await expect(main).toContainText("EU Data Act Art. 4 Abs. 13");
  await expect(main.getByRole("heading", { name: "Was fehlende Vereinbarungen kosten" })).toHaveCount(0);
  await expectAccessible(page, "the register of data use, empty");
  await expectFitsPhone(page, "the empty register");

  // Asked for even while nothing is entered, and back.
  const always = page.getByRole("switch", { name: "Vereinbarungen auch verlangen" });
  await always.click();
  await expect(notice).toHaveCount(0, { timeout: DECIDED_MS });
  await expectVerdict(page, machine, trigger, "not_permitted");
  await always.click();
  await expect(notice).toBeVisible({ timeout: DECIDED_MS });
  await expectVerdict(page, machine, trigger, "fires");

  await page.getByRole("searchbox", { name: "Maschinen suchen" }).fill(number);
  const table = page.getByRole("table", { name: "Vereinbarungen je Maschine" });
  const row = table.getByRole("row").filter({ has: page.getByRole("link", { name: number, exact: true }) });
  await expect(row).toContainText("nichts");
  await enter(page, machine, SERVICE_ONLY, ["Service"]);
  await expect(row).toContainText(SERVICE_ONLY);
  await expectVerdict(page, machine, trigger, "not_permitted");
  await expect(row).toContainText("nicht erlaubt");
  await page.getByRole("radiogroup", { name: "Welche Maschinen" }).getByText("Vereinbart", { exact: true }).click();
  await expect(row).toContainText(SERVICE_ONLY);
  await expect(page).toHaveURL(/state=agreed/);
  const kept = await register(page);
  expect(kept).toMatchObject({ is_kept: true, agreed_sales: 0 });
  const blocked = kept.blocked.find((of) => of.trigger === trigger)?.machines ?? 0;
  expect(blocked).toBeGreaterThan(0);
  const cost = page.getByRole("table", { name: "Was fehlende Vereinbarungen kosten" }).getByRole("row").filter({ hasText: title });
  await expect(cost).toContainText(String(blocked));
  await expectAccessible(page, "the register of data use");
  await expectFitsPhone(page, "the register");

  await page.goto(`/machines/${machine.id}?tab=verdicts&trigger=${trigger}`);
  await expect(page.getByRole("heading", { name: /^Nicht erlaubt/ })).toBeVisible();
  await expect(page.getByRole("article", { name: title })).toContainText("Nicht erlaubt");
  await page.goto(`/triggers/${trigger}`);
  await expectShown(page, title);
  await expect(page.getByRole("main")).toContainText(new RegExp(`Nicht erlaubt: ${blocked} Maschine`));

  // The workbook as it was taken out changes nothing.
  await page.goto(`/data-use?q=${encodeURIComponent(number)}`);
  await expectShown(page, "Datennutzung");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Tabelle herunterladen" }).click()]);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Datei wählen" }).click();
  await (await chooser).setFiles(await download.path());
  const workbook = page.getByRole("region", { name: "Als Tabelle bearbeiten" });
  await expect(workbook.getByRole("status")).toContainText("ist eingelesen");
  await expect(workbook.getByRole("status")).toContainText(/0\s*neu|neu\s*0/);
  await expect(workbook.getByRole("status")).toContainText(/1\s*unverändert|unverändert\s*1/);

  await page.getByRole("button", { name: `Aktionen für ${number}`, exact: true }).click();
  const letter = await page.getByRole("menuitem", { name: "PDF auf Italiano" }).getAttribute("href");
  expect(letter).toMatch(/customer=.*language=it/);
  const pdf = await page.request.get(letter ?? "");
  expect(pdf.headers()["content-type"]).toContain("application/pdf");
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");
  await page.keyboard.press("Escape");

  await enter(page, machine, WHOLE, ["Service", "Angebote"]);
  await expectVerdict(page, machine, trigger, "fires");
  await row.getByRole("button", { name: /^Verlauf \(2\)/ }).click();
  const history = page.getByRole("list", { name: `Verlauf der Vereinbarungen von ${number}` });
  await expect(history.getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page, "agreements of a machine");
  await end(page, WHOLE);
  await expect(history.getByRole("listitem").first()).toContainText("gilt nicht mehr");
  await expect(history.getByRole("listitem").first()).toContainText("beendet von demo");
  await expectVerdict(page, machine, trigger, "not_permitted");
  await end(page, SERVICE_ONLY);
  await expect(row).toContainText("zurzeit nichts");
});

test("who may not change the register sees it all the same", async ({ open, register: server }) => {
  const page = await open({ baseURL: server.url });
  await page.goto("/sign-in");
  await signIn(page, "anna", server.password);
  await expect(heading(page)).toBeVisible();
  await page.goto("/data-use");
  await expectShown(page, "Datennutzung");
  await expect(page.getByRole("table", { name: "Vereinbarungen je Maschine" })).toBeVisible();
  await expect(page.getByRole("switch", { name: "Vereinbarungen auch verlangen" })).toBeDisabled();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Datei wählen" })).toHaveCount(0);
});
