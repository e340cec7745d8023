import { expectAccessible } from "./axe";
import { deliver } from "./deliver";
import { enter } from "./enter";
import { expect, expectShown, type Page, test } from "./instand";

const MACHINES = [
  "Seriennummer;Maschinentyp;Kundennummer;Kunde;Straße;PLZ;Ort;Land;Inbetriebnahme;Garantie",
  "LX-7001;LX 300;88100;Huber Zerspanung GmbH;Talweg 3;80331;München;DE;01.03.2020;24 Monate",
  "LX-7002;LX 300;88100;Huber Zerspanung GmbH;Talweg 3;80331;München;DE;01.03.2020;24 Monate",
];
const COMPONENTS = [
  "Seriennummer;Komponente;Seriennummer Komponente;Gehört zu;Eingebaut am",
  "LX-7001;Hauptantrieb;HAX-7;;01.03.2020",
  "LX-7001;Spindel;SPX-1;Hauptantrieb;01.03.2020",
];
const EVENTS = [
  "Seriennummer;Ereignisdatum;Ereignis;Neue Kundennummer;Neuer Kunde;PLZ neu;Ort neu;Land neu;Komponente;Alte Seriennummer;Neue Seriennummer",
  "LX-7001;10.02.2023;Komponententausch;;;;;;Spindel;SPX-1;SPX-2",
  "LX-7001;15.05.2025;Verkauf an;88200;Rossi Meccanica S.p.A.;20121;Milano;IT;;;",
  "LX-7002;30.06.2025;Verschrottung;;;;;;;;",
];

let delivered = false;

async function open(page: Page, setup: string): Promise<void> {
  await enter(page, setup);
  if (!delivered) {
    await deliver(page, "lebensliste", "maschinen_lx.csv", MACHINES);
    await deliver(page, "komponentenliste", "komponenten_lx.csv", COMPONENTS);
    await deliver(page, "ereignisliste", "lebenslauf_lx.csv", EVENTS);
    delivered = true;
  }
}

const standing = (page: Page) => page.getByRole("region", { name: /^Stand am / });

test("an old component leads to the machine, and its life to every day and cell", async ({ open: browser, empty }) => {
  const page = await browser({ baseURL: empty.url });
  await open(page, empty.setup);
  await page.keyboard.press("Control+K");
  await expect(page.getByRole("combobox", { name: "Suche" })).toBeFocused();
  await page.keyboard.type("SPX-1");
  await page.getByRole("option", { name: /SPX-1.*war bis 10\.02\.2023 in LX-7001 eingebaut/ }).click();
  await expectShown(page, "LX-7001");
  await page.getByRole("tab", { name: "Lebenslauf" }).click();

  await expect(standing(page)).toContainText("Rossi Meccanica S.p.A.");
  await expect(standing(page)).toContainText("20121 Milano, Italien");
  await expect(standing(page)).toContainText("bis 01.03.2022");
  await expect(standing(page)).toContainText("berechnet: 24 Monate ab Inbetriebnahme 01.03.2020");
  const parts = page.getByRole("table", { name: "Komponenten" });
  await expect(parts.getByRole("row")).toHaveCount(4);
  await expect(parts.getByRole("row", { name: /SPX-1/ })).toContainText("10.02.2023");
  const life = page.getByRole("region", { name: "Lebenslauf", exact: true });
  await expect(life.getByRole("listitem").filter({ hasText: "Weiterverkauft" })).toContainText("Kunde: Rossi Meccanica S.p.A.");
  await expectAccessible(page, "life of a machine");

  // From a line of the life to its cell.
  await life.getByRole("listitem").filter({ hasText: "Weiterverkauft" }).getByRole("link").first().click();
  const cell = page.getByRole("dialog", { name: "Quelle" });
  await expect(cell.locator("[aria-current=true]")).toContainText("15.05.2025");
  await page.getByRole("button", { name: "Quelle schließen" }).click();

  // The day before the sale: the old owner, and nothing that came later.
  const day = page.getByRole("textbox", { name: "Stand am" });
  await day.fill("14.05.2025");
  await day.press("Enter");
  await expect(page).toHaveURL(/as_of=2025-05-14/);
  await expect(standing(page)).toContainText("Huber Zerspanung GmbH");
  await expect(standing(page)).toContainText("80331 München");
  await expect(life.getByText("Weiterverkauft")).toHaveCount(0);
  await page.getByRole("button", { name: "Zum heutigen Stand" }).click();
  await expect(standing(page)).toContainText("Rossi Meccanica S.p.A.");
});

test("scrapped machines are out of the list, which says how many, and are still found", async ({ open: browser, empty }) => {
  const page = await browser({ baseURL: empty.url });
  await open(page, empty.setup);
  await page.goto("/machines?q=LX-700");
  await expectShown(page, /^Installierte Basis/);
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: "LX-7001" })).toBeVisible();
  await expect(main.getByRole("link", { name: "LX-7002" })).toHaveCount(0);
  await expect(main.getByText("1 Maschine ist nicht im Feld und ausgeblendet.")).toBeVisible();
  await main.getByRole("button", { name: "Auch diese zeigen" }).click();
  await main.getByRole("link", { name: "LX-7002" }).click();
  await expectShown(page, "LX-7002");
  await expect(main.getByText("nicht mehr im Feld").first()).toBeVisible();
  await page.getByRole("tab", { name: "Lebenslauf" }).click();
  await expect(standing(page)).toContainText("Verschrottet seit 30.06.2025");
});
