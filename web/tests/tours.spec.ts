import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

const PHONE = { viewport: { width: 375, height: 812 }, isMobile: true, hasTouch: true };
const SPAN = "days=10";

/** The part of the API's answer that the tests read to find their way. */
interface Tours {
  etag: string;
  first_day: string;
  technicians: { id: string; name: string; skills: string[]; regions: string[]; shifts: { from: string }[] }[];
  tours: { technician_id: string; day: string; stops: { visit_id: string }[] }[];
  left_out: { visit_id: string; limits: { limit: string }[] }[];
  visits: { id: string; customer_name: string; address: string; skills: string[]; region: string | null; started: boolean; state: string }[];
}

async function toursOf(page: Page): Promise<Tours> {
  const answer = await page.request.get(`/api/v1/tours?${SPAN}`);
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Tours;
}

interface Move {
  visit: Tours["visits"][number];
  from: Tours["technicians"][number];
  to: Tours["technicians"][number];
  day: string;
}

/** A stop of a day to come, and somebody who works on that day but lacks a skill for it, or works elsewhere. */
function forbiddenMove({ first_day, technicians, tours, visits }: Tours): Move {
  for (const { technician_id, day, stops } of tours) {
    if (day <= first_day) continue;
    for (const { visit_id } of stops) {
      const visit = visits.find(({ id }) => id === visit_id);
      const from = technicians.find(({ id }) => id === technician_id);
      if (!visit || !from || visit.started || visit.state === "done") continue;
      const to = technicians.find(
        ({ id, skills, regions, shifts }) =>
          id !== technician_id &&
          shifts.some((shift) => shift.from.startsWith(day)) &&
          (visit.skills.some((skill) => !skills.includes(skill)) || (visit.region !== null && regions.length > 0 && !regions.includes(visit.region))),
      );
      if (to) return { visit, from, to, day };
    }
  }
  throw new Error("the demo has no stop that somebody else must not take");
}

/** Whose a visit is now. */
async function technicianOf(page: Page, visit: string): Promise<string | undefined> {
  return (await toursOf(page)).tours.find(({ stops }) => stops.some(({ visit_id }) => visit_id === visit))?.technician_id;
}

async function plan(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Neu planen|Touren planen)$/ }).click();
  const dialog = page.getByRole("dialog", { name: "Touren planen" });
  await dialog.getByRole("combobox", { name: "Rechenzeit" }).click();
  await page.getByRole("option", { name: "5 Sekunden" }).click();
  await dialog.getByRole("button", { name: "Planen", exact: true }).click();
  await expect(page.getByText("Touren geplant")).toBeVisible({ timeout: 60_000 });
}

test("tours stand on a calendar and on a map", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto(`/tours?${SPAN}`);
  await expectShown(page, "Touren");
  const calendar = page.getByRole("table", { name: "Kalender der Touren" });
  await expect(calendar).toBeVisible();
  await expect(page.getByRole("img", { name: /^Karte mit \d+ Tour/ })).toBeVisible();
  await expectAccessible(page, "tours, all days");

  // A tour, highlighted in both.
  const tour = calendar.getByRole("button", { name: /^Tour von .+ auf der Karte zeigen/ }).first();
  await tour.click();
  await expect(tour).toHaveAttribute("aria-pressed", "true");
  await expect(page).toHaveURL(/tour=/);
  await expect(page.getByText("Abfahrt von zu Hause")).toBeVisible();
  await expect(page.getByText("Zurück zu Hause")).toBeVisible();

  // A day in hours, and back.
  await calendar.getByRole("button", { name: /in Stunden zeigen$/ }).nth(1).click();
  await expect(page).toHaveURL(/day=\d{4}-\d{2}-\d{2}/);
  await expectAccessible(page, "tours, hours of a day");
  await page.getByRole("button", { name: "Alle Tage zeigen" }).click();
  await expect(page).not.toHaveURL(/day=/);
});

test("a stop is moved by the dialog, what breaks is said before, and it is taken back", async ({ signedIn }) => {
  test.setTimeout(60_000);
  const page = await signedIn("demo");
  const { visit, from, to, day } = forbiddenMove(await toursOf(page));
  await page.goto(`/tours?${SPAN}&day=${day}`);
  await expectShown(page, "Touren");
  await page.locator(`[data-stop="${visit.id}"]`).press("Enter");
  await expect(page.getByRole("dialog").getByText("Nötige Fähigkeiten").or(page.getByRole("dialog").getByText("Eingeplant", { exact: true })).first()).toBeVisible();
  await expectAccessible(page, "a visit");
  await page.getByRole("dialog").getByRole("button", { name: "Verschieben …" }).click();
  const dialog = page.getByRole("dialog", { name: / verschieben$/ });
  await dialog.getByRole("combobox", { name: "Techniker" }).click();
  await page.getByRole("option", { name: to.name, exact: true }).click();
  await expectAccessible(page, "where to move a visit");
  await dialog.getByRole("button", { name: "Prüfen und verschieben" }).click();
  const breaks = page.getByRole("dialog", { name: / verschieben\?$/ });
  await expect(breaks.getByRole("list", { name: "Was nicht eingehalten wird" })).toContainText(/dem Techniker fehlt|liegt in der Region/);
  await expect(breaks.getByRole("list", { name: "Touren danach" })).toContainText(to.name);
  await expectAccessible(page, "what a move breaks");
  await breaks.getByRole("button", { name: "Trotzdem verschieben" }).click();
  await expect(page.getByText(`ist jetzt bei ${to.name}`)).toBeVisible();
  expect(await technicianOf(page, visit.id)).toBe(to.id);
  await page.getByRole("button", { name: "Rückgängig" }).click();
  await expect(page.getByText("Zurückgenommen")).toBeVisible();
  expect(await technicianOf(page, visit.id)).toBe(from.id);
});

test("a stop is dragged, and stays where it was when somebody thinks better of it", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const tours = await toursOf(page);
  const { visit, from, to, day } = forbiddenMove(tours);
  await page.goto(`/tours?${SPAN}&day=${day}`);
  await expectShown(page, "Touren");
  const stop = page.locator(`[data-stop="${visit.id}"]`);
  const lane = page.locator(`[data-lane][data-technician="${to.id}"][data-day="${day}"]`);
  await lane.scrollIntoViewIfNeeded();
  await stop.scrollIntoViewIfNeeded();
  const [taken, target] = [await stop.boundingBox(), await lane.boundingBox()];
  if (!taken || !target) throw new Error("stop or tour is not shown");
  await page.mouse.move(taken.x + 8, taken.y + taken.height / 2);
  await page.mouse.down();
  await page.mouse.move(taken.x + 30, taken.y + taken.height / 2 + 8, { steps: 4 });
  await page.mouse.move(target.x + target.width / 2, target.y + target.height / 2, { steps: 8 });
  await expect(lane).toHaveAttribute("data-over", "true");
  await page.mouse.up();
  const breaks = page.getByRole("dialog", { name: / verschieben\?$/ });
  await expect(breaks.getByRole("list", { name: "Was nicht eingehalten wird" })).toBeVisible();
  await breaks.getByRole("button", { name: "Abbrechen" }).last().click();
  await expect(breaks).toHaveCount(0);
  expect(await technicianOf(page, visit.id)).toBe(from.id);
});

test("somebody else was faster: the page says so and shows what is so now", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const { visit, to, day } = forbiddenMove(await toursOf(page));
  await page.goto(`/tours?${SPAN}&day=${day}`);
  await expectShown(page, "Touren");
  // The answer that the server gives to who is late; what came between would have to come between two requests of the page.
  await page.route("**/api/v1/tours/move", (route) =>
    route.fulfill({ status: 412, contentType: "application/problem+json", body: JSON.stringify({ type: "about:blank", title: "changed meanwhile", status: 412, code: "changed_meanwhile", detail: "changed" }) }),
  );
  await page.locator(`[data-stop="${visit.id}"]`).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "Verschieben …" }).click();
  const dialog = page.getByRole("dialog", { name: / verschieben$/ });
  await dialog.getByRole("combobox", { name: "Techniker" }).click();
  await page.getByRole("option", { name: to.name, exact: true }).click();
  const again = page.waitForResponse(/\/api\/v1\/tours\?/);
  await dialog.getByRole("button", { name: "Prüfen und verschieben" }).click();
  await page.getByRole("button", { name: "Trotzdem verschieben" }).click();
  await expect(page.getByText("Der Plan hat sich geändert")).toBeVisible();
  await again;
});

test("a visit that nobody can make is left out, and says why", async ({ signedIn }) => {
  test.setTimeout(120_000);
  const page = await signedIn("demo");
  const customer = "Probe Kernfusion GmbH";
  await page.goto("/tours/visits");
  await expectShown(page, "Einsätze");
  await expectAccessible(page, "visits");
  await page.getByRole("button", { name: "Einsatz eintragen" }).click();
  const dialog = page.getByRole("dialog", { name: "Einsatz eintragen" });
  await dialog.getByText("Ohne Maschine").click();
  await dialog.getByRole("button", { name: "Eintragen", exact: true }).click();
  await expect(dialog.getByText("Bitte geben Sie den Kunden an.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Kunde" }).fill(customer);
  await dialog.getByRole("textbox", { name: "Adresse" }).fill("Hauptplatz 1, 4020 Linz, AT");
  await dialog.getByLabel("Nötige Fähigkeiten").and(dialog.locator("input")).fill("Kernfusion");
  await page.keyboard.press("Enter");
  // Elsewhere, so that the list of known skills is closed.
  await dialog.getByRole("textbox", { name: "Notiz" }).focus();
  await expectAccessible(page, "a new visit");
  await dialog.getByRole("button", { name: "Eintragen", exact: true }).click();
  await expect(page.getByText("Einsatz eingetragen")).toBeVisible();

  // Not yet in any planning, then with the limit.
  await page.goto(`/tours?${SPAN}`);
  await expectShown(page, "Touren");
  const left = page.getByRole("region", { name: "Nicht eingeplant" });
  await showAll(page);
  await expect(left.getByRole("listitem").filter({ hasText: customer }).first()).toContainText("War noch in keiner Planung.");
  await plan(page);
  await showAll(page);
  const item = left.getByRole("listitem").filter({ hasText: customer }).first();
  await expect(item.getByRole("list", { name: "Warum nicht eingeplant" })).toContainText("Fähigkeit fehlt: Kernfusion");
  await expectAccessible(page, "tours, planned");

  // It is called off, not without a reason.
  await item.getByRole("button", { name: customer }).click();
  await page.getByRole("dialog", { name: customer }).getByRole("button", { name: "Einsatz absagen" }).click();
  const cancel = page.getByRole("dialog", { name: /Einsatz absagen\?$/ });
  await cancel.getByRole("button", { name: "Einsatz absagen" }).click();
  await expect(cancel.getByText("Bitte geben Sie einen Grund an.")).toBeVisible();
  await cancel.getByRole("textbox", { name: "Grund" }).fill("nur eine Probe");
  await cancel.getByRole("button", { name: "Einsatz absagen" }).click();
  await expect(page.getByText("Einsatz abgesagt")).toBeVisible();
  await expect(left.getByRole("listitem").filter({ hasText: customer })).toHaveCount(0);
});

/** Unfolds the whole list of what is on no tour. */
async function showAll(page: Page): Promise<void> {
  const left = page.getByRole("region", { name: "Nicht eingeplant" });
  await expect(left).toBeVisible();
  const more = left.getByRole("button", { name: /weitere zeigen$/ });
  while (await more.isVisible()) await more.click();
}

test("due maintenance is looked through before it becomes visits", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/tours/visits");
  await expectShown(page, "Einsätze");
  await page.getByRole("button", { name: "Fällige Wartungen übernehmen" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Fällige Wartungen als Einsätze übernehmen" });
  await dialog.getByRole("combobox", { name: "Fällig in den nächsten" }).click();
  await page.getByRole("option", { name: "180 Tagen" }).click();
  await expect(dialog.getByRole("table", { name: "Fällige Wartungen" }).or(dialog.getByText("Keine Wartung ist fällig"))).toBeVisible();
  await expectAccessible(page, "due maintenance");
  await dialog.getByRole("button", { name: "Abbrechen" }).last().click();
  await expect(dialog).toHaveCount(0);
});

test("technicians: hours are said, a calendar address is shown once", async ({ signedIn }) => {
  const page = await signedIn("demo");
  await page.goto("/tours/technicians");
  await expectShown(page, "Techniker");
  const first = page.getByRole("list", { name: "Techniker" }).getByRole("listitem").first();
  await expect(first).toContainText(/\d\d:\d\d–\d\d:\d\d/);
  await expectAccessible(page, "technicians");
  await first.getByRole("button", { name: /ändern$/ }).click();
  const dialog = page.getByRole("dialog", { name: /ändern$/ });
  await expect(dialog.getByRole("textbox", { name: "Montag, von" })).toHaveValue(/^\d\d:\d\d$/);
  await dialog.getByRole("textbox", { name: "Montag, bis" }).fill("5");
  await dialog.getByRole("button", { name: "Speichern" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Montag");
  await expectAccessible(page, "a technician");
  await dialog.getByRole("button", { name: "Abbrechen" }).last().click();
  await first.getByRole("button", { name: /^Kalender von / }).click();
  const calendar = page.getByRole("dialog", { name: /^Kalender von / });
  await calendar.getByRole("button", { name: /Adresse erzeugen$/ }).click();
  await expect(calendar.getByText(/\/calendar\/\S+\.ics$/)).toBeVisible();
  await expectAccessible(page, "a calendar address");
  await calendar.getByRole("button", { name: "Fertig" }).last().click();
  await first.getByRole("button", { name: /^Kalender von / }).click();
  await expect(calendar.getByText(/\.ics/)).toHaveCount(0);
  await calendar.getByRole("button", { name: "Adresse ungültig machen" }).click();
  await expect(page.getByText("Die Adresse gilt nicht mehr")).toBeVisible();
});

test("the technician's day is a page for the phone", async ({ signedIn }) => {
  const page = await signedIn("demo", PHONE);
  const { tours, visits, technicians } = await toursOf(page);
  const tour = tours.find(({ stops }) => stops.length > 0);
  const visit = visits.find(({ id }) => id === tour?.stops[0]?.visit_id);
  const technician = technicians.find(({ id }) => id === tour?.technician_id);
  if (!tour || !visit || !technician) throw new Error("the demo has no tour");
  await page.goto(`/tours/day?technician=${technician.id}&day=${tour.day}`);
  await expectShown(page, technician.name);
  const stops = page.getByRole("list", { name: "Halte des Tages" });
  const first = stops.getByRole("listitem").filter({ hasText: "Halt 1" });
  await expect(first.getByRole("heading", { name: visit.customer_name })).toBeVisible();
  await expect(first.getByRole("link", { name: visit.address })).toHaveAttribute("href", /^geo:/);
  await expect(stops.getByText(/^Abfahrt \d\d:\d\d$/)).toBeVisible();
  await expect(stops.getByText(/ Fahrt, [\d.]+ km$/).first()).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await expectAccessible(page, "a technician's day");
});

test("who drives sees the own day and plans nothing", async ({ signedIn }) => {
  const page = await signedIn("marco", PHONE);
  await page.goto("/");
  await page.getByRole("button", { name: "Navigation öffnen" }).tap();
  await expect(page.getByRole("dialog").getByRole("link", { name: "Touren" })).toHaveCount(0);
  await page.getByRole("dialog").getByRole("link", { name: "Mein Tag" }).tap();
  await expectShown(page, "Mein Tag");
  await expect(page.getByRole("list", { name: "Halte des Tages" }).or(page.getByRole("heading", { name: /^(Keine Einsätze an diesem Tag|An diesem Tag frei)$/ }))).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Außendienst" })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
  await expectAccessible(page, "the own day");
  await page.goto("/tours/technicians");
  await expect(page.getByText("Dafür fehlt Ihnen die Berechtigung")).toBeVisible();
});

test("the pages of field service fit on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", PHONE);
  for (const [path, title] of [
    ["/tours", "Touren"],
    ["/tours?days=1", "Touren"],
    ["/tours/visits", "Einsätze"],
    ["/tours/technicians", "Techniker"],
  ] as const) {
    await page.goto(path);
    await expectShown(page, title);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth), `width of ${path}`).toBeLessThanOrEqual(375);
  }
});
