import { expect, test } from "@playwright/test";
import { EXAMPLES, PROOFS } from "../src/features/campaigns/examples";
import { scopeOf, searchOf, wizardSearch } from "../src/features/campaigns/search";
import { faultsOf, filled, PROOF_LOOP, VARIABLES, type Values } from "../src/features/campaigns/template";

// What the preview of a message shows and what it refuses is computed here without a page.

const textOf = (template: string, values: Values = EXAMPLES.de, proof: readonly string[] = PROOFS.de) =>
  filled(template, values, proof)
    .map(({ text }) => text)
    .join("");

test("values stand where their variables stood", () => {
  expect(textOf("Typ {{ machine.type }}, Nr. {{machine.serial}}.")).toBe("Typ HX-500, Nr. HX-2231.");
  expect(filled("{{ contact.name }}!", EXAMPLES.de, [])).toEqual([
    { kind: "value", text: "Eva Muster" },
    { kind: "text", text: "!" },
  ]);
  for (const name of VARIABLES) expect(faultsOf(`{{ ${name} }}`), name).toEqual([]);
});

test("the list of proofs is written out, one line each", () => {
  expect(textOf(PROOF_LOOP, EXAMPLES.de, ["eins", "zwei"])).toBe("- eins\n- zwei\n");
  expect(textOf(`vorher ${PROOF_LOOP}nachher`, EXAMPLES.de, [])).toBe("vorher nachher");
  // The loop's own name is known in it only, and everything else is known in it, too.
  expect(faultsOf("{% for line in proof %}{{ line }} {{ machine.type }}{% endfor %}")).toEqual([]);
  expect(faultsOf("{% for line in proof %}x{% endfor %}{{ line }}")).toEqual(["{{ line }}"]);
});

test("the list of machines is written out, each with what is known of it", () => {
  expect(textOf("{% for m in machines %}{{ m.serial }} ({{ m.type }}){% endfor %}")).toBe("HX-2231 (HX-500)");
  expect(faultsOf("{% for m in machines %}{{ m.colour }}{% endfor %}")).toEqual(["{{ m.colour }}"]);
});

test("what no mail has is found, once each, also in a loop nobody walks", () => {
  expect(faultsOf("{{ machine.colour }} und {{ machine.colour }}, {{ kunde }}")).toEqual(["{{ machine.colour }}", "{{ kunde }}"]);
  expect(filled("{% for line in proof %}{{ nobody }}{% endfor %}", EXAMPLES.de, [])).toEqual([{ kind: "unknown", text: "{{ nobody }}" }]);
  expect(faultsOf("{% for line in orders %}x{% endfor %}")).toContain("{% for line in orders %}");
  expect(faultsOf("{% include 'x' %}")).toEqual(["{% include 'x' %}"]);
});

test("tags that open or close nothing are found", () => {
  expect(faultsOf("Hallo {{ contact.name")).toEqual(["{{"]);
  expect(faultsOf("Hallo contact.name }}")).toEqual(["}}"]);
  expect(faultsOf("{% for line in proof %}- {{ line }}")).toEqual(["{% for line in proof %}"]);
  expect(faultsOf("x{% endfor %}")).toEqual(["{% endfor %}"]);
  expect(faultsOf("{% if offer.title is defined %}x")).toEqual(["{% if offer.title is defined %}"]);
});

test("a condition on what is there shows its first branch, and both are read", () => {
  expect(textOf("{% if offer.title is defined %}{{ offer.amount }}{% else %}nichts{% endif %}.")).toBe("4.850 €.");
  expect(faultsOf("{% if offer.title %}a{% else %}{{ prize }}{% endif %}")).toEqual(["{{ prize }}"]);
  expect(faultsOf("{% if prize %}a{% endif %}")).toEqual(["{% if prize %}", "{% endif %}"]);
});

test("the choice of the wizard stands in the address and comes back from it", () => {
  const scope = { machine_types: ["HX-500", "Presse 3,5 t"], triggers: ["contract-expiring"], countries: [] };
  expect(scopeOf(searchOf(scope))).toEqual(scope);
  expect(searchOf({ machine_types: [], triggers: [], countries: [] })).toEqual({ machine_type: undefined, trigger: undefined, country: undefined });
  // Without a template there is nothing to try.
  expect(wizardSearch({ step: "try" })).toMatchObject({ step: undefined });
});
