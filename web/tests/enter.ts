import { expect, heading, type Page, signIn } from "./instand";

const PASSWORD = "ein langes Passwort 7";

/** Signs in to the empty installation with the account of the first day, made here where the tests run alone. */
export async function enter(page: Page, setup: string): Promise<void> {
  await page.goto(setup);
  const asked = page.getByRole("heading", { name: /^(Einrichten|Anmelden)$/ });
  await expect(asked).toBeVisible();
  if ((await asked.textContent()) === "Einrichten") {
    await page.getByLabel("Ihr Name").fill("Greta Admin");
    await page.getByLabel("Anmeldename").fill("greta");
    await page.getByLabel("Passwort").fill(PASSWORD);
    await page.getByRole("button", { name: "Konto anlegen" }).click();
  } else {
    await signIn(page, "greta", PASSWORD);
  }
  await expect(heading(page)).toHaveText(/Greta Admin$/);
}
