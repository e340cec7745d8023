import type { APIResponse, BrowserContext } from "@playwright/test";
import { expectAccessible } from "./axe";
import { enter } from "./enter";
import { LISTS } from "./fixtures/twoLists";
import { expect, expectShown, type Page, test } from "./instand";

/** Pairs that the tests decide on, and some to spare. */
const WANTED = 8;
const JOB_MS = 40_000;

interface Queue {
  total: number;
  items: { kept: { number: string; name: string }; joined: { number: string; name: string }; later: boolean }[];
}

let session: Awaited<ReturnType<BrowserContext["storageState"]>> | undefined;

async function json<T>(answer: APIResponse): Promise<T> {
  expect(answer.ok(), `${answer.url()}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** Calls of the API by the account that the page is signed in with. */
async function caller(page: Page) {
  const { csrf_token: token } = await json<{ csrf_token: string }>(await page.request.get("/api/v1/session"));
  const headers = { "x-csrf-token": token };
  const get = async <T>(path: string) => json<T>(await page.request.get(`/api/v1${path}`));
  const work = async (path: string, data?: unknown) => {
    const { id } = await json<{ id: string }>(await page.request.post(`/api/v1${path}`, { headers, data }));
    const state = async () => (await get<{ state: string; error: string | null }>(`/jobs/${id}`)).state;
    await expect.poll(state, { timeout: JOB_MS }).toMatch(/done|failed/);
    expect(await state(), path).toBe("done");
  };
  const bring = async (source: string, buffer: Buffer) => {
    const files = { name: `${source}.csv`, mimeType: "text/csv", buffer };
    const sent = await page.request.post("/api/v1/uploads", { headers, multipart: { source, files } });
    const { id, questions } = await json<{ id: string; questions: number }>(sent);
    expect(questions, `questions about ${source}.csv`).toBe(0);
    await work(`/uploads/${id}/import`);
  };
  return { get, work, bring };
}

const waiting = (page: Page) => page.getByRole("heading", { level: 2, name: /Paare? wartet?n?$/ });
const pair = (page: Page) => page.getByRole("heading", { level: 2, name: / und / });
const fields = (page: Page) => page.getByRole("table", { name: "Beide Maschinen im Vergleich" });

async function countOf(page: Page): Promise<number> {
  return Number.parseInt((await waiting(page).textContent()) ?? "", 10);
}

async function expectWaiting(page: Page, count: number): Promise<void> {
  await expect(waiting(page)).toHaveText(new RegExp(`^${count} Paare? warte`));
}

/** Nothing is on its way to the server any more. */
async function expectSaved(page: Page): Promise<void> {
  await expect(page.getByText(/Entscheidung(en)? (wird|werden) gespeichert/)).toHaveCount(0, { timeout: JOB_MS });
}

async function openQueue(page: Page): Promise<number> {
  await page.goto("/matches");
  await expectShown(page, "Dubletten");
  await expect(fields(page)).toBeVisible();
  return countOf(page);
}

test.describe.serial("two lists that know the same machines", () => {
  test.setTimeout(120_000);

  test("bring pairs that wait for a decision", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url });
    await enter(page, empty.setup);
    session = await page.context().storageState();
    const { get, work, bring } = await caller(page);
    await bring("erp", LISTS.erp);
    await bring("crm", LISTS.crm);
    // What the linker was sure of waits again once it is taken back.
    const sure = await get<{ id: number; decided_by: string; undone_at: string | null }[]>("/matches/decisions");
    for (const { id } of sure.filter((entry) => entry.decided_by === "linker" && entry.undone_at === null)) {
      if ((await get<Queue>("/matches")).total >= WANTED) break;
      await work("/matches/decisions/undo", { ids: [id] });
    }
    expect((await get<Queue>("/matches")).total).toBeGreaterThanOrEqual(WANTED);
  });

  test("are shown side by side, with differences, reasons and source cells", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session });
    await page.goto("/");
    await page.getByRole("navigation", { name: "Hauptnavigation" }).getByRole("link", { name: "Dubletten" }).click();
    await expectShown(page, "Dubletten");
    await expect(pair(page)).toBeVisible();
    const serials = fields(page).getByRole("row", { name: /Seriennummer/ });
    await expect(serials).toContainText("verschieden");
    await expect(serials.locator("mark")).toHaveCount(2);
    await expect(fields(page).getByText("behält Nummer und Verlauf")).toBeVisible();
    await expect(page.getByText(/^Dafür spricht: /)).toBeVisible();
    const weights = page.getByRole("table", { name: "Treffergewicht, Punkt für Punkt" });
    await expect(weights.getByRole("row", { name: /^Ausgangswert/ })).toBeVisible();
    await expect(weights.getByRole("row", { name: /^Zusammen zu .* dieselbe/ })).toBeVisible();
    await expectAccessible(page, "duplicates");

    const wanted = (await serials.getByRole("cell").last().locator("span").first().textContent()) ?? "";
    await serials.getByRole("link").last().click();
    const drawer = page.getByRole("dialog", { name: "Quelle" });
    await expect(drawer.locator("[aria-current=true]")).toContainText(wanted);
    // Behind a dialog the keys do nothing.
    const before = await countOf(page);
    await page.keyboard.press("s");
    await page.getByRole("button", { name: "Quelle schließen" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expectWaiting(page, before);
  });

  test("are decided on with one key each, and taken back", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session });
    const count = await openQueue(page);
    const first = (await pair(page).textContent()) ?? "";

    await page.keyboard.press("j");
    await expect(pair(page)).not.toHaveText(first);
    await page.keyboard.press("k");
    await expect(pair(page)).toHaveText(first);

    await page.keyboard.press("s");
    await expect(pair(page)).not.toHaveText(first);
    await expectWaiting(page, count - 1);
    await expectSaved(page);
    await page.keyboard.press("u");
    await expect(page.getByText(/^Zurückgenommen: .* wartet wieder$/)).toBeVisible({ timeout: JOB_MS });
    await expectWaiting(page, count);
    await page.getByRole("button", { name: "Paar zeigen" }).click();
    await expect(pair(page)).toHaveText(first);
    await expect(fields(page)).toBeVisible();

    await page.keyboard.press("n");
    await expect(pair(page)).not.toHaveText(first);
    await expectWaiting(page, count - 1);
    await expectSaved(page);
    await openQueue(page);
    await expectWaiting(page, count - 1);
    await expect(page.locator("[data-queue]").getByRole("listitem").filter({ hasText: first.split(" und ")[0] ?? "" })).toHaveCount(0);
  });

  test("are put off, and taken back at once", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session });
    const { get, work } = await caller(page);
    // Where all were put off already, one is taken back first, so that it waits in its place.
    const { items } = await get<Queue>("/matches");
    if (items.every((item) => item.later)) {
      const entries = await get<{ id: number; kept: string; joined: string; verdict: string; undone_at: string | null }[]>("/matches/decisions");
      const waits = (of: { kept: string; joined: string }) => items.some((item) => item.kept.number === of.kept && item.joined.number === of.joined);
      const put = entries.find((entry) => entry.verdict === "later" && entry.undone_at === null && waits(entry));
      await work("/matches/decisions/undo", { ids: [put?.id] });
    }
    const count = await openQueue(page);
    const first = (await pair(page).textContent()) ?? "";
    const [kept, joined] = first.split(" und ");
    const item = page.locator("[data-queue]").getByRole("listitem").filter({ hasText: kept }).filter({ hasText: joined });
    await expect(item).not.toContainText("auf später gelegt");
    await page.keyboard.press("l");
    await expect(item).toContainText("auf später gelegt");
    await expectWaiting(page, count);
    await expectSaved(page);
    await page.keyboard.press("u");
    await expect(item).not.toContainText("auf später gelegt", { timeout: JOB_MS });
    await expectSaved(page);
  });

  test("are decided on together, after a preview", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session });
    const count = await openQueue(page);
    const boxes = page.locator("[data-queue]").getByRole("listitem").getByRole("checkbox");
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    await expect(page.getByRole("region", { name: "Ausgewählte Paare" })).toContainText("2 Paare ausgewählt");
    await page.getByRole("button", { name: "Nicht gleich …", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByRole("term").filter({ hasText: /^Paare$/ }).locator("xpath=following-sibling::dd")).toHaveText("2");
    await expect(dialog.getByText("geringste Wahrscheinlichkeit darunter")).toBeVisible();
    await expectAccessible(page, "preview of a decision on many");
    await dialog.getByRole("button", { name: "2 Paare getrennt lassen" }).click();
    await expect(dialog).toHaveCount(0);
    await expectWaiting(page, count - 2);
    await expectSaved(page);
    await openQueue(page);
    await expectWaiting(page, count - 2);
  });

  test("leave a history that can be taken back", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session });
    const count = await openQueue(page);
    await page.getByRole("tab", { name: "Entschieden" }).click();
    const history = page.getByRole("table", { name: "Entschieden" });
    const newest = history.getByRole("row").nth(1);
    await expect(newest).toContainText("Greta Admin");
    await expect(newest).toContainText("nicht gleich");
    await expectAccessible(page, "decisions on duplicates");
    await newest.getByRole("button", { name: /^Rückgängig/ }).click();
    await expect(newest).toContainText("zurückgenommen von Greta Admin", { timeout: JOB_MS });
    await page.getByRole("tab", { name: "Zu entscheiden" }).click();
    await expectWaiting(page, count + 1);
  });

  test("customers are decided on with one key, and taken back", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session });
    await openQueue(page);
    await page.getByRole("radiogroup", { name: "Was verglichen wird" }).getByText("Kunden", { exact: true }).click();
    const both = page.getByRole("table", { name: "Beide Kunden im Vergleich" });
    await expect(both).toBeVisible();
    const count = await countOf(page);
    expect(count).toBeGreaterThan(0);
    await expect(both.getByRole("row", { name: /^Kunde\s/ })).toContainText("verschieden");
    await expect(page.getByText(/^zu .* derselbe Kunde$/).first()).toBeVisible();
    await expectAccessible(page, "duplicate customers");
    const first = (await pair(page).textContent()) ?? "";
    await page.keyboard.press("s");
    await expectWaiting(page, count - 1);
    await expectSaved(page);
    await page.reload();
    await expect(page.getByText(first, { exact: true })).toHaveCount(0);
    await page.getByRole("tab", { name: "Entschieden" }).click();
    const newest = page.getByRole("table", { name: "Entschieden" }).getByRole("row").nth(1);
    await expect(newest).toContainText("Kunde 400");
    await newest.getByRole("button", { name: /^Rückgängig/ }).click();
    await expect(newest).toContainText("zurückgenommen von Greta Admin", { timeout: JOB_MS });
    await page.getByRole("tab", { name: "Zu entscheiden" }).click();
    await expectWaiting(page, count);
  });

  test("fit on a phone: first the queue, then the pair", async ({ open, empty }) => {
    const page = await open({ baseURL: empty.url, storageState: session, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await page.goto("/matches");
    await expectShown(page, "Dubletten");
    await page.locator("[data-queue]").getByRole("listitem").getByRole("link").first().tap();
    await expect(fields(page)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await page.getByRole("button", { name: "Liste" }).tap();
    await expect(waiting(page)).toBeVisible();
  });
});
