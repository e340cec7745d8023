import { expectAccessible } from "./axe";
import { expect, expectShown, test } from "./instand";

test("a connector that fails says why, and keeps a history", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/imports");
  await expectShown(page, "Importe");
  const card = page.getByRole("article", { name: "service-db" });
  await expect(card).toContainText("PostgreSQL-Datenbank · 127.0.0.1:1/service");
  await expect(card).toContainText("nur auf Anforderung");

  await card.getByRole("button", { name: "Jetzt abrufen" }).click();
  await expect(card.getByText("Das letzte Abrufen ist fehlgeschlagen")).toBeVisible({ timeout: 15_000 });
  await expect(card.getByText("127.0.0.1:1 does not answer").first()).toBeVisible();

  await card.getByRole("button", { name: "Verlauf" }).click();
  const history = card.getByRole("table", { name: "Verlauf von service-db" });
  await expect(history.getByRole("row")).toHaveCount(2);
  await expect(history).toContainText("demo");
  await expectAccessible(page, "connectors");

  // Everything anew: once more, which shows at once.
  await card.getByRole("button", { name: "Weitere Möglichkeiten für service-db" }).click();
  await page.getByRole("menuitem", { name: /Alles neu lesen/ }).click();
  await expect(history.getByRole("row")).toHaveCount(3, { timeout: 15_000 });
});

test("who may not see connectors does not", async ({ signedIn }) => {
  const page = await signedIn("anna");
  await page.goto("/imports");
  await expectShown(page, "Importe");
  await expect(page.getByRole("heading", { name: "Anbindungen" })).toHaveCount(0);
});
