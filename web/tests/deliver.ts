import type { APIResponse } from "@playwright/test";
import { expect, type Page } from "./instand";

const JOB_MS = 40_000;

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
