//! Steps that make a column's texts comparable: small letters, no legal forms, how a word sounds, parts of it.

mod fold;
mod legal_form;
mod sound;

pub(crate) use fold::fold;
pub(crate) use legal_form::without_legal_form;

/// The steps as they are written in the rules file.
pub(crate) const CLEANERS: &str = "fold, umlaut, legal_form, digits, letters_and_digits, codes, sort_words, initials, \
                                   soundex, cologne, year, no_year, no_zeros, first:N, last:N, word:N";

/// One step. An empty result is a missing value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clean {
    /// Small letters without marks, other signs as one space.
    Fold,
    /// `ae`, `oe`, `ue` as `a`, `o`, `u`, so that Mueller is Müller; after `fold`.
    Umlaut,
    /// Without GmbH, AG, S.p.A. and their like.
    LegalForm,
    Digits,
    /// Only letters and digits, so that `AB-12 3` is `AB123`.
    LettersAndDigits,
    /// Only the words with a digit: model and order codes.
    Codes,
    SortWords,
    Initials,
    Soundex,
    /// How a German name sounds.
    Cologne,
    /// The first run of four digits.
    Year,
    /// Without a year at the end, where something long enough stands before it.
    NoYear,
    /// Without any 0: what lost zeros meets what has them.
    NoZeros,
    First(usize),
    Last(usize),
    Word(usize),
}

impl Clean {
    pub(crate) fn parse(step: &str) -> Option<Self> {
        if let Some((name, count)) = step.split_once(':') {
            let count = count.trim().parse().ok().filter(|count| *count > 0)?;
            return match name {
                "first" => Some(Self::First(count)),
                "last" => Some(Self::Last(count)),
                "word" => Some(Self::Word(count)),
                _ => None,
            };
        }
        Some(match step {
            "fold" => Self::Fold,
            "umlaut" => Self::Umlaut,
            "legal_form" => Self::LegalForm,
            "digits" => Self::Digits,
            "letters_and_digits" => Self::LettersAndDigits,
            "codes" => Self::Codes,
            "sort_words" => Self::SortWords,
            "initials" => Self::Initials,
            "soundex" => Self::Soundex,
            "cologne" => Self::Cologne,
            "year" => Self::Year,
            "no_year" => Self::NoYear,
            "no_zeros" => Self::NoZeros,
            _ => return None,
        })
    }

    fn apply(self, text: &str) -> String {
        match self {
            Self::Fold => fold(text),
            Self::Umlaut => text.replace("ae", "a").replace("oe", "o").replace("ue", "u"),
            Self::LegalForm => without_legal_form(text),
            Self::Digits => text.chars().filter(char::is_ascii_digit).collect(),
            Self::LettersAndDigits => text.chars().filter(|letter| letter.is_alphanumeric()).collect(),
            Self::Codes => codes(text),
            Self::SortWords => {
                let mut words: Vec<&str> = text.split_whitespace().collect();
                words.sort_unstable();
                words.join(" ")
            }
            Self::Initials => text.split_whitespace().filter_map(|word| word.chars().next()).collect(),
            Self::Soundex => sound::soundex(text),
            Self::Cologne => sound::cologne(text),
            Self::Year => year(text).to_owned(),
            Self::NoYear => without_year(text).to_owned(),
            Self::NoZeros => text.replace('0', ""),
            Self::First(count) => text.chars().take(count).collect(),
            Self::Last(count) => text.chars().skip(text.chars().count().saturating_sub(count)).collect(),
            Self::Word(at) => text.split_whitespace().nth(at - 1).unwrap_or_default().to_owned(),
        }
    }
}

/// The text after all steps.
pub(crate) fn clean(text: &str, steps: &[Clean]) -> String {
    let cleaned = steps.iter().fold(text.to_owned(), |text, step| step.apply(&text));
    let trimmed = cleaned.trim();
    if trimmed.len() == cleaned.len() { cleaned } else { trimmed.to_owned() }
}

/// Words with a digit and at least three signs, without the signs between.
fn codes(text: &str) -> String {
    let plain = |word: &str| -> String {
        let signs = word.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase);
        signs.collect()
    };
    let is_code = |word: &String| word.len() > 2 && word.bytes().any(|sign| sign.is_ascii_digit());
    let found: Vec<String> = text.split_whitespace().map(plain).filter(is_code).collect();
    found.join(" ")
}

/// Numbers are longer than this; what is left after a year is no shorter.
const LEFT_OF_NUMBER: usize = 6;

fn without_year(text: &str) -> &str {
    let at = text.len().saturating_sub(4);
    match text.get(at..) {
        Some(end) if at >= LEFT_OF_NUMBER && matches!(end.as_bytes(), [b'1', b'9', _, _] | [b'2', b'0', _, _]) => {
            let digits = end.bytes().all(|sign| sign.is_ascii_digit());
            if digits { text[..at].trim_end() } else { text }
        }
        _ => text,
    }
}

fn year(text: &str) -> &str {
    let runs = text.split(|sign: char| !sign.is_ascii_digit());
    let mut found = runs.filter(|run| run.len() >= 4);
    found.next().and_then(|run| run.get(..4)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_work_one_after_the_other() {
        let check = |steps: &[&str], text: &str, expected: &str| {
            let steps: Vec<Clean> = steps.iter().map(|step| Clean::parse(step).expect("a step")).collect();
            assert_eq!(clean(text, &steps), expected, "{steps:?} of {text}");
        };
        check(&["fold", "legal_form", "sort_words"], "Müller & Söhne GmbH", "muller sohne");
        check(&["fold", "umlaut"], "Mueller", "muller");
        check(&["codes"], "Sony Turntable - PS-LX350H 33-1/3", "pslx350h 3313");
        check(&["digits", "last:4"], "+49 711 1234", "1234");
        check(&["letters_and_digits", "first:3"], "A-1 2-3", "A12");
        check(&["word:2"], "Anna Berta", "Berta");
        check(&["word:3"], "Anna Berta", "");
        check(&["year"], "12.03.1999", "1999");
        check(&["year"], "19990312", "1999");
        check(&["no_year"], "RX1047112019", "RX104711");
        check(&["no_year"], "RX2019", "RX2019");
        check(&["no_year"], "RX104711ä19", "RX104711ä19");
        check(&["no_zeros"], "470012000", "4712");
        check(&["initials"], "anna maria berg", "amb");
        check(&["soundex"], "Robert", "R163");
        check(&["cologne"], "Müller-Lüdenscheidt", "65752682");
        assert_eq!((Clean::parse("first"), Clean::parse("first:0"), Clean::parse("upper")), (None, None, None));
    }
}
