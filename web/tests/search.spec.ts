import { expect, expectShown, heading, opportunities, test } from "./instand";

test("Ctrl+K finds a serial number and opens its machine file", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/");
  await expectShown(page, /^Guten /);
  const serial = (await opportunities(page))[3]?.serial_number ?? "";
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox", { name: "Suche" })).toBeFocused();
  await page.keyboard.type(serial);
  await expect(page.getByRole("option").filter({ hasText: serial }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(heading(page)).toHaveText(serial);
  await expect(page).toHaveURL(/\/machines\/[0-9a-f-]{36}/);
});

test("a serial number is found however it is written", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/");
  await expectShown(page, /^Guten /);
  const serial = (await opportunities(page)).map((one) => one.serial_number).find((one) => /[-/ ]/.test(one)) ?? "";
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox", { name: "Suche" })).toBeFocused();
  await page.keyboard.type(serial.replaceAll(/[-/ ]/g, "").toLowerCase());
  await page.getByRole("option").filter({ hasText: serial }).first().click();
  await expect(heading(page)).toHaveText(serial);
});
