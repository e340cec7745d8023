import { expect, expectShown, test } from "./instand";

test("a changed threshold that a text still names is warned of", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/triggers/contract-expiring/edit");
  await expectShown(page, "Auslöser bearbeiten");
  const warning = page.getByRole("alert").filter({ hasText: "Ein Text nennt noch den alten Schwellenwert" });
  await expect(page.getByRole("textbox", { name: "Wert von days" })).toHaveValue("90");
  await expect(warning).toHaveCount(0);
  await page.getByRole("textbox", { name: "Wert von days" }).fill("60");
  await expect(warning).toContainText("Deutsch, English und Italiano: Der Erklärungstext nennt noch 90, $days ist jetzt 60.");
  const text = page.getByRole("textbox", { name: "Erklärung" });
  await text.fill((await text.inputValue()).replace("90", "60"));
  await expect(warning).toContainText("English und Italiano: Der Erklärungstext nennt noch 90");
});

test("a campaign is not offered to take itself along", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/triggers/policy");
  const along = page.getByRole("combobox", { name: "Geht mit: Lebensende-Programm" });
  const row = page.getByRole("listitem").filter({ has: along });
  await expect(row).toContainText("Modernisierung");
  await expect(row).not.toContainText("end-of-life");
  await along.click();
  await expect(page.getByRole("option", { name: "Vertragsverlängerung" })).toBeVisible();
  await expect(page.getByRole("option", { name: "Lebensende-Programm" })).toHaveCount(0);
});

test("countries are called by their names in the filter of the pipeline", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/opportunities?view=list&owner=all&country=DE");
  await page.getByRole("button", { name: "Land: Deutschland" }).click();
  await expect(page.getByRole("checkbox", { name: "Deutschland" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "DE", exact: true })).toHaveCount(0);
});

test("of several refused files the last is named", async ({ signedIn }) => {
  const page = await signedIn("demo");
  for (const [path, first, last] of [
    ["/triggers", "alt.toml", "neu.toml"],
    ["/segments", "eins.toml", "zwei.toml"],
  ] as const) {
    await page.goto(path);
    for (const name of [first, last]) {
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "TOML importieren" }).click();
      await (await chooser).setFiles([{ name, mimeType: "application/toml", buffer: Buffer.from("= kein TOML") }]);
      await expect(page.getByRole("alert").filter({ hasText: name })).toBeVisible();
    }
    await expect(page.getByRole("alert").filter({ hasText: ".toml" })).toHaveCount(1);
  }
});

test("who may not look after accounts is offered none", async ({ signedIn }) => {
  const page = await signedIn("anna");
  await page.goto("/account/people");
  await expectShown(page, "Benutzerkonten");
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByRole("button", { name: "Konto anlegen" })).toHaveCount(0);
});
