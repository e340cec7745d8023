import { expectAccessible } from "./axe";
import { expect, expectShown, heading, type Page, signIn, test } from "./instand";
import { type Customer, customers, mailed, mailedLink, post, tell } from "./portal";
import type { Running } from "./servers/running";

// What is collected is looked up in the readings of all own machines.
const LONG = { timeout: 45_000 };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
type Open = (options: { baseURL: string } & Partial<typeof PHONE>) => Promise<Page>;

// Words of the portal, which is no place of trade words.
const JARGON = /Auslöser|Kampagne|Verkaufschance|Pipeline|Trigger|Opportunity/;

async function staffOf(open: Open, portal: Running["portal"]): Promise<Page> {
  const page = await open({ baseURL: portal.url });
  await page.goto("/sign-in");
  await signIn(page, "demo", portal.password);
  await expect(heading(page)).toBeVisible();
  return page;
}

/** Invites a person of a customer on the page of one of its machines. */
async function invite(staff: Page, customer: Customer, name: string, email: string): Promise<void> {
  await staff.goto(`/machines/${customer.machine.id}?tab=portal`);
  const contacts = staff.getByRole("region", { name: `Zugang zum Kundenportal: ${customer.name}` });
  await contacts.getByRole("button", { name: "Einladen", exact: true }).click();
  const dialog = staff.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("E-Mail-Adresse").fill(email);
  await dialog.getByRole("button", { name: "Einladung schicken" }).click();
  await expect(contacts.getByRole("listitem").filter({ hasText: email })).toContainText("Eingeladen");
}

/** Signs in by the newest link that was mailed to the address. */
async function enter(page: Page, portal: Running["portal"], email: string, name: string): Promise<void> {
  await page.goto(mailedLink(portal, email));
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expectShown(page, `Guten Tag, ${name}`);
}

async function expectFits(page: Page, what: string): Promise<void> {
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${what} does not scroll sideways`).toBeLessThanOrEqual(0);
}

// One after the other: each customer is spoken to by one test only.
const OF = { whole: 0, settings: 1, phone: 2 } as const;

test("a customer is invited, signs in by the mailed link, sees the own machines, accepts one offer and asks about another", async ({ open, portal }) => {
  test.setTimeout(180_000);
  const email = "maria@portal-test.example";
  const staff = await staffOf(open, portal);
  const all = await customers(staff);
  const customer = all[OF.whole];
  const stranger = all[OF.settings];
  if (!customer || !stranger) throw new Error("the demo has too few customers");
  tell(portal, customer, "Wartung im Frühjahr", "maintenance", "notice");
  tell(portal, customer, "Teilepaket zum Festpreis", "parts", "advertising");
  await invite(staff, customer, "Maria Rossi", email);
  await expectAccessible(staff, "contacts of the portal");

  // Looking at the link uses nothing up.
  const page = await open({ baseURL: portal.url });
  const link = mailedLink(portal, email);
  await page.goto(link);
  await expect(page.getByRole("button", { name: "Anmelden" })).toBeVisible();
  await expectAccessible(page, "the mailed link");
  await page.reload();
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expectShown(page, "Guten Tag, Maria Rossi");
  await expect(page.getByRole("main")).not.toHaveText(JARGON);
  await expectAccessible(page, "the portal's first page");

  // It works once.
  const other = await open({ baseURL: portal.url });
  await other.goto(link);
  await other.getByRole("button", { name: "Anmelden" }).click();
  await expect(other.getByRole("alert")).toContainText("Dieser Link gilt nicht mehr");
  await other.getByRole("link", { name: "Neuen Link schicken lassen" }).click();
  await expectShown(other, "Kundenportal");
  await expectAccessible(other, "signing in to the portal");

  // Own machines, and nobody else's.
  await page.getByRole("navigation", { name: "Hauptnavigation" }).getByRole("link", { name: "Maschinen" }).click();
  await expectShown(page, "Maschinen");
  await expect(page.getByText(/^\d+ Maschinen$/)).toBeVisible();
  await expect(page.getByRole("main").getByRole("listitem").first()).toBeVisible();
  await expectAccessible(page, "own machines");
  await page.goto(`/portal/machines/${customer.machine.id}`);
  await expectShown(page, customer.machine.machine_type ?? customer.machine.serial_number);
  await expect(page.getByRole("region", { name: "Über diese Maschine" })).toContainText(customer.machine.serial_number);
  await expect(page.getByRole("region", { name: "Vertrag und Gewährleistung" })).toBeVisible();
  await expect(page.getByRole("main")).not.toHaveText(JARGON);
  await expectAccessible(page, "an own machine");
  await page.goto(`/portal/machines/${stranger.machine.id}`);
  await expectShown(page, "Das gibt es hier nicht");

  // Accepts one.
  await page.goto("/portal/notices");
  await expectShown(page, "Angebote und Hinweise");
  await expectAccessible(page, "offers and notices");
  await page.getByRole("link", { name: /Wartung im Frühjahr/ }).click();
  await expectShown(page, "Wartung im Frühjahr");
  await page.getByRole("button", { name: "Annehmen" }).click();
  await expect(page.getByRole("dialog", { name: "Annehmen?" })).toContainText("Reinhardt Maschinenbau GmbH");
  await expectAccessible(page, "accepting");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Annehmen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Ja, annehmen" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Sie haben angenommen" })).toContainText("So geht es weiter");
  await expect(page.getByRole("button", { name: "Annehmen" })).toHaveCount(0);

  // Asks about the other; an empty question is none.
  await page.goto("/portal/notices");
  await page.getByRole("link", { name: /Teilepaket zum Festpreis/ }).click();
  await expectShown(page, "Teilepaket zum Festpreis");
  await page.getByRole("button", { name: "Frage stellen" }).click();
  const asking = page.getByRole("dialog", { name: "Frage stellen" });
  await asking.getByRole("button", { name: "Frage abschicken" }).click();
  await expect(asking.getByRole("alert")).toHaveText("Bitte schreiben Sie Ihre Frage.");
  await asking.getByLabel("Ihre Frage").fill("Sind die Dichtungen dabei?");
  await asking.getByRole("button", { name: "Frage abschicken" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Ihre Frage ist angekommen" })).toContainText("Sind die Dichtungen dabei?");
  await expect(page.getByRole("button", { name: "Annehmen" })).toBeVisible();

  // Asks for service.
  await page.goto(`/portal/service?machine=${customer.machine.id}`);
  await page.getByLabel("Die Maschine steht").check();
  await page.getByLabel("Was ist los?").fill("Sie meldet E-204 und bleibt stehen.");
  await expectAccessible(page, "asking for service");
  await page.getByRole("button", { name: "Anfrage abschicken" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Ihre Anfrage ist angekommen" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Ihre Anfragen" })).toContainText("Sie meldet E-204");

  // The builder's people see all of it, and take the portal away.
  await staff.reload();
  const said = staff.getByRole("region", { name: "Angebote und Hinweise im Kundenportal" });
  await expect(said.getByRole("listitem").filter({ hasText: "Wartung im Frühjahr" })).toContainText("Angenommen");
  await expect(said.getByRole("listitem").filter({ hasText: "Teilepaket zum Festpreis" })).toContainText("Sind die Dichtungen dabei?");
  await expect(staff.getByRole("region", { name: "Serviceanfragen aus dem Kundenportal" })).toContainText("Sie meldet E-204");
  await expectAccessible(staff, "what a customer answered");
  await staff.goto("/tasks?whose=all");
  await expect(staff.getByText("Serviceanfrage aus dem Kundenportal").first()).toBeVisible();
  await staff.goto(`/machines/${customer.machine.id}?tab=portal`);
  await staff.getByRole("button", { name: "Zugang entziehen: Maria Rossi" }).click();
  await staff.getByRole("dialog").getByRole("button", { name: "Zugang entziehen" }).click();
  await expect(staff.getByRole("listitem").filter({ hasText: email })).toContainText("Kein Zugang");
  await page.goto("/portal/machines");
  await expect(page).toHaveURL(/\/portal\/sign-in\?next=/);
});

test("a customer settles what is sent and what data may be used for, chooses a password and another language", async ({ open, portal }) => {
  test.setTimeout(180_000);
  const email = "paolo@portal-test.example";
  const staff = await staffOf(open, portal);
  const customer = (await customers(staff))[OF.settings];
  if (!customer) throw new Error("the demo has too few customers");
  await invite(staff, customer, "Paolo Bianchi", email);
  const page = await open({ baseURL: portal.url });
  await enter(page, portal, email, "Paolo Bianchi");

  // A topic, and all advertising.
  await page.goto("/portal/mails");
  await expectShown(page, "Benachrichtigungen");
  const parts = page.getByRole("group", { name: "Ersatzteile" });
  await parts.getByRole("button", { name: "Nein" }).click();
  await expect(parts.getByRole("button", { name: "Nein" })).toHaveAttribute("aria-pressed", "true");
  await expectAccessible(page, "topics");
  await page.getByRole("button", { name: "Gar keine Werbung mehr" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Sie bekommen keine Werbung" })).toBeVisible();
  await page.reload();
  await expect(parts.getByRole("button", { name: "Nein" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("status").filter({ hasText: "Sie bekommen keine Werbung" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Gar keine Werbung mehr" })).toHaveCount(0);

  // What data may be used for: withdrawn for all machines, agreed again for one.
  await page.goto("/portal/data");
  await expectShown(page, "Meine Daten");
  await expect(page.getByRole("region", { name: "Was gespeichert ist" })).toBeVisible(LONG);
  await expectAccessible(page, "own data");
  const offers = page.getByRole("region", { name: "Angebote", exact: true });
  await offers.getByRole("button", { name: "Widerrufen: Angebote" }).click();
  await page.getByRole("dialog", { name: "Zustimmung widerrufen?" }).getByRole("button", { name: "Ja, widerrufen" }).click();
  await expect(offers).toContainText("Nicht erlaubt", LONG);
  await page.reload();
  await expect(offers).toContainText("Nicht erlaubt", LONG);
  await expect(page.getByRole("region", { name: "Service", exact: true })).toContainText(/Erlaubt für alle \d+ Maschinen/);
  await offers.getByText("Für einzelne Maschinen festlegen").click();
  await offers.getByRole("checkbox").first().click();
  await expect(offers).toContainText(/Erlaubt für 1 von \d+ Maschinen/, LONG);
  const downloading = page.waitForEvent("download", LONG);
  await page.getByRole("button", { name: "Daten herunterladen" }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^meine-daten-\d{4}-\d\d-\d\d\.zip$/);

  // A password, with which one comes in as well; a wrong one does not.
  await page.goto("/portal/account");
  await page.getByRole("button", { name: "Passwort festlegen" }).click();
  await page.getByLabel("Neues Passwort").fill("ein langer Satz 7");
  await page.getByRole("button", { name: "Passwort speichern" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Das Passwort ist gespeichert" })).toBeVisible();
  await expectAccessible(page, "own account");
  await page.getByRole("button", { name: "Abmelden" }).click();
  await expectShown(page, "Kundenportal");
  await page.getByRole("button", { name: "Lieber mit Passwort anmelden" }).click();
  await page.getByLabel("E-Mail-Adresse").fill(email);
  await page.getByLabel("Passwort").fill("das ist es nicht");
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("stimmt nicht");
  await page.getByLabel("Passwort").fill("ein langer Satz 7");
  await page.getByRole("button", { name: "Anmelden", exact: true }).click();
  await expectShown(page, "Guten Tag, Paolo Bianchi");

  // In another language.
  await page.goto("/portal/account");
  await page.getByRole("combobox", { name: "Sprache" }).selectOption("it");
  await expectShown(page, "Il mio account");
  await page.goto("/portal/mails");
  await expectShown(page, "Notifiche");
});

test("the portal fits on a phone, and its places are reached by thumb", async ({ open, portal }) => {
  test.setTimeout(120_000);
  const email = "luigi@portal-test.example";
  const staff = await staffOf(open, portal);
  const customer = (await customers(staff))[OF.phone];
  if (!customer) throw new Error("the demo has too few customers");
  tell(portal, customer, "Modernisierung der Steuerung mit neuem Bedienfeld", "modernization", "advertising");
  await invite(staff, customer, "Luigi Verdi", email);
  const page = await open({ baseURL: portal.url, ...PHONE });
  await enter(page, portal, email, "Luigi Verdi");
  const places = page.getByRole("navigation", { name: "Hauptnavigation" });
  for (const [name, title] of [
    ["Maschinen", "Maschinen"],
    ["Angebote", "Angebote und Hinweise"],
    ["Service", "Service"],
    ["Konto", "Mein Konto"],
    ["Start", "Guten Tag, Luigi Verdi"],
  ] as const) {
    await places.getByRole("link", { name: new RegExp(`^${name}`) }).tap();
    await expectShown(page, title);
    await expectFits(page, title);
  }
  for (const path of [`/portal/machines/${customer.machine.id}`, "/portal/data", "/portal/mails"]) {
    await page.goto(path);
    await expect(heading(page)).toBeVisible();
    await expect(page.getByRole("status", { name: "Wird geladen" })).toHaveCount(0, LONG);
    await expectFits(page, path);
  }
  await page.goto("/portal/notices");
  await page.getByRole("link", { name: /Modernisierung der Steuerung/ }).tap();
  await page.getByRole("button", { name: "Ablehnen" }).tap();
  const sheet = page.getByRole("dialog", { name: "Ablehnen?" });
  await sheet.getByLabel("Nicht jetzt").check();
  await expectFits(page, "declining");
  await sheet.getByRole("button", { name: "Ja, ablehnen" }).tap();
  await expect(page.getByRole("status").filter({ hasText: "Sie haben abgelehnt" })).toContainText("Nicht jetzt");
});

test("a dispatcher offers a visit, and the customer chooses its time on a phone", async ({ open, portal }) => {
  test.setTimeout(150_000);
  const email = "sofia@portal-test.example";
  const staff = await staffOf(open, portal);
  const customer = (await customers(staff))[OF.phone];
  if (!customer) throw new Error("the demo has too few customers");
  await invite(staff, customer, "Sofia Conti", email);
  const made = await post<{ id: string }>(staff, "/visits", { kind: "maintenance", title: "Jahreswartung der Spindel", machine_id: customer.machine.id, duration_minutes: 60, skills: [] });

  // Offered where visits are seen to; the customer asked for no mail.
  await staff.goto(`/tours/visits?machine=${customer.machine.id}`);
  await staff.getByRole("row", { name: /Jahreswartung der Spindel/ }).getByRole("button").click();
  const visit = staff.getByRole("dialog");
  await visit.getByRole("button", { name: "Zeiten im Kundenportal anbieten" }).click();
  // Another test may have invited somebody of this customer, too.
  await expect(staff.getByText(/Im Portal angeboten: \d Kontakte? (kann|können) einen Termin wählen\. Niemand hat um eine Mail gebeten: Sagen Sie dem Kunden Bescheid\./)).toBeVisible();
  await expect(visit.getByText("Der Kunde kann im Portal einen Termin wählen.")).toBeVisible();
  await expectAccessible(staff, "a visit that is offered");

  const page = await open({ baseURL: portal.url, ...PHONE });
  await enter(page, portal, email, "Sofia Conti");
  const visits = page.getByRole("region", { name: "Servicetermine" });
  await expect(visits).toContainText("Jahreswartung der Spindel");
  await expectFits(page, "visits on the first page");
  await visits.getByRole("button", { name: "Termin wählen" }).tap();
  const times = page.getByRole("dialog", { name: "Wann sollen wir kommen?" });
  await times.getByRole("button", { name: "Termin buchen" }).tap();
  await expect(times.getByText("Bitte wählen Sie einen Termin.")).toBeVisible();
  await times.getByRole("radio").first().check();
  await expectAccessible(page, "times to choose");
  await expectFits(page, "times to choose");
  await times.getByRole("button", { name: "Termin buchen" }).tap();
  await expect(visits.getByRole("status").filter({ hasText: "Ihr Termin ist gebucht" })).toContainText("Jahreswartung der Spindel");
  await expect(visits.getByText("Vereinbart")).toBeVisible();
  await expect(visits.getByRole("button", { name: "Termin wählen" })).toHaveCount(0);

  // From now on a mail says that something new is there.
  await page.goto("/portal/mails");
  const news = page.getByRole("group", { name: "Eine Mail, wenn hier etwas Neues steht" });
  await news.getByRole("button", { name: "Ja" }).tap();
  await expect(news.getByRole("button", { name: "Ja" })).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(news.getByRole("button", { name: "Ja" })).toHaveAttribute("aria-pressed", "true");

  const { state } = await (await staff.request.get(`/api/v1/visits/${made.id}`)).json() as { state: string };
  expect(state).toBe("promised");
});

test("the link in a mail unsubscribes without signing in, and only when its button is pressed", async ({ open, portal }) => {
  test.setTimeout(90_000);
  const staff = await staffOf(open, portal);
  const customer = (await customers(staff))[OF.phone];
  if (!customer) throw new Error("the demo has too few customers");
  const { id, version } = await post<{ id: string; version: number }>(staff, "/campaigns", { template: "contract-renewal" });
  const key = mailed(portal, customer, id, version, "giulia@portal-test.example");
  const page = await open({ baseURL: portal.url, ...PHONE });
  await page.goto(`/u/${key}`);
  await expect(page.getByRole("main")).toContainText("Verträge");
  await expectFits(page, "unsubscribing");
  await expectAccessible(page, "unsubscribing");
  await page.reload();
  await expect(page.getByRole("status")).toHaveCount(0);
  await page.getByRole("button").first().click();
  await expect(page.getByRole("status")).toBeVisible();
  await expectAccessible(page, "unsubscribed");
  const gone = await page.goto("/u/nobody-knows-this");
  expect(gone?.status()).toBe(404);
});

test("an administrator gives the portal the company's colours and logo, and sees it before it counts", async ({ open, portal }) => {
  test.setTimeout(90_000);
  const staff = await staffOf(open, portal);
  await staff.goto("/account/portal");
  await expectShown(staff, "Kundenportal");
  const main = staff.getByRole("textbox", { name: "Hauptfarbe", exact: true });
  await main.fill("#ffee88");
  await expect(staff.getByText(/^Zu hell/)).toBeVisible();
  await expect(staff.getByRole("button", { name: "Speichern" })).toBeDisabled();
  await main.fill("#7a1f3d");
  await staff.getByRole("textbox", { name: "Impressum und Kontakt" }).fill("Reinhardt Maschinenbau GmbH\nIndustriestraße 1, Böblingen");
  await expectAccessible(staff, "look of the portal");
  await staff.getByRole("button", { name: "Speichern" }).click();
  await expect(staff.getByText(/^Gespeichert/)).toBeVisible();
  // A picture of one point.
  const picture = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await staff.locator('input[type="file"]').setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: picture });
  await expect(staff.getByRole("button", { name: "Logo entfernen" })).toBeVisible();

  const page = await open({ baseURL: portal.url });
  await page.goto("/portal/sign-in");
  await expectShown(page, "Kundenportal");
  await expect(page.getByText("Industriestraße 1, Böblingen")).toBeVisible();
  await expect(page.getByRole("img", { name: "Reinhardt Maschinenbau GmbH" })).toBeVisible();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--brand"))).toBe("#7a1f3d");
  await expectAccessible(page, "signing in, in the company's colours");

  // Nothing of the page for the builder's people is fetched.
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  expect(fetched.filter((name) => /\/assets\/(index|install)-/.test(name))).toEqual([]);
  await staff.getByRole("button", { name: "Logo entfernen" }).click();
  await expect(staff.getByRole("button", { name: "Logo hochladen" })).toBeVisible();
});
