import { expect, heading, signIn, test } from "./instand";

test("a wrong password is refused with a message, the right one leads where one wanted to go", async ({ page, demo }) => {
  await page.goto(`${demo.url}/triggers`);
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signIn(page, "demo", "not the password");
  await expect(page.getByRole("alert")).toHaveText("Anmeldename oder Passwort stimmt nicht.");
  await expect(page.getByLabel("Anmeldename")).toHaveValue("demo");
  await expect(page.getByLabel("Passwort")).toHaveValue("");
  await signIn(page, "demo", demo.password);
  await expect(heading(page)).toHaveText("Auslöser");
  await expect(page).toHaveURL(`${demo.url}/triggers`);
});

test("signing out ends the session", async ({ page, demo }) => {
  await page.goto(`${demo.url}/sign-in`);
  await signIn(page, "luca", demo.password);
  await expect(heading(page)).toHaveText(/Luca Bianchi$/);
  await page.getByRole("button", { name: "Konto von Luca Bianchi" }).click();
  await page.getByRole("menuitem", { name: "Abmelden" }).click();
  await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
  await page.goto(`${demo.url}/machines`);
  await expect(page).toHaveURL(/\/sign-in/);
});
