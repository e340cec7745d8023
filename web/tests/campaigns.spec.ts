import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

const TEMPLATE = "contract-renewal";
const TITLE = "Vertragsverlängerung";

/** Chooses the first value of a list of choices, and closes it. */
async function chooseFirst(page: Page, name: string): Promise<void> {
  await page.getByRole("combobox", { name }).click();
  await page.getByRole("option").first().click();
  await page.keyboard.press("Escape");
}

test("a campaign goes from its template by a dry run to a draft, gets its texts and goes live", async ({ signedIn }) => {
  test.setTimeout(120_000);
  const page = await signedIn("demo");
  await page.goto("/campaigns");
  await expectShown(page, "Kampagnen");
  await expectAccessible(page, "campaigns");

  // Template, for whom, dry run.
  await page.getByRole("link", { name: `Kampagne beginnen: ${TITLE}` }).click();
  await expectShown(page, "Kampagne beginnen");
  await chooseFirst(page, "Maschinentyp");
  await page.getByRole("combobox", { name: "Auslöser" }).click();
  await page.getByRole("option", { name: "Servicevertrag läuft aus" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/machine_type=.+&trigger=contract-expiring/);
  await expectAccessible(page, "for whom a campaign is");
  await page.getByRole("link", { name: "Weiter zum Probelauf" }).click();
  const run = page.getByRole("region", { name: "Probelauf" });
  await expect(run.getByText("Aufgenommen")).toBeVisible();
  const machines = run.getByRole("list", { name: "Maschinen, die aufgenommen würden" });
  const first = machines.getByRole("button", { name: /^\d+ Nachricht(en)?, \d+ Aufgaben?: / }).first();
  await first.click();
  await expect(first).toHaveAttribute("aria-expanded", "true");
  await expect(machines.getByText(/^\d\d\.\d\d\.\d{4}$/).first()).toBeVisible();
  await expectAccessible(page, "dry run");
  await page.getByRole("button", { name: "Als Entwurf speichern" }).click();

  // The draft, and its texts.
  await expectShown(page, TITLE);
  await expect(page.getByText("Entwurf", { exact: true })).toBeVisible();
  await expect(page.getByRole("list").filter({ hasText: "90 Tage vorher" }).first()).toContainText("Trifft nicht zu:");
  const message = page.getByRole("article", { name: "Nachricht „ends“" });
  const subject = message.getByRole("textbox", { name: "Betreff" });
  const preview = message.getByRole("group", { name: "Vorschau" });
  await expect(preview).toContainText("HX-2231");
  await subject.fill("Ihr Vertrag für {{ machine.colour }}");
  await expect(preview.getByText("{{ machine.colour }}")).toBeVisible();
  await expect(message.getByRole("alert")).toContainText("Deutsch: Das kennt keine Nachricht: {{ machine.colour }}");
  await expect(message.getByRole("button", { name: "Texte speichern" })).toBeDisabled();
  await expectAccessible(page, "a draft with a wrong text");
  await subject.fill("Ihr Vertrag für {{ machine.serial }}");
  await message.getByRole("textbox", { name: "Text", exact: true }).press("Control+End");
  await message.getByRole("button", { name: "Einsetzen: Telefon des Verkäufers" }).click();
  await expect(preview).toContainText("+49 89 1234567");
  await message.getByRole("tab", { name: "Italiano" }).click();
  await expect(preview).toContainText("Cordiali saluti");
  await message.getByRole("button", { name: "Texte speichern" }).click();
  await expect(page.getByText("Texte gespeichert")).toBeVisible();
  await page.reload();
  await expectShown(page, TITLE);
  await expect(subject).toHaveValue("Ihr Vertrag für {{ machine.serial }}");

  // Live, and then nothing can be changed any more.
  await page.getByRole("button", { name: "Live nehmen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Live nehmen" }).click();
  await expect(page.getByText(/^Was live ging, bleibt/)).toBeVisible();
  await expect(subject).not.toBeEditable();
  await expect(page.getByRole("button", { name: "Texte speichern" })).toHaveCount(0);
  await page.getByRole("button", { name: "Anhalten" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Anhalten" }).click();
  await expect(page.getByText(/^Sie ist angehalten/)).toBeVisible();
  await expectAccessible(page, "a paused campaign");

  // It is in the list; nobody else is to be spoken to because of this test.
  await page.getByRole("button", { name: "Beenden" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Beenden" }).click();
  await expect(page.getByText(/^Sie ist beendet/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Neue Version beginnen" })).toBeVisible();
  await page.getByRole("link", { name: "Zu den Kampagnen" }).click();
  await expectShown(page, "Kampagnen");
  await expect(page.getByRole("row", { name: new RegExp(`^${TITLE}`) })).toContainText("beendet");
});

test("who sells reads campaigns and does tasks, but lets none go live", async ({ signedIn }) => {
  const page = await signedIn("anna");
  await page.goto(`/campaigns/${TEMPLATE}`);
  await expectShown(page, TITLE);
  await expect(page.getByRole("button", { name: /^(Live nehmen|Beenden|Neue Version beginnen)$/ })).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Betreff" }).first()).not.toBeEditable();
  await page.goto("/tasks?whose=all");
  await expectShown(page, "Aufgaben");
  await expectAccessible(page, "tasks");
});

test("the outbox says which ways out there are", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/outbox");
  await expectShown(page, "Postausgang");
  await expect(page.getByText("Kein Weg hinaus ist eingerichtet")).toBeVisible();
  await expect(page.getByText("docs/salesforce.md")).toBeVisible();
  await page.getByRole("combobox", { name: "Stand" }).click();
  await page.getByRole("option", { name: "abgelehnt" }).click();
  await expect(page).toHaveURL(/state=failed/);
  await expect(page.getByText("Kein Eintrag passt dazu")).toBeVisible();
  await expectAccessible(page, "outbox");
});

test("the pages of campaigns fit on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  for (const [path, title] of [
    ["/campaigns", "Kampagnen"],
    [`/campaigns/${TEMPLATE}`, TITLE],
    [`/campaigns/new?template=${TEMPLATE}&step=try`, "Kampagne beginnen"],
    ["/tasks?whose=all", "Aufgaben"],
    ["/outbox", "Postausgang"],
  ] as const) {
    await page.goto(path);
    await expectShown(page, title);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${path}`).toBeLessThanOrEqual(390);
  }
});
