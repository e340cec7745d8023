import { expectAccessible } from "./axe";
import { enter } from "./enter";
import { pdf, type Report } from "./fixtures/report";
import { expect, type Page, test } from "./instand";

const REPORTS: readonly Report[] = [
  { serial: "PX-50001", day: "03.02.2026", technician: "Jonas Weiß", parts: [["D-100", "2", "Dichtring"]] },
  { serial: "PX-50002", day: "17.03.2026", technician: "Mara Öttl", parts: [["D-100", "4", "Dichtring"], ["L-7", "1", "Lager vorn"]] },
  { serial: "PX-50003", day: "29.05.2026", technician: "Jonas Weiß", parts: [["K-21", "3", "Keilriemen"]] },
];

const files = REPORTS.map((report, at) => ({ name: `protokoll-${at + 1}.pdf`, mimeType: "application/pdf", buffer: pdf(report) }));

async function mark(page: Page, text: string, meaning: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "Einen Bericht als Beispiel markieren" });
  await dialog.getByRole("button", { name: text, exact: true }).click();
  await dialog.getByRole("combobox", { name: `Was ist „${text}“?` }).click();
  await page.getByRole("option", { name: meaning, exact: true }).click();
}

test("one report is marked as an example, and all others with its layout are read", async ({ open, empty }) => {
  const page = await open({ baseURL: empty.url });
  await enter(page, empty.setup);
  await page.goto("/imports");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Dateien wählen" }).click();
  await (await chooser).setFiles(files);
  await expect(page).toHaveURL(/\/imports\/uploads\//);
  await page.getByRole("button", { name: "Bericht markieren …" }).click();
  const dialog = page.getByRole("dialog", { name: "Einen Bericht als Beispiel markieren" });
  await expect(dialog.getByRole("button", { name: "Einsatzprotokoll" })).toBeVisible();
  await dialog.getByLabel("Name des Aufbaus").fill("Einsatzprotokoll");
  await mark(page, "PX-50001", "Seriennummer");
  await mark(page, "03.02.2026", "Einsatzdatum");
  await mark(page, "Jonas Weiß", "Servicetechniker");
  await expectAccessible(page, "marking a report");
  await dialog.getByRole("button", { name: "Ausprobieren" }).click();
  const preview = dialog.getByRole("region", { name: "Was die Berichte ergeben" });
  await expect(preview).toContainText("3 von 3 PDF haben diesen Aufbau.");
  await expect(preview).toContainText("unter „Gerät“");
  const row = preview.getByRole("row").filter({ hasText: "protokoll-2.pdf" });
  await expect(row).toContainText("PX-50002");
  await expect(row).toContainText("17.03.2026");
  await expect(row).toContainText("Mara Öttl");
  await dialog.getByRole("button", { name: "Behalten" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("Aufbau „Einsatzprotokoll“ ist markiert.")).toBeVisible();
  await expect(page.getByRole("region", { name: /Einsatzprotokoll/ }).first()).toContainText("Serviceeinsätze · 3 von 3 Spalten erkannt");
});
