// Fails when a namespace is missing in a language, when keys differ, or when the placeholders of a text differ.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../src/i18n");
const LANGUAGES = ["de", "en", "it"];
const PLURAL = /_(zero|one|two|few|many|other)$/;
const faults = [];

const namespaces = new Set(LANGUAGES.flatMap((language) => readdirSync(join(root, language))).filter((name) => name.endsWith(".json")));

/** Texts by dotted key; the forms of a plural share one key, since languages have different numbers of forms. */
function textsOf(value, path, into, language, file) {
  for (const [key, entry] of Object.entries(value)) {
    const here = path === "" ? key : `${path}.${key}`;
    if (typeof entry === "object" && entry !== null) {
      textsOf(entry, here, into, language, file);
      continue;
    }
    if (typeof entry !== "string" || entry.trim() === "") faults.push(`${language}/${file}: ${here} has no text`);
    const name = here.replace(PLURAL, "#plural");
    if (!into.has(name)) into.set(name, new Map());
    into.get(name).set(here.match(PLURAL)?.[1] ?? "", String(entry));
  }
  return into;
}

// A plural form may leave the number out ("one machine"), so placeholders are gathered over all its forms.
function placeholders(forms) {
  const found = new Set();
  for (const text of forms.values()) for (const [, name] of text.matchAll(/\{\{\s*([\w.]+)[^}]*\}\}/g)) if (name !== "count") found.add(name);
  return [...found].sort().join(", ");
}

for (const file of [...namespaces].sort()) {
  const spoken = new Map();
  for (const language of LANGUAGES) {
    try {
      spoken.set(language, textsOf(JSON.parse(readFileSync(join(root, language, file), "utf8")), "", new Map(), language, file));
    } catch (error) {
      faults.push(`${language}/${file}: ${error.code === "ENOENT" ? "missing" : error.message}`);
    }
  }
  const german = spoken.get("de");
  if (!german) continue;
  for (const [language, texts] of spoken) {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, forms] of texts) {
      if (!german.has(key)) faults.push(`${language}/${file}: ${key} is not in German`);
      if (!key.endsWith("#plural")) continue;
      for (const form of wanted) if (!forms.has(form)) faults.push(`${language}/${file}: ${key} lacks the form ${form}`);
    }
    for (const [key, forms] of german) {
      const own = texts.get(key);
      if (!own) faults.push(`${language}/${file}: ${key} is missing`);
      else if (placeholders(own) !== placeholders(forms)) faults.push(`${language}/${file}: ${key} has other placeholders than German`);
    }
  }
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  console.error(`${faults.length} faults in translations`);
  process.exit(1);
}
console.log(`${namespaces.size} namespaces in ${LANGUAGES.length} languages agree`);
