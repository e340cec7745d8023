//! Legal forms of companies, which say little about which company it is.

/// Forms as folded words, those of several words first.
const FORMS: &[&[&str]] = &[
    &["gmbh", "co", "kg"],
    &["ag", "co", "kg"],
    &["gesellschaft", "mit", "beschrankter", "haftung"],
    &["sp", "z", "o", "o"],
    &["s", "p", "a"],
    &["s", "r", "l"],
    &["s", "a", "s"],
    &["e", "k"],
    &["co", "kg"],
    &["co", "ltd"],
    &["s", "a"],
    &["a", "s"],
    &["d", "o", "o"],
    &["b", "v"],
    &["n", "v"],
];

const WORDS: &[&str] = &[
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "gbr",
    "ug",
    "ek",
    "eg",
    "ev",
    "se",
    "spa",
    "srl",
    "srls",
    "sas",
    "snc",
    "sa",
    "sarl",
    "eurl",
    "ltd",
    "limited",
    "llc",
    "llp",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "plc",
    "co",
    "company",
    "bv",
    "nv",
    "as",
    "asa",
    "aps",
    "ab",
    "oy",
    "oyj",
    "spzoo",
    "sro",
    "doo",
    "kft",
    "zrt",
    "sl",
    "slu",
    "lda",
    "pty",
    "und",
    "and",
    "e",
];

/// The folded words without legal forms. A name that is nothing but a legal form stays as it is.
pub(crate) fn without_legal_form(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase().replace('.', "")).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let form = FORMS.iter().find(|form| {
            let end = at + form.len();
            at > 0 && end <= lower.len() && lower[at..end].iter().eq(form.iter())
        });
        if let Some(form) = form {
            at += form.len();
        } else {
            if !WORDS.contains(&lower[at].as_str()) {
                kept.push(words[at]);
            }
            at += 1;
        }
    }
    if kept.is_empty() { text.to_owned() } else { kept.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_name_stays() {
        let check = |text, expected| assert_eq!(without_legal_form(text), expected);
        check("muller maschinenbau gmbh co kg", "muller maschinenbau");
        check("Rossi S.p.A.", "Rossi");
        check("rossi s p a", "rossi");
        check("kowalski sp z o o", "kowalski");
        check("co gmbh", "co gmbh");
        check("ag", "ag");
    }
}
