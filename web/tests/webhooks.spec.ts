import { expectAccessible } from "./axe";
import { expect, expectShown, test } from "./instand";

/** Answers of a server with one endpoint; the one the tests run on may connect to nowhere. */
const ENDPOINT = {
  id: "6f9619ff", name: "erp", url: "https://erp.example.com/instand", types: ["instand.opportunity.opened", "instand.opportunity.won"], active: true, note: null,
  rests_until: null, old_secret_until: null, problem: null, created_by: "demo", created_at: "2026-11-20T08:00:00Z", edition: 1,
  counts: { waiting: 2, parked: 0, failed: 1, sent: 412 },
};
const TRY = { at: "2026-11-21T08:00:00Z", status: 422, ms: 81, answer: "unknown customer" };
const DELIVERY = {
  id: 7, event_id: "0d5c7a3e-6a1f-5c0b-9a55-3d1c6a8f2b17", type: "instand.opportunity.won", at: "2026-11-21T07:59:58Z", subject: "opportunities/7b0f4a1e",
  data: { opportunity: "7b0f4a1e", stage: "won" }, state: "failed", attempts: 1, next_at: null, reason: "it answers 422: unknown customer", sent_at: null, tries: [TRY],
};

test("an address nobody has allowed is refused with the line to write", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/outbox");
  await page.getByRole("link", { name: "Webhooks", exact: true }).click();
  await expectShown(page, "Webhooks");
  await expect(page.getByText("Kein anderes System wird benachrichtigt")).toBeVisible();
  await expectAccessible(page, "webhooks, none yet");
  await page.getByRole("button", { name: "Webhook anlegen" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("ERP");
  await dialog.getByLabel("Adresse").fill("https://erp.example.com/instand");
  await dialog.getByRole("button", { name: "Anlegen" }).click();
  await expect(dialog.getByText("Ein Name aus a–z, 0–9 und - fehlt")).toBeVisible();
  await dialog.getByLabel("Name").fill("erp");
  await dialog.getByRole("button", { name: "Anlegen" }).click();
  await expect(dialog.getByRole("alert")).toContainText('allow = ["erp.example.com:443"]');
  await expectAccessible(page, "webhook, not allowed");
});

test("what went to an endpoint is listed with every try, and goes again", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const asked: unknown[] = [];
  await page.route("**/api/v1/webhooks", (route) => route.fulfill({ json: { items: [ENDPOINT], types: ENDPOINT.types, kept_days: 30 } }));
  await page.route("**/api/v1/webhooks/*/deliveries*", (route) => route.fulfill({ json: { items: [DELIVERY], next: null } }));
  await page.route("**/api/v1/webhooks/*/replay", (route) => {
    asked.push(route.request().postDataJSON());
    return route.fulfill({ json: { number: 1, left_out: 0 } });
  });
  await page.goto("/webhooks");
  await expectShown(page, "Webhooks");
  await expectAccessible(page, "webhooks");
  await page.getByRole("link", { name: "erp", exact: true }).click();
  await expectShown(page, "erp");
  await page.getByRole("button", { name: /^Versuche zeigen/ }).click();
  await expect(page.getByText("unknown customer").last()).toBeVisible();
  await expectAccessible(page, "a webhook");
  await page.getByRole("button", { name: /^Erneut senden: / }).click();
  await expect.poll(() => asked).toEqual([{ ids: [7] }]);
  await page.getByRole("button", { name: "Erneut senden …" }).click();
  await expectAccessible(page, "sending again");
  await page.getByRole("dialog").getByRole("button", { name: "Erneut senden" }).click();
  await expect.poll(() => asked.length).toBe(2);
  expect(asked[1]).toHaveProperty("failed_since");
});

test("the pages of webhooks fit on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await page.route("**/api/v1/webhooks", (route) => route.fulfill({ json: { items: [ENDPOINT], types: ENDPOINT.types, kept_days: 30 } }));
  await page.route("**/api/v1/webhooks/*/deliveries*", (route) => route.fulfill({ json: { items: [DELIVERY], next: null } }));
  for (const [path, title] of [
    ["/webhooks", "Webhooks"],
    ["/webhooks/6f9619ff", "erp"],
  ] as const) {
    await page.goto(path);
    await expectShown(page, title);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${path}`).toBeLessThanOrEqual(390);
  }
});
