import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { APIResponse } from "@playwright/test";
import { expect, type Page } from "./instand";
import type { Running } from "./servers/running";

/* No mail is sent by the servers of these tests, and no shipped campaign says something in the portal by itself. What would come by
   them is taken from the database of the portal's server, or put there, with the command sqlite3. */

type Portal = Running["portal"];

function ask(portal: Portal, sql: string): string {
  return execFileSync("sqlite3", ["-cmd", ".timeout 8000", portal.database, sql], { encoding: "utf8" });
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const uuid = (value: string) => `X'${value.replaceAll("-", "")}'`;

/** The newest link mailed to an address, as a path of the portal. */
export function mailedLink(portal: Portal, email: string): string {
  const mails = ask(portal, `SELECT payload FROM outgoing WHERE destination = 'mail' AND kind = 'letter' AND payload IS NOT NULL ORDER BY id DESC`);
  for (const line of mails.split("\n").filter((of) => of !== "")) {
    const mail = JSON.parse(line) as { to: string; text: string };
    const link = /https?:\/\/[^/\s]+(\/portal\/enter#\S+)/.exec(mail.text)?.[1];
    if (mail.to === email && link !== undefined) return link;
  }
  throw new Error(`the outbox has no link for ${email}`);
}

export interface Customer {
  id: string;
  name: string;
  machines: number;
  /** One of them. */
  machine: { id: string; serial_number: string; machine_type: string | null };
}

/** Says something to a customer in the portal, as a campaign does. */
export function tell(portal: Portal, customer: Customer, subject: string, topic: string, purpose: "notice" | "advertising"): void {
  const values = [
    text(`test-${randomUUID()}`), uuid(customer.id), uuid(customer.machine.id), uuid(randomUUID()), text("test"), text("tell"), text(topic), text(purpose),
    text("de"), text(subject), text(`Guten Tag,\n\n${subject}.\n\nMit freundlichen Grüßen`), text("2026-01-15"), text("new"), "1",
  ];
  ask(
    portal,
    `INSERT INTO portal_notice (key, customer_id, machine_id, enrolment_id, campaign, step, topic, purpose, language, subject, body, made_on, state, edition) VALUES (${values.join(", ")})`,
  );
}

/** A mail of a campaign about a machine that waits to be sent; gives the key its link to unsubscribe ends with. */
export function mailed(portal: Portal, customer: Customer, campaign: string, version: number, email: string): string {
  const enrolment = randomUUID();
  const key = `${enrolment}-mail-90`;
  ask(
    portal,
    `BEGIN IMMEDIATE;
     INSERT INTO enrolment (id, campaign, version, machine_id, sequence, state, reason, step_since, joined_on, ended_on)
       VALUES (${uuid(enrolment)}, ${text(campaign)}, ${version}, ${uuid(customer.machine.id)}, 1, 'ended', 'completed', '2026-01-15', '2026-01-15', '2026-01-15');
     INSERT INTO outgoing (destination, kind, key, about, payload, state, attempts, since, edition)
       VALUES ('mail', 'message', ${text(key)}, 'test', ${text(JSON.stringify({ to: email }))}, 'waiting', 0, '2026-01-15T08:00:00Z', 1);
     COMMIT;`,
  );
  return key;
}

async function answered<T>(answer: APIResponse): Promise<T> {
  expect(answer.ok(), `${answer.url()}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** Customers with several machines, by what the staff's API says of open opportunities. */
export async function customers(staff: Page): Promise<Customer[]> {
  const { items } = await answered<{ items: { machine_id: string }[] }>(await staff.request.get("/api/v1/opportunities?limit=60&sort=-score"));
  const found = new Map<string, Customer>();
  for (const { machine_id: id } of items) {
    const file = await answered<{ id: string; serial_number: string; machine_type: string | null; customer: { id: string; name: string | null; machines: number } | null }>(await staff.request.get(`/api/v1/machines/${id}`));
    const { customer, ...machine } = file;
    if (customer?.name && customer.machines > 1 && !found.has(customer.id)) found.set(customer.id, { ...customer, name: customer.name, machine });
    if (found.size === 3) break;
  }
  expect(found.size, "customers with several machines and an opportunity").toBe(3);
  return [...found.values()];
}

/** Sends to the staff's API what its page would send. */
export async function post<T>(staff: Page, path: string, data: unknown): Promise<T> {
  const { csrf_token: token } = await answered<{ csrf_token: string }>(await staff.request.get("/api/v1/session"));
  return answered<T>(await staff.request.post(`/api/v1${path}`, { data, headers: { "x-csrf-token": token } }));
}
