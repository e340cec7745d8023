import type { APIResponse } from "@playwright/test";
import { expect, heading, type Page, signIn } from "./instand";

const PASSWORD = "ein langes Passwort 7";
const JOB_MS = 40_000;

/** Into the empty installation, with the account of the first day: made here where a test runs alone. */
export async function enter(page: Page, setup: string): Promise<void> {
  await page.goto(setup);
  const asked = page.getByRole("heading", { name: /^(Einrichten|Anmelden)$/ });
  await expect(asked).toBeVisible();
  if ((await asked.textContent()) === "Einrichten") {
    await page.getByLabel("Ihr Name").fill("Greta Admin");
    await page.getByLabel("Anmeldename").fill("greta");
    await page.getByLabel("Passwort").fill(PASSWORD);
    await page.getByRole("button", { name: "Konto anlegen" }).click();
  } else {
    await signIn(page, "greta", PASSWORD);
  }
  await expect(heading(page)).toHaveText(/Greta Admin$/);
}

async function json<T>(answer: APIResponse): Promise<T> {
  expect(answer.ok(), `${answer.url()}: ${answer.status()} ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** Imports a list through the API, as the account the page is signed in with, and waits until it counts. */
export async function deliver(page: Page, source: string, name: string, lines: readonly string[]): Promise<void> {
  const { csrf_token: token } = await json<{ csrf_token: string }>(await page.request.get("/api/v1/session"));
  const headers = { "x-csrf-token": token };
  const files = { name, mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n"), "utf8") };
  const sent = await page.request.post("/api/v1/uploads", { headers, multipart: { source, files } });
  const { id, questions } = await json<{ id: string; questions: number }>(sent);
  expect(questions, `questions about ${name}`).toBe(0);
  const job = await json<{ id: string }>(await page.request.post(`/api/v1/uploads/${id}/import`, { headers }));
  const state = async () => (await json<{ state: string }>(await page.request.get(`/api/v1/jobs/${job.id}`))).state;
  await expect.poll(state, { timeout: JOB_MS }).toMatch(/done|failed/);
  expect(await state(), name).toBe("done");
}
