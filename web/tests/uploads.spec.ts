import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

async function send(page: Page, name: string, text: string): Promise<void> {
  await page.goto("/imports");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Dateien wählen" }).click();
  await (await chooser).setFiles([{ name, mimeType: "application/octet-stream", buffer: Buffer.from(text, "utf8") }]);
  await expect(page).toHaveURL(/\/imports\/uploads\//);
  await expectShown(page, name);
}

async function discard(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Upload verwerfen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Verwerfen" }).click();
  await expectShown(page, "Importe");
}

const RECORDS = [
  { Seriennummer: "J-91", Maschinentyp: "RX 300" },
  { Seriennummer: "J-92", Maschinentyp: "RX 300" },
];

for (const [name, text] of [
  ["anlagen.json", JSON.stringify(RECORDS)],
  ["anlagen.ndjson", RECORDS.map((record) => JSON.stringify(record)).join("\n")],
] as const) {
  test(`${name} opens like any other list, its field names as headings`, async ({ signedIn }) => {
    const page = await signedIn("demo");
    await send(page, name, text);
    const table = page.getByRole("region", { name: `Tabelle ${name}` });
    await expect(table).toContainText("2 von 2 Spalten erkannt · Überschriften aus den Feldnamen");
    await expect(table.getByText("2 Zeilen gelesen")).toBeVisible();
    await expect(table.getByRole("region", { name: "Beispielzeilen mit Bedeutung der Spalten" })).toContainText("J-92");
    // Records have no row of headings that could be another one.
    await expect(table.getByRole("combobox", { name: "Zeile mit den Überschriften" })).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Importieren" })).toBeEnabled();
    await discard(page);
  });
}

test("a table that cannot be drawn leaves the way out", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.route(/\/api\/v1\/uploads\/[^/]+$/, async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const answer = await route.fetch();
    const upload = (await answer.json()) as { tables: { columns: unknown }[] };
    for (const table of upload.tables) table.columns = [{ samples: null }];
    await route.fulfill({ response: answer, json: upload });
  });
  await send(page, "kaputt.csv", "Seriennummer;Maschinentyp\nK-1;RX 300\n");
  await page.reload();
  await expect(page.getByRole("region", { name: "Tabelle kaputt.csv" })).toContainText("lässt sich nicht anzeigen");
  await discard(page);
});

test("an empty file is said to be unreadable, and why", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await send(page, "leer.xlsx", "");
  await expect(page.getByText("Diese Datei ist nicht lesbar; aus ihr lässt sich nichts importieren.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Probleme" })).toContainText("0 bytes");
  await expect(page.getByRole("button", { name: "Importieren" })).toBeDisabled();
  await expectAccessible(page, "an upload that cannot be read");
  await page.goto("/imports");
  await expect(page.getByText("nicht lesbar", { exact: true })).toBeVisible();
  await page.goto("/");
  await expect(page.getByText("nicht lesbar", { exact: true })).toBeVisible();
  await page.goto("/imports");
  await page.getByRole("link", { name: "leer.xlsx" }).click();
  await discard(page);
});

test("a column without a meaning is counted before one imports", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await send(page, "farben.csv", "Seriennummer;Maschinentyp;Farbe\nF-1;RX 300;rot\nF-2;RX 300;blau\n");
  await expect(page.getByText("Keine Frage ist offen. 1 von 3 Spalten ist nicht zugeordnet und wird nicht übernommen.")).toBeVisible();
  await expect(page.getByText("Alles ist erkannt")).toHaveCount(0);
  await discard(page);
});
