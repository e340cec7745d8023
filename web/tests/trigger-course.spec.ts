import { expectAccessible } from "./axe";
import { expect, expectShown, test } from "./instand";

const TRIGGER = "wear-threshold";
const TITLE = "Verschleißgrenze erreicht";

test("what telemetry is for, how long a hit stays open and the rest after it are written and compared", async ({ signedIn }) => {
  test.setTimeout(90_000);
  const page = await signedIn("demo");
  await page.goto(`/triggers/${TRIGGER}/edit`);
  await expectShown(page, "Auslöser bearbeiten");
  const preview = page.getByRole("status", { name: "Vorschau" });
  await expect(preview).toContainText(/Treffer von/);

  // Of a hit, its evidence is shown when asked for.
  const evidence = page.getByRole("button", { name: /^Belege für / }).first();
  await expect(evidence).toHaveAttribute("aria-expanded", "false");
  await evidence.click();
  await expect(page.getByRole("list", { name: "Belege" })).toBeVisible();

  const keep = page.getByRole("textbox", { name: "Treffer bleibt offen, solange …" });
  await keep.fill("vibrations > 1");
  const fault = page.getByRole("alert").filter({ hasText: /Zeile 1, Spalte 1/ });
  await expect(fault).toContainText("vibration");
  await expect(page.getByRole("button", { name: "Entwurf speichern" })).toBeDisabled();
  await keep.fill("vibration > vibration_limit * 0.9");
  await expect(fault).toHaveCount(0);
  await page.getByRole("textbox", { name: "Pause nach einem Treffer, Tage" }).fill("45");
  await page.getByRole("combobox", { name: "Zweck der Telemetrie" }).click();
  await page.getByRole("option", { name: "Service", exact: true }).click();
  await expect(preview).toHaveAttribute("aria-busy", "false");
  await expectAccessible(page, "the course of a trigger");
  await page.getByRole("button", { name: "Entwurf speichern" }).click();

  await expectShown(page, TITLE);
  const difference = page.getByRole("region", { name: /^Unterschied zu Version 1/ });
  await expect(difference.getByRole("row", { name: /^Treffer bleibt offen, solange/ })).toContainText("vibration > vibration_limit * 0.9");
  await expect(difference.getByRole("row", { name: /^Pause nach einem Treffer/ })).toContainText("45 Tage");
  await expect(difference.getByRole("row", { name: /^Zweck der Telemetrie/ })).toContainText("Service");
  await expect(difference.getByRole("row")).toHaveCount(4);

  // Saved anew, the draft still says all of it.
  await page.getByRole("link", { name: "Entwurf bearbeiten" }).click();
  await expectShown(page, "Auslöser bearbeiten");
  await expect(page.getByRole("textbox", { name: "Treffer bleibt offen, solange …" })).toHaveValue("vibration > vibration_limit * 0.9");
  await page.getByLabel("Was wurde geändert und warum?").fill("Nicht jeden Tag auf und zu");
  await expect(preview).toContainText(/Treffer von/);
  await page.getByRole("button", { name: "Entwurf speichern" }).click();
  await expectShown(page, TITLE);
  await expect(difference.getByRole("row")).toHaveCount(4);

  await page.getByRole("button", { name: "Verwerfen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Verwerfen" }).click();
  await expectShown(page, "Auslöser");
});
