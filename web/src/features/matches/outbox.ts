import { useSyncExternalStore } from "react";
import { ApiError } from "../../api/client";
import type { DecisionEntry, MatchRow, PairVerdict } from "../../api/contract";
import { sessionQuery } from "../../api/queries";
import { queryClient } from "../../app/queryClient";
import { type Choice, type Choices, lastOf, NOTHING, savingOf } from "./choices";
import { tellFailed, tellMeanwhile, tellTakenBack, tellTakingBackFailed } from "./notices";
import { decisionOf, keyOfRow } from "./pairs";
import { decide, JobFailed, numbersOf, takeBack } from "./server";

// Each decision makes machine files anew, which takes seconds, and the server does one after the other. So the page goes
// on at once, what is decided meanwhile is sent together, and all of it outlives the page that is shown.

type Task = { kind: "decide"; choice: Choice; alone?: boolean } | { kind: "undo"; choice: Choice } | { kind: "undo_entry"; entry: DecisionEntry };

/** Choices that can be taken back by the undo key. */
const KEPT = 100;

let now: Choices = NOTHING;
let tasks: Task[] = [];
let running = false;
let count = 0;
const listeners = new Set<() => void>();

function warn(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

function put(change: Partial<Choices>): void {
  now = { ...now, ...change };
  if (savingOf(now) > 0) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
  for (const listener of listeners) listener();
}

function mark(some: readonly Choice[], state: Choice["state"]): void {
  const ids = new Set(some.map(({ id }) => id));
  const savedAt = state === "saved" ? Date.now() : null;
  // What is taken back while it is being sent stays so.
  const changed = (choice: Choice) => ids.has(choice.id) && !(choice.state === "taking_back" && state !== "taking_back");
  put({ choices: now.choices.map((choice) => (changed(choice) ? { ...choice, state, savedAt } : choice)) });
}

function forget(some: readonly Choice[]): void {
  const ids = new Set(some.map(({ id }) => id));
  put({ choices: now.choices.filter(({ id }) => !ids.has(id)) });
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ["matches"] });

/** The first task, with the decisions after it that can go in the same request: single ones, each pair once. */
function nextTasks(): Task[] {
  const [first, ...others] = tasks;
  if (first === undefined) return [];
  const together: Task[] = [first];
  if (first.kind === "decide" && !first.alone && first.choice.rows.length === 1) {
    const pairs = new Set(first.choice.rows.map(keyOfRow));
    for (const task of others) {
      const [row] = task.kind === "decide" && !task.alone && task.choice.rows.length === 1 ? task.choice.rows : [];
      if (row === undefined || pairs.has(keyOfRow(row))) break;
      pairs.add(keyOfRow(row));
      together.push(task);
    }
  }
  tasks = tasks.slice(together.length);
  return together;
}

async function send(choices: Choice[]): Promise<void> {
  mark(choices, "sending");
  try {
    await decide(queryClient, choices.flatMap(({ rows, verdict }) => rows.map((row) => decisionOf(row, verdict))));
  } catch (error) {
    // One that the server refuses must not keep the others from being saved.
    if (choices.length > 1 && (error instanceof JobFailed || (error instanceof ApiError && error.status >= 400 && error.status < 500))) {
      tasks = [...choices.map((choice): Task => ({ kind: "decide", choice, alone: true })), ...tasks];
      return;
    }
    const ids = new Set(choices.map(({ id }) => id));
    tasks = tasks.filter((task) => task.kind !== "undo" || !ids.has(task.choice.id));
    forget(choices);
    for (const choice of choices) tellFailed(choice, error);
    await refresh();
    return;
  }
  await refresh();
  mark(choices, "saved");
  const kept = now.choices.filter(({ state }) => state === "saved").slice(-KEPT);
  put({ choices: now.choices.filter((choice) => choice.state !== "saved" || kept.includes(choice)) });
}

async function takeBackChoice(choice: Choice): Promise<void> {
  try {
    const login = queryClient.getQueryData(sessionQuery.queryKey)?.account.login ?? "";
    await takeBack(queryClient, await numbersOf(choice, login));
    await refresh();
    forget([choice]);
    tellTakenBack(choice.rows);
  } catch (error) {
    const again = (one: Choice): Choice => (one.id === choice.id ? { ...one, state: "saved", savedAt: Date.now() } : one);
    put({ choices: now.choices.map(again) });
    tellTakingBackFailed(error);
    await refresh();
  }
}

async function takeBackEntry({ id }: DecisionEntry): Promise<void> {
  try {
    await takeBack(queryClient, [id]);
    tellTakenBack([]);
  } catch (error) {
    tellTakingBackFailed(error);
  }
  await refresh();
  put({ takingBack: new Set([...now.takingBack].filter((other) => other !== id)) });
}

async function run(): Promise<void> {
  if (running) return;
  running = true;
  try {
    for (let some = nextTasks(); some.length > 0; some = nextTasks()) {
      const [first] = some;
      if (first?.kind === "undo") await takeBackChoice(first.choice);
      else if (first?.kind === "undo_entry") await takeBackEntry(first.entry);
      else await send(some.flatMap((task) => (task.kind === "decide" ? [task.choice] : [])));
    }
  } finally {
    running = false;
  }
}

function add(task: Task): void {
  tasks = [...tasks, task];
  void run();
}

/** Says of pairs that they are the same machine, are not, or wait. */
export function choose(rows: readonly MatchRow[], verdict: PairVerdict): void {
  const choice: Choice = { id: ++count, verdict, rows, state: "waiting", savedAt: null };
  put({ choices: [...now.choices, choice] });
  add({ kind: "decide", choice });
}

/** Takes back what was chosen last. Gives its pairs where they wait again at once; else they come back when the server is done. */
export function undoLast(): readonly MatchRow[] | null {
  const last = lastOf(now);
  if (last === undefined) return null;
  if (tasks.some((task) => task.kind === "decide" && task.choice.id === last.id)) {
    tasks = tasks.filter((task) => task.kind !== "decide" || task.choice.id !== last.id);
    forget([last]);
    return last.rows;
  }
  mark([last], "taking_back");
  add({ kind: "undo", choice: last });
  return null;
}

/** Takes back a decision of the history. */
export function undoEntry(entry: DecisionEntry): void {
  if (now.takingBack.has(entry.id)) return;
  put({ takingBack: new Set([...now.takingBack, entry.id]) });
  add({ kind: "undo_entry", entry });
}

/** The server says that a pair waits no more. */
export function noteGone(key: string): void {
  if (now.gone.has(key)) return;
  put({ gone: new Map([...now.gone, [key, Date.now()]]) });
  tellMeanwhile();
  void refresh();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useOutbox = (): Choices => useSyncExternalStore(subscribe, () => now);
