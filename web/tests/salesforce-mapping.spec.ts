import type { Route } from "@playwright/test";
import { expectAccessible } from "./axe";
import { expect, expectShown, type Page, test } from "./instand";

const field = (name: string, label: string, type: string, more: object = {}) => ({
  name, label, type, length: type === "string" ? 255 : 0, required: false, external_id: false, unique: false, restricted: false, values: [], ...more,
});
/** What an org has of opportunities. */
const ORG = {
  objects: [
    {
      name: "Opportunity", label: "Opportunity",
      fields: [
        field("Account.SAP_Kunnr__c", "Account → SAP_Kunnr__c", "parent", { external_id: true, unique: true, length: 10 }),
        field("Amount", "Betrag", "currency"),
        field("CloseDate", "Schlusstermin", "date", { required: true }),
        field("Description", "Beschreibung", "textarea", { length: 32000 }),
        field("Name", "Opportunity-Name", "string", { length: 120, required: true }),
        field("NextStep", "Nächster Schritt", "string"),
        field("Region__c", "Region", "picklist", { required: true, restricted: true, values: [{ value: "Nord", label: "Nord" }, { value: "Sued", label: "Süd" }] }),
        field("StageName", "Phase", "picklist", { required: true, restricted: true, values: [{ value: "Erstkontakt", label: "Erstkontakt" }, { value: "Gewonnen", label: "Gewonnen" }] }),
      ],
    },
    { name: "Contact", label: "Kontakt", fields: [field("Email", "E-Mail", "email"), field("LastName", "Nachname", "string", { length: 80, required: true })] },
  ],
  stages: [{ value: "Erstkontakt", label: "Erstkontakt" }, { value: "Gewonnen", label: "Gewonnen" }],
};
const ours = (name: string, goes: string, values: string[] = []) => ({ name, field: goes, usual: goes, values });
const MAPPING = {
  place: "https://example.my.salesforce.com", key_field: "Instand_Key__c", org: ORG, problem: null as string | null, etag: '"0"', saved_by: null as string | null, saved_at: null as string | null,
  objects: [
    {
      noun: "opportunity", is_sent: true, is_always_sent: true, object: "Opportunity", usual_object: "Opportunity", constants: {}, values: {},
      fields: [ours("name", "Name"), ours("stage", "StageName", ["new", "contacted", "quoted", "won", "lost"]), ours("close_date", "CloseDate"), ours("amount", "Amount"), ours("customer", ""), ours("proof", "Description")],
    },
    {
      noun: "contact", is_sent: false, is_always_sent: false, object: "Contact", usual_object: "Contact", constants: {}, values: {},
      fields: [ours("last_name", "LastName"), ours("email", "Email"), ours("customer", "")],
    },
  ],
};
const LACKS = {
  good: false, version: "60.0", calls_left: 99_812, org: ORG,
  findings: [
    { kind: "seen", blocks: false, object: null, field: null, value: null, known: [], text: "signed in" },
    { kind: "required_without_value", blocks: true, object: "Opportunity", field: "Region__c", value: null, known: [], text: "Opportunity.Region__c: the org wants a value" },
  ],
};

/** Answers as a server with Salesforce gives them; the one the tests run on has none. */
async function withSalesforce(page: Page, answer: { mapping: (route: Route) => Promise<void>; check?: (route: Route) => Promise<void> }) {
  await page.route("**/api/v1/outbox*", (route) => route.fulfill({ json: { items: [], next: null, counts: [], set_up: ["salesforce"] } }));
  await page.route("**/api/v1/connectors/salesforce/mapping", answer.mapping);
  await page.route("**/api/v1/connectors/salesforce/mapping/check", answer.check ?? ((route) => route.fulfill({ json: LACKS })));
}

test("a mapping is checked, completed and saved", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const saved: unknown[] = [];
  const checks: unknown[] = [];
  await withSalesforce(page, {
    mapping: (route) => {
      if (route.request().method() === "GET") return route.fulfill({ json: MAPPING });
      saved.push([route.request().headers()["if-match"], route.request().postDataJSON()]);
      const objects = MAPPING.objects.map((of) => (of.is_sent ? { ...of, constants: { Region__c: "Sued" } } : of));
      return route.fulfill({ json: { ...MAPPING, etag: '"1"', saved_by: "demo", saved_at: "2026-11-23T08:00:00Z", objects } });
    },
    check: (route) => {
      checks.push(route.request().postDataJSON());
      return route.fulfill({ json: checks.length === 1 ? LACKS : { ...LACKS, good: true, findings: LACKS.findings.slice(0, 1) } });
    },
  });
  await page.goto("/outbox");
  await page.getByRole("link", { name: "Salesforce-Zuordnung" }).click();
  await expectShown(page, "Salesforce: Zuordnung");
  // What the org says of a field stands beside it.
  await expect(page.getByRole("row", { name: /^Name / })).toContainText("bis 120 Zeichen");
  await expect(page.getByRole("row", { name: /^Stufe / })).toContainText("Werte: Erstkontakt, Gewonnen");
  await expectAccessible(page, "the mapping of Salesforce");

  await page.getByRole("button", { name: "Prüfen" }).click();
  await expect(page.getByRole("list", { name: "So kann nicht gesendet werden" })).toContainText("Opportunity.Region__c: Die Organisation verlangt einen Wert");
  await expectAccessible(page, "what the org lacks");

  await page.getByRole("combobox", { name: "Kundennummer wird geschrieben in" }).click();
  await page.getByRole("option", { name: /SAP_Kunnr__c/ }).click();
  await expect(page.getByRole("row", { name: /^Kundennummer / })).toContainText("Verknüpfung über einen Schlüssel");
  await page.getByRole("combobox", { name: "Gewonnen" }).click();
  await page.getByRole("option", { name: "Gewonnen" }).click();
  await page.getByRole("button", { name: "Festen Wert hinzufügen" }).click();
  await page.getByRole("combobox", { name: "Feld des 1. festen Werts" }).click();
  await page.getByRole("option", { name: "Region · Region__c" }).click();
  await page.getByRole("combobox", { name: "1. fester Wert", exact: true }).click();
  await page.getByRole("option", { name: "Süd · Sued" }).click();
  await expect(page.getByText("Noch nicht gespeichert")).toBeVisible();
  await page.getByRole("button", { name: "Prüfen" }).click();
  await expect(page.getByText("Der Organisation fehlt nichts")).toBeVisible();
  await page.getByRole("button", { name: "Speichern" }).click();
  await expect(page.getByText("Gespeichert von demo")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "1. fester Wert", exact: true })).toHaveValue("Süd · Sued");
  const wanted = {
    opportunity: {
      object: "Opportunity",
      fields: { name: "Name", stage: "StageName", close_date: "CloseDate", amount: "Amount", customer: "Account.SAP_Kunnr__c", proof: "Description" },
      constants: { Region__c: "Sued" },
      values: { stage: { won: "Gewonnen" } },
    },
  };
  expect(saved).toEqual([['"0"', wanted]]);
  expect(checks[1]).toEqual(wanted);
});

test("a mapping that is refused says where it is wrong, and what somebody else saved is not overwritten", async ({ signedIn }) => {
  const page = await signedIn("demo");
  let puts = 0;
  const refused = "mapping.opportunity: name is filled twice";
  await withSalesforce(page, {
    mapping: (route) => {
      if (route.request().method() === "GET") return route.fulfill({ json: puts < 2 ? MAPPING : { ...MAPPING, etag: '"1"', saved_by: "anna", saved_at: "2026-11-23T08:00:00Z" } });
      puts += 1;
      const problem = puts === 1 ? { status: 422, code: "wrong_input", detail: refused } : { status: 412, code: "changed_meanwhile", detail: "somebody else saved the mapping meanwhile" };
      return route.fulfill({ status: problem.status, contentType: "application/problem+json", json: { type: "about:blank", title: "Refused", ...problem } });
    },
  });
  await page.goto("/salesforce");
  await page.getByRole("combobox", { name: "Kundennummer wird geschrieben in" }).click();
  await page.getByRole("option", { name: /NextStep/ }).click();
  await page.getByRole("button", { name: "Speichern" }).click();
  await expect(page.getByRole("alert")).toContainText(refused);
  await page.getByRole("button", { name: "Speichern" }).click();
  await expect(page.getByRole("alert")).toContainText("anna hat die Zuordnung geändert");
  await expect(page.getByRole("button", { name: "Speichern" })).toBeDisabled();
  await page.getByRole("button", { name: "Neuen Stand laden" }).click();
  await expect(page.getByText("Gespeichert von anna")).toBeVisible();
});

test("what is sent beside opportunities is switched on, and off again", async ({ signedIn }) => {
  const page = await signedIn("demo");
  const saved: unknown[] = [];
  await withSalesforce(page, {
    mapping: (route) => {
      if (route.request().method() === "PUT") saved.push(route.request().postDataJSON());
      return route.fulfill({ json: MAPPING });
    },
  });
  await page.goto("/salesforce");
  const contact = page.getByRole("region", { name: "Kontakt", exact: true });
  await expect(contact).toContainText("Wird nicht gesendet.");
  await contact.getByRole("switch", { name: "Kontakt senden" }).check();
  await expect(contact.getByRole("row", { name: /^Nachname / })).toContainText("bis 80 Zeichen");
  await expectAccessible(page, "a contact that is sent");
  await page.getByRole("button", { name: "Speichern" }).click();
  await expect(page.getByText("Zuordnung gespeichert")).toBeVisible();
  expect(saved).toHaveLength(1);
  expect(saved[0]).toMatchObject({ contact: { object: "Contact", fields: { last_name: "LastName", email: "Email", customer: "" } } });
  await contact.getByRole("switch", { name: "Kontakt senden" }).check();
  await contact.getByRole("switch", { name: "Kontakt senden" }).uncheck();
  await expect(contact).toContainText("Wird nicht gesendet.");
});

test("without an answer of the org names are typed, and the page fits on a phone", async ({ signedIn }) => {
  const page = await signedIn("demo", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await withSalesforce(page, { mapping: (route) => route.fulfill({ json: { ...MAPPING, org: null, problem: "no answer" } }) });
  await page.goto("/salesforce");
  await expectShown(page, "Salesforce: Zuordnung");
  await expect(page.getByRole("alert")).toContainText("no answer");
  await page.getByRole("textbox", { name: "Kundennummer wird geschrieben in" }).fill("Account.SAP_Kunnr__c");
  await expect(page.getByText("Noch nicht gespeichert")).toBeVisible();
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
