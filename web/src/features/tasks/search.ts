/** The address of the page: whose tasks, and whether those that are done are shown, too. */
export interface TaskSearch {
  whose?: "all";
  done?: "shown";
}

export function taskSearch(raw: Record<string, unknown>): TaskSearch {
  return { whose: raw.whose === "all" ? "all" : undefined, done: raw.done === "shown" ? "shown" : undefined };
}
