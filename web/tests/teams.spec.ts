import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

const NAME = "Vertrieb Österreich";

/** Puts somebody into the team that the dialog is about. */
async function choose(page: Page, person: string) {
  const members = page.getByRole("dialog").getByRole("combobox", { name: "Mitglieder" });
  await members.fill(person);
  await page.getByRole("option", { name: person }).click();
  // The list stays open over the buttons until one goes on.
  await members.press("Tab");
}

test("a team is added, changed and removed", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/account/teams");
  await expectShown(page, "Teams");
  await expect(page.getByText("Noch kein Team")).toBeVisible();
  await expectAccessible(page, "teams, none yet");

  await page.getByRole("button", { name: "Team anlegen" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog.getByText("Geben Sie dem Team einen Namen.")).toBeVisible();
  await dialog.getByLabel("Name").fill(NAME);
  await choose(page, "Anna Huber");
  await expectAccessible(page, "a new team");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog).toHaveCount(0);
  const members = page.getByRole("list", { name: `Mitglieder von ${NAME}` });
  await expect(members.getByRole("listitem")).toHaveText(["Anna Huber"]);
  await expectAccessible(page, "teams");

  // The same name in other letters is the same name.
  await page.getByRole("button", { name: "Team anlegen" }).click();
  await dialog.getByLabel("Name").fill(NAME.toUpperCase());
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog.getByText("Ein anderes Team heißt schon so.")).toBeVisible();
  await dialog.getByRole("button", { name: "Abbrechen" }).last().click();

  await page.getByRole("button", { name: `Team ${NAME} ändern` }).click();
  await choose(page, "Reto Keller");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(members.getByRole("listitem")).toHaveText(["Anna Huber", "Reto Keller"]);

  await page.getByRole("button", { name: `Team ${NAME} entfernen` }).click();
  await dialog.getByRole("button", { name: "Entfernen", exact: true }).click();
  await expect(page.getByText("Noch kein Team")).toBeVisible();
});

test("a team that a campaign gives to cannot be removed, and says why", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const closed = { id: "7b0f4a1e-0000-4000-8000-000000000001", login: "carla", name: "Carla Neri", active: false };
  const team = { id: "7b0f4a1e-0000-4000-8000-000000000002", name: NAME, members: [closed], campaigns: ["contract-renewal"], etag: '"1"' };
  await page.route("**/api/v1/teams", (route) => route.fulfill({ json: { items: [team], people: [] } }));
  await page.goto("/account/teams");
  await expect(page.getByText("Niemand im Team darf sich anmelden")).toBeVisible();
  await expect(page.getByRole("link", { name: "contract-renewal" })).toHaveAttribute("href", "/campaigns/contract-renewal");
  await page.getByRole("button", { name: `Team ${NAME} entfernen` }).click();
  await expect(page.getByRole("dialog")).toContainText("contract-renewal");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Entfernen", exact: true })).toHaveCount(0);
  await expectAccessible(page, "a team that is needed");
});

test("who sells sees the teams and is offered nothing", async ({ signedIn }) => {
  const page = await signedIn("anna", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await page.goto("/account/teams");
  await expectShown(page, "Teams");
  await expect(page.getByText("Noch kein Team")).toBeVisible();
  await expect(page.getByRole("button", { name: "Team anlegen" })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
