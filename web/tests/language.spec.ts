import { expect, expectShown, test } from "./instand";

test("the language is switched to English, Italian and back, with numbers and the words of the server", async ({ signedIn }) => {
  const page = await signedIn("reto");
  await page.goto("/");
  await expectShown(page, /^Guten /);
  const change = async (button: RegExp, to: string) => {
    await page.getByRole("button", { name: button }).click();
    await page.getByRole("menuitemradio", { name: to }).click();
    await expect(page.getByRole("menu")).toHaveCount(0);
  };
  const nav = page.getByRole("navigation");
  const rules = page.getByRole("table");

  await change(/^DE/, "English");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^(Good|Hello).*Reto/);
  await expect(nav.getByRole("link", { name: "Installed base" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(rules.getByRole("link", { name: "End of life" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(/€\d+(\.\d)?[mk]|€\d{1,3},\d{3}/i);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^(Good|Hello).*Reto/);

  await change(/^EN/, "Italiano");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Buon.*Reto/);
  await expect(nav.getByRole("link", { name: "Base installata" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "it");
  await expect(rules.getByRole("link", { name: "End of life" })).toHaveCount(0);

  await change(/^IT/, "Deutsch");
  await expectShown(page, /^Guten .*Reto/);
  await expect(rules.getByRole("link", { name: "Ende der Lebensdauer" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
});
