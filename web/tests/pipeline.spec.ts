import type { Locator } from "@playwright/test";
import { expect, expectShown, opportunities, type Opportunity, type Page, test } from "./instand";

function column(page: Page, stage: string): Locator {
  return page.getByRole("region", { name: stage, exact: true });
}

function card(page: Page, stage: string, { id }: Opportunity): Locator {
  return column(page, stage).getByRole("listitem").filter({ has: page.locator(`a[href="/opportunities/${id}"]`) });
}

async function board(page: Page, nth: number): Promise<Opportunity> {
  const one = (await opportunities(page))[nth];
  if (one === undefined) throw new Error("the demo has too few opportunities");
  await page.goto("/opportunities?view=board&owner=all");
  await expectShown(page, "Pipeline");
  await expect(card(page, "Neu", one)).toBeVisible();
  return one;
}

test("a card is dragged to another stage and taken back", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const one = await board(page, 0);
  const from = await card(page, "Neu", one).boundingBox();
  const to = await column(page, "Kontaktiert").boundingBox();
  if (from === null || to === null) throw new Error("card or column is not visible");
  await page.mouse.move(from.x + from.width / 2, from.y + 60);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 20, from.y + 70, { steps: 4 });
  await page.mouse.move(to.x + to.width / 2, to.y + 120, { steps: 12 });
  await page.mouse.up();

  await expect(card(page, "Kontaktiert", one)).toBeVisible();
  await expect(card(page, "Neu", one)).toHaveCount(0);
  await expect(page.getByText(`${one.customer_name}: jetzt „Kontaktiert“`)).toBeVisible();
  await page.reload();
  await expect(card(page, "Kontaktiert", one)).toBeVisible();
  await card(page, "Kontaktiert", one).getByRole("link").click();
  await page.getByRole("button", { name: "Letzte Änderung zurücknehmen" }).click();
  await expect(page.getByText(`${one.customer_name}: letzte Änderung zurückgenommen`)).toBeVisible();
  await page.getByRole("button", { name: "Verkaufschance schließen" }).click();
  await expect(card(page, "Neu", one)).toBeVisible();
});

test("a card is moved with the keyboard and taken back at once", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const one = await board(page, 1);
  await card(page, "Neu", one).getByRole("button", { name: /^Verschieben:/ }).focus();
  await page.keyboard.press("Space");
  await expect(page.getByText(`${one.customer_name} ist über der Stufe Neu.`)).toBeAttached();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(`${one.customer_name} ist über der Stufe Kontaktiert.`)).toBeAttached();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByText(`${one.customer_name} ist über der Stufe Angeboten.`)).toBeAttached();
  await page.keyboard.press("Space");
  await expect(card(page, "Angeboten", one)).toBeVisible();

  await page.getByRole("button", { name: "Rückgängig" }).click();
  await expect(card(page, "Neu", one)).toBeVisible();
  await expect(card(page, "Angeboten", one)).toHaveCount(0);
});

test("a lost opportunity needs a reason", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const one = await board(page, 2);
  await card(page, "Neu", one).getByRole("button", { name: /^Weitere Schritte/ }).click();
  await page.getByRole("menuitem", { name: "Verloren" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Als verloren ablegen" }).click();
  await expect(dialog.getByText("Bitte wählen Sie einen Grund.")).toBeVisible();
  await dialog.getByRole("radio", { name: "Kein Budget" }).check();
  await dialog.getByRole("button", { name: "Als verloren ablegen" }).click();
  await expect(card(page, "Verloren", one)).toBeVisible();
});

test("two people change one opportunity: the second is told, sees how it stands, and loses nothing", async ({ signedIn }) => {
  const anna = await signedIn("anna");
  const demo = await signedIn("demo");
  const [one] = await opportunities(demo, "&owner=Anna%20Huber");
  // Anna's page hears of nothing, as on a train: else it would have been brought up to date already.
  await anna.route("**/api/v1/events", (route) => route.abort());
  for (const page of [anna, demo]) {
    await page.goto(`/opportunities/${one?.id}`);
    await expectShown(page, one?.customer_name ?? "");
  }
  await anna.getByLabel("Notiz").fill("Rückruf am Montag");
  const stage = (page: Page, name: string) => page.getByRole("group", { name: "Stufe" }).getByRole("button", { name });

  await stage(demo, "Angeboten").click();
  await expect(demo.getByText(/jetzt „Angeboten“/)).toBeVisible();
  await stage(anna, "Kontaktiert").click();

  const notice = anna.getByRole("alert").filter({ hasText: "Inzwischen geändert" });
  await expect(notice).toContainText("Stand jetzt: Angeboten");
  await expect(notice).toContainText("Demo");
  await expect(stage(anna, "Angeboten")).toHaveAttribute("aria-pressed", "true");
  await expect(stage(anna, "Kontaktiert")).toHaveAttribute("aria-pressed", "false");
  await expect(anna.getByLabel("Notiz")).toHaveValue("Rückruf am Montag");

  await notice.getByRole("button", { name: "Trotzdem ändern" }).click();
  await expect(stage(anna, "Kontaktiert")).toHaveAttribute("aria-pressed", "true");
  // Demo's page hears of it without being asked.
  await expect(stage(demo, "Kontaktiert")).toHaveAttribute("aria-pressed", "true");
});
