export const STATES = ["no_origin", "no_consent", "agreed", "objected", "bounced", "erased"] as const;
export type ContactState = (typeof STATES)[number];

/** The address of the page: what is searched for, which contacts, which part of them, and the one that is opened. */
export interface ContactsSearch {
  q?: string;
  state?: ContactState;
  country?: string;
  /** From 1; the first where it is not said. */
  part?: number;
  /** The contact that is opened: a digest, for mail addresses stand in no address of a page. */
  contact?: string;
}

export function contactsSearch(raw: Record<string, unknown>): ContactsSearch {
  const search: ContactsSearch = {};
  if (typeof raw.q === "string" && raw.q.trim() !== "") search.q = raw.q;
  const state = STATES.find((of) => of === raw.state);
  if (state) search.state = state;
  if (typeof raw.country === "string" && /^[A-Z]{2}$/.test(raw.country)) search.country = raw.country;
  const part = Number(raw.part);
  if (Number.isInteger(part) && part > 1) search.part = part;
  if (typeof raw.contact === "string" && /^[0-9a-f]{32}$/.test(raw.contact)) search.contact = raw.contact;
  return search;
}
