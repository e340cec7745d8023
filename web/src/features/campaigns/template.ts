/* What a message says, filled with values. The server renders mails; this shows the author what becomes of the text and
   finds what no mail has before it is saved. It knows variables, the list of proofs and conditions on what is there. */

/** Every variable a message may use. */
export const VARIABLES = [
  "contact.salutation",
  "contact.name",
  "customer.name",
  "machine.type",
  "machine.serial",
  "machine.site",
  "contract.end",
  "offer.title",
  "offer.amount",
  "seller.name",
  "seller.mail",
  "seller.phone",
  "company.name",
  "company.address",
  "portal.link",
  "unsubscribe.link",
] as const;
export type Variable = (typeof VARIABLES)[number];

/** The list, one sentence for each proof of the hit. */
const LIST = "proof";

/** The list of a customer's machines, each with its serial number, type and site. */
const MACHINES = "machines";
const OF_A_MACHINE = ["serial", "type", "site"] as const;

/** How the list is written out. */
export const PROOF_LOOP = "{% for sentence in proof %}- {{ sentence }}\n{% endfor %}";

/** A piece of the filled text; `unknown` is what stands there and no mail has, or what nobody can read. */
export interface Piece {
  kind: "text" | "value" | "unknown";
  text: string;
}

export type Values = Readonly<Record<Variable, string>>;

type Token = { kind: "text" | "value" | "tag"; source: string; inner: string };

const TAG = /\{\{-?\s*([\s\S]*?)\s*-?\}\}|\{%-?\s*([\s\S]*?)\s*-?%\}|\{#[\s\S]*?#\}/g;

function tokensOf(template: string): Token[] {
  const tokens: Token[] = [];
  let from = 0;
  for (const match of template.matchAll(TAG)) {
    if (match.index > from) tokens.push({ kind: "text", source: template.slice(from, match.index), inner: "" });
    const [source, value, tag] = match;
    if (value !== undefined) tokens.push({ kind: "value", source, inner: value });
    else if (tag !== undefined) tokens.push({ kind: "tag", source, inner: tag });
    from = match.index + source.length;
  }
  if (from < template.length) tokens.push({ kind: "text", source: template.slice(from), inner: "" });
  return tokens;
}

function isVariable(name: string): name is Variable {
  return VARIABLES.some((known) => known === name);
}

// Braces that open nothing: the rest of the text would go out as it stands, or not at all.
const OPEN = /\{\{|\{%|\}\}|%\}/;

function plain(text: string, into: Piece[]): void {
  const at = text.search(OPEN);
  if (at === -1) {
    into.push({ kind: "text", text });
    return;
  }
  if (at > 0) into.push({ kind: "text", text: text.slice(0, at) });
  into.push({ kind: "unknown", text: text.slice(at, at + 2) });
  if (text.length > at + 2) plain(text.slice(at + 2), into);
}

/** From `at` to the tag that ends it, which is not taken; gives where that is. */
function fill(tokens: readonly Token[], at: number, values: Values, proof: readonly string[], own: ReadonlyMap<string, string>, into: Piece[], ends: readonly string[]): number {
  while (at < tokens.length) {
    const token = tokens[at];
    if (token === undefined) break;
    at += 1;
    if (token.kind === "text") {
      plain(token.source, into);
      continue;
    }
    if (token.kind === "value") {
      const text = own.get(token.inner) ?? (isVariable(token.inner) ? values[token.inner] : undefined);
      into.push(text === undefined ? { kind: "unknown", text: token.source } : { kind: "value", text });
      continue;
    }
    if (ends.includes(token.inner)) return at - 1;
    const loop = /^for\s+([a-z_]\w*)\s+in\s+([\w.]+)$/i.exec(token.inner);
    const condition = /^if\s+([\w.]+)(?:\s+is\s+defined)?$/.exec(token.inner);
    if (loop !== null && (loop[2] === LIST || loop[2] === MACHINES)) {
      let end = tokens.length;
      const name = loop[1] ?? "";
      const machine = OF_A_MACHINE.map((part) => [`${name}.${part}`, values[`machine.${part}`]] as const);
      // Where there is no proof the loop is still read once, for what is wrong in it.
      const rounds = loop[2] === MACHINES ? [machine] : (proof.length > 0 ? proof : [""]).map((sentence) => [[name, sentence] as const]);
      for (const round of rounds) {
        const inside = new Map([...own, ...round]);
        const pieces: Piece[] = [];
        end = fill(tokens, at, values, proof, inside, pieces, ["endfor"]);
        into.push(...(proof.length > 0 || loop[2] === MACHINES ? pieces : pieces.filter(({ kind }) => kind === "unknown")));
      }
      if (end >= tokens.length) into.push({ kind: "unknown", text: token.source });
      at = end + 1;
    } else if (condition !== null && (condition[1] === LIST || condition[1] === MACHINES || isVariable(condition[1] ?? ""))) {
      // The example has every value: the other branch is read for what is wrong in it only.
      let end = fill(tokens, at, values, proof, own, into, ["endif", "else"]);
      if (tokens[end]?.inner === "else") {
        const other: Piece[] = [];
        end = fill(tokens, end + 1, values, proof, own, other, ["endif"]);
        into.push(...other.filter(({ kind }) => kind === "unknown"));
      }
      if (end >= tokens.length) into.push({ kind: "unknown", text: token.source });
      at = end + 1;
    } else {
      into.push({ kind: "unknown", text: token.source });
    }
  }
  return at;
}

/** The text as one customer would get it, in pieces. */
export function filled(template: string, values: Values, proof: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  fill(tokensOf(template), 0, values, proof, new Map(), pieces, []);
  return pieces;
}

const NOTHING = Object.fromEntries(VARIABLES.map((name) => [name, ""])) as Record<Variable, string>;

/** What stands in a text and no mail has, each once. */
export function faultsOf(template: string): string[] {
  return [...new Set(filled(template, NOTHING, ["-"]).flatMap(({ kind, text }) => (kind === "unknown" ? [text] : [])))];
}
