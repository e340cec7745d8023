import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "@playwright/test";
import { expect, expectShown, type Page, test } from "./instand";

/** The cell that the source view marks, its row and column, and the text that its head gives. */
async function expectMarked(view: Locator): Promise<{ row: number; letter: string; text: string; file: string }> {
  const marked = view.locator("[aria-current=true]");
  await expect(marked).toHaveCount(1);
  await expect(marked).toBeInViewport();
  const text = ((await marked.textContent()) ?? "").replace("Gesuchte Stelle: ", "");
  expect(text).not.toBe("");
  const value = (term: string) => view.getByRole("term").filter({ hasText: new RegExp(`^${term}$`) }).locator("xpath=following-sibling::dd");
  const row = Number(await value("Zeile").textContent());
  const letter = ((await value("Spalte").textContent()) ?? "").split(" ")[0] ?? "";
  await expect(view.getByText(`Zelle ${letter}${row}`)).toBeVisible();
  return { row, letter, text, file: (await value("Datei").textContent()) ?? "" };
}

/** What stands in the file on the disk; the files of the demo have one record a line. */
function inFile(folder: string, { file, row, letter }: { file: string; row: number; letter: string }): string | undefined {
  const line = new TextDecoder(file.startsWith("erp/") ? "windows-1252" : "utf-8").decode(readFileSync(join(folder, file))).split(/\r?\n/)[row - 1];
  return line?.split(";")[letter.charCodeAt(0) - 65]?.replace(/^"|"$/g, "");
}

async function expectAsInFile(page: Page, folder: string): Promise<void> {
  const cell = await expectMarked(page.getByRole("dialog", { name: "Quelle" }));
  expect(cell.text).toBe(inFile(folder, cell));
}

test("from a hit on Today to its cell in two clicks", async ({ signedIn, demo }) => {
  const page = await signedIn("demo");
  await page.goto("/");
  await expectShown(page, /^Guten /);
  await page.getByRole("button", { name: /^Nachweis für/ }).first().click();
  await page.getByRole("list", { name: "Belege" }).first().getByRole("link", { name: /equipment\.csv/ }).first().click();
  await expectAsInFile(page, demo.files);
  await page.getByRole("button", { name: "Quelle schließen" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("from a value of the machine file to its cell in one click, and to the page of the cell", async ({ signedIn, demo }) => {
  const page = await signedIn("demo");
  await page.goto("/machines");
  await page.getByRole("main").getByRole("link", { name: /[A-Z]+.?\d{4}/ }).first().click();
  await page.getByRole("region", { name: "Stammdaten" }).getByRole("link", { name: /equipment\.csv/ }).first().click();
  await expectAsInFile(page, demo.files);
  await page.getByRole("link", { name: "Als Seite öffnen" }).click();
  await expectShown(page, /equipment\.csv/);
  await expectMarked(page.getByRole("main"));
});
