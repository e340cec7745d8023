import { type BrowserContext, test as base, type Browser, expect, type Page } from "@playwright/test";
import { type Running, running } from "./servers/running";

export { expect };
export type { Page };

/** Accounts of the demo: administration, two of the sales team, of whom Reto is the one whose language changes, and a technician. */
export type Person = "demo" | "anna" | "reto" | "marco";

type ContextOptions = NonNullable<Parameters<Browser["newContext"]>[0]>;

interface Instand {
  demo: Running["demo"];
  empty: Running["empty"];
  register: Running["register"];
  portal: Running["portal"];
  /** What went wrong on any page of the test; there must be nothing at its end. */
  complaints: string[];
  /** A browser of its own, that knows nothing of the others. */
  open: (options: ContextOptions) => Promise<Page>;
  /** The same for a person, signed in at the demo. */
  signedIn: (person: Person, options?: ContextOptions) => Promise<Page>;
}

/** What no page may do, whatever is tested: ask another host, break the content policy, throw. */
function watch(context: BrowserContext, complaints: string[]): void {
  const { demo, empty, register, portal } = running();
  const own = [demo, empty, register, portal].map(({ url }) => url);
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && !own.includes(origin)) {
      complaints.push(`request to another host: ${request.url()}`);
    }
  });
  context.on("weberror", (error) => complaints.push(`error on the page: ${error.error().stack ?? error.error().message}`));
  context.on("console", (message) => {
    if (message.type() === "error" && /content security policy/i.test(message.text())) complaints.push(message.text());
  });
}

export async function signIn(page: Page, login: string, password: string): Promise<void> {
  await page.getByLabel("Anmeldename").fill(login);
  await page.getByLabel("Passwort").fill(password);
  await page.getByRole("button", { name: "Anmelden" }).click();
}

// A session lives on the server: who signed in once need not do it in each test.
const sessions = new Map<Person, Awaited<ReturnType<BrowserContext["storageState"]>>>();

export const test = base.extend<Instand>({
  demo: async ({}, use) => use(running().demo),
  empty: async ({}, use) => use(running().empty),
  register: async ({}, use) => use(running().register),
  portal: async ({}, use) => use(running().portal),
  complaints: [
    async ({ context }, use) => {
      const complaints: string[] = [];
      watch(context, complaints);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
  open: async ({ browser, complaints, contextOptions, locale, timezoneId, viewport }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ ...contextOptions, locale, timezoneId, viewport, ...options });
      contexts.push(context);
      watch(context, complaints);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
  signedIn: async ({ open, demo }, use) => {
    await use(async (person, options) => {
      const page = await open({ baseURL: demo.url, storageState: sessions.get(person), ...options });
      if (!sessions.has(person)) {
        await page.goto("/sign-in");
        await signIn(page, person, demo.password);
        await expect(heading(page)).toBeVisible();
        sessions.set(person, await page.context().storageState());
      }
      return page;
    });
  },
});

/** The part of the API's answers that the tests read to find their way. */
export interface Opportunity {
  id: string;
  machine_id: string;
  serial_number: string;
  customer_name: string;
  owner: string;
}

/** Open opportunities in the order of the board, which shows no topics of others' conversations. */
export async function opportunities(page: Page, filter = ""): Promise<Opportunity[]> {
  const answer = await page.request.get(`/api/v1/opportunities?limit=20&sort=-score&stage=new&attached=false${filter}`);
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { items: Opportunity[] }).items;
}

export function heading(page: Page) {
  return page.getByRole("main").getByRole("heading", { level: 1 });
}

/** The page is there, and nothing on it is still being fetched. */
export async function expectShown(page: Page, title: string | RegExp): Promise<void> {
  await expect(heading(page)).toHaveText(title);
  await expect(page.getByRole("status", { name: "Wird geladen" })).toHaveCount(0);
}
