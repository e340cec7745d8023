import { readFileSync, writeFileSync } from "node:fs";

/** What the tests must know of the servers; written by start.ts, which runs in another process than they do. */
export interface Running {
  /** Sample manufacturer, signed in to as demo (administration) or as anna, luca, reto, jens (sales). */
  demo: { url: string; password: string; files: string };
  /** Just started, no account, no data. */
  empty: { url: string; setup: string };
  /** A small sample manufacturer for the register of data use alone: one entry there changes what fires for all its machines. */
  register: { url: string; password: string };
  /** A small sample manufacturer whose customers come into the portal: what they settle there changes what is decided. */
  portal: { url: string; password: string; database: string };
  pids: number[];
  folder: string;
}

const VARIABLE = "INSTAND_TEST_SERVERS";

export function remember(file: string, running: Running): void {
  writeFileSync(file, JSON.stringify(running));
  process.env[VARIABLE] = file;
}

export function running(): Running {
  const file = process.env[VARIABLE];
  if (file === undefined) throw new Error("the servers were not started; run the tests with `npm test`");
  return JSON.parse(readFileSync(file, "utf8")) as Running;
}
