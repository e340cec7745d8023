import { expectAccessible } from "./axe";
import { deliver } from "./deliver";
import { enter } from "./enter";
import { expect, expectShown, type Page, test } from "./instand";

const MACHINES = ["Seriennummer;Maschinentyp;Kunde;Land", "TLX-100;TL 200;Huber Zerspanung GmbH;DE", "TLX-101;TL 200;Huber Zerspanung GmbH;DE"];
const DAY = 86_400;

/** Four readings a day of forty days, a counter that falls once, a sender nobody knows, and two that cannot be. */
function readings(now: number): string {
  const lines: string[] = [];
  for (let day = 39; day >= 0; day -= 1) {
    // Three days without readings.
    if (day >= 10 && day <= 12) continue;
    for (let part = 0; part < 4; part += 1) {
      const at = now - day * DAY - part * 60;
      const values = { vibration: 3 + (39 - day) / 20 + part / 4, operating_hours: day > 20 ? 9000 - day : 40 - day };
      lines.push(JSON.stringify({ machine: "TLX-100", at, values }));
    }
  }
  lines.push(JSON.stringify({ machine: "UNBEKANNT-7", at: now, signal: "load", value: 50 }));
  lines.push(JSON.stringify({ machine: "TLX-100", at: now, signal: "load", value: 900 }));
  lines.push(JSON.stringify({ machine: "TLX-100", at: now + 30 * DAY, signal: "load", value: 50 }));
  return lines.join("\n");
}

async function send(page: Page): Promise<void> {
  const { csrf_token: csrf } = (await (await page.request.get("/api/v1/session")).json()) as { csrf_token: string };
  const made = await page.request.post("/api/v1/tokens", { headers: { "x-csrf-token": csrf }, data: { name: "Halle 1", scopes: ["ingest"] } });
  const { token } = (await made.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" };
  const taken = await page.request.post("/api/v1/telemetry", { headers, data: readings(Math.floor(Date.now() / 1000)) });
  expect(taken.status()).toBe(200);
  expect(await taken.json()).toMatchObject({ received: 299, accepted: 297, rejected: { impossible: 1, future: 1 } });
}

test("readings of a gateway are drawn on the machine file and accounted for among the sources", async ({ open, empty }) => {
  const page = await open({ baseURL: empty.url });
  await enter(page, empty.setup);
  await deliver(page, "telemetrieliste", "maschinen_tl.csv", MACHINES);
  await send(page);
  // Every ten seconds what came in is taken into the lake.
  const stored = async () => {
    const status = (await (await page.request.get("/api/v1/telemetry/status")).json()) as { sources: { name: string; stored: number }[] };
    return status.sources.find((source) => source.name === "Halle 1")?.stored;
  };
  await expect.poll(stored, { timeout: 30_000 }).toBe(297);

  await page.goto("/machines/TLX-100?tab=telemetry");
  const drawn = page.getByRole("img", { name: /^Schwingung:/ });
  await expect(drawn).toBeVisible();
  await expect(page.getByText("93 %")).toBeVisible();
  await expect(page.getByText(/Zähler fiel 1-mal/)).toBeVisible();
  await expectAccessible(page, "telemetry of a machine");
  const plot = page.getByRole("region", { name: "Schwingung" });
  await plot.getByRole("button", { name: /Tabelle/ }).click();
  await expect(plot.getByRole("row")).toHaveCount(38);
  await page.setViewportSize({ width: 390, height: 844 });
  // The plot follows the width a moment later.
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.goto("/machines/TLX-101?tab=telemetry");
  await expect(page.getByText("Keine Messwerte", { exact: true })).toBeVisible();

  await page.goto("/imports/sources");
  await expectShown(page, "Quellen");
  const sources = page.getByRole("region", { name: "Telemetrie" });
  await expect(sources.getByRole("row", { name: /^Halle 1/ })).toContainText("1 unmöglich");
  const broker = sources.getByRole("row", { name: /^halle-2/ });
  await expect(broker).toContainText("nicht verbunden");
  await expect(broker).toContainText("127.0.0.1:1 does not answer");
  await expect(page.getByText("1 Sender gehört zu keiner bekannten Maschine")).toBeVisible();
  const waiting = page.getByRole("row", { name: /UNBEKANNT-7/ });
  await expect(waiting).toContainText("Halle 1");
  await expectAccessible(page, "sources of readings");

  // Somebody says which machine it is; that can be taken back.
  await waiting.getByRole("textbox", { name: "Seriennummer der Maschine, die UNBEKANNT-7 ist" }).fill("keine-Maschine-1");
  await waiting.getByRole("button", { name: "Zuordnen" }).click();
  await expect(waiting).toContainText("keine-Maschine-1");
  await waiting.getByRole("textbox").fill("TLX-101");
  await waiting.getByRole("button", { name: "Zuordnen" }).click();
  const assigned = page.getByRole("table", { name: "Zugeordnete Sender" }).getByRole("row", { name: /UNBEKANNT-7/ });
  await expect(assigned.getByRole("link", { name: "TLX-101" })).toBeVisible();
  await expect(page.getByText("Sender gehört zu keiner bekannten Maschine")).toHaveCount(0);
  await expectAccessible(page, "assigned senders");
  await assigned.getByRole("button", { name: "Zuordnung von UNBEKANNT-7 zurücknehmen" }).click();
  await expect(waiting).toBeVisible();
});
