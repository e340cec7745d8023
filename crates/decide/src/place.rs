//! Where in a trigger's file something is wrong, and what was probably meant.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use std::fmt;
use std::ops::Range;

/// A line and a column, both counted from 1; columns count characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, column: 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Place {
    /// The place of a byte of a text.
    #[must_use]
    pub fn of(text: &str, at: usize) -> Self {
        let before = &text[..text.floor_char_boundary(at)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self { line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
    }

    /// A place in a text, as one in the text that holds it from here on.
    #[must_use]
    pub const fn within(self, inner: Self) -> Self {
        let column = if inner.line == 1 { self.column + inner.column - 1 } else { inner.column };
        Self { line: self.line + inner.line - 1, column }
    }
}

/// Where the value at a span of a TOML text begins to count: behind its quotes, and behind the line break that three quotes
/// swallow. Places behind an escape within the value are off by its length.
pub(crate) fn value_at(text: &str, span: &Range<usize>) -> Place {
    let raw = text.get(span.clone()).unwrap_or_default();
    let quotes = ["\"\"\"\r\n", "\"\"\"\n", "\"\"\"", "'''\r\n", "'''\n", "'''", "\"", "'"];
    let skipped = quotes.iter().find(|quote| raw.starts_with(**quote)).map_or(0, |quote| quote.len());
    Place::of(text, span.start + skipped)
}

/// A name in a condition.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Name {
    /// A fact, or what is meant to be one.
    Fact(String, Place),
    /// A parameter, without its dollar sign.
    Parameter(String, Place),
}

/// The names of facts and parameters in a condition, in order. Empty where it cannot be taken apart: who parses it says why.
pub(crate) fn names(condition: &str) -> Vec<Name> {
    let Ok(tokens) = Tokenizer::new(&GenericDialect {}, condition).tokenize_with_location() else { return Vec::new() };
    let tokens: Vec<_> = tokens.into_iter().filter(|of| !matches!(of.token, Token::Whitespace(_))).collect();
    let mut names = Vec::new();
    for (at, of) in tokens.iter().enumerate() {
        let start = of.span.start;
        let place = Place {
            line: usize::try_from(start.line).unwrap_or(1),
            column: usize::try_from(start.column).unwrap_or(1),
        };
        match &of.token {
            Token::Word(word) => {
                // As the parser of conditions takes names: capitals count only within quotes.
                let name = if word.quote_style.is_none() { word.value.to_lowercase() } else { word.value.clone() };
                let is_function = matches!(tokens.get(at + 1).map(|next| &next.token), Some(Token::LParen));
                let is_word_of_sql = word.quote_style.is_none() && word.keyword != Keyword::NoKeyword;
                if base::fact(&name).is_some() || !(is_function || is_word_of_sql) {
                    names.push(Name::Fact(name, place));
                }
            }
            Token::Placeholder(name) => names.push(Name::Parameter(name.trim_start_matches('$').to_owned(), place)),
            _ => {}
        }
    }
    names
}

/// What the library says of a condition, as far as it helps: without the names of its stages, its guesses at functions, and
/// in the words of conditions.
pub(crate) fn in_words(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let said = line.strip_prefix("Error during planning: ").unwrap_or(line);
    match said.split_once("logical boolean operation ") {
        Some((_, types)) => format!("one side of {types} is not yes or no: compare it with something"),
        None => said.to_owned(),
    }
}

/// What the parser of a condition says, without what wraps it, and where: it ends with ` at Line: 3, Column: 5`, or the
/// condition does.
pub(crate) fn of_message(condition: &str, message: &str) -> (String, Option<Place>) {
    let said = message.split_once("ParserError(\"").and_then(|(_, said)| said.rsplit_once("\")"));
    let said = said.map_or(message, |(said, _)| said);
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok();
    if let Some((before, after)) = said.rsplit_once(" at Line: ")
        && let Some((line, column)) = after.split_once(", Column: ")
        && let (Some(line), Some(column)) = (digits(line), digits(column))
    {
        return (before.to_owned(), Some(Place { line, column }));
    }
    let at_end = said.ends_with("found: EOF").then(|| Place::of(condition, condition.trim_end().len()));
    (said.replace("found: EOF", "found: its end"), at_end)
}

/// Whether this can be the id of a segment or trigger: it stands in addresses and in conditions.
pub(crate) fn identifier(what: &str, id: &str) -> Result<(), String> {
    let longest = crate::segment::LONGEST_ID;
    let letter = |of: char| of.is_ascii_lowercase() || of.is_ascii_digit() || of == '-';
    if id.is_empty() || id.len() > longest || !id.chars().all(letter) || id.starts_with('-') {
        let example = if what == "trigger" { "contract-expiring" } else { "contract-extension" };
        return Err(format!("an id has 1 to {longest} small letters, digits and hyphens, such as {example}"));
    }
    Ok(())
}

/// "; did you mean `x`?" where something known is near enough, else nothing.
pub(crate) fn meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let near = known.into_iter().map(|other| (strsim::damerau_levenshtein(&name, other), other)).min();
    match near {
        Some((distance, other)) if distance <= (name.chars().count() / 3).max(1) => {
            format!("; did you mean `{other}`?")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_characters() {
        assert_eq!(Place::of("äb\ncd", 4), Place { line: 2, column: 1 });
        assert_eq!(Place::of("äb\ncd", 3), Place { line: 1, column: 3 });
        let outer = Place { line: 7, column: 14 };
        assert_eq!(outer.within(Place { line: 1, column: 3 }), Place { line: 7, column: 16 });
        assert_eq!(outer.within(Place { line: 3, column: 3 }), Place { line: 9, column: 3 });
        let text = "a = \"x\"\nb = \"\"\"\ny\"\"\"";
        assert_eq!(value_at(text, &(4..7)), Place { line: 1, column: 6 });
        assert_eq!(value_at(text, &(12..20)), Place { line: 3, column: 1 });
    }

    #[test]
    fn names_of_facts_are_found_and_nothing_else() {
        let found = names("In_Field AND\n  abs(contract_day_left) < $days OR note IS NOT NULL AND x IN ('in_field')");
        let facts: Vec<&str> = found
            .iter()
            .filter_map(|of| if let Name::Fact(name, _) = of { Some(name.as_str()) } else { None })
            .collect();
        assert_eq!(facts, ["in_field", "contract_day_left", "note", "x"]);
        assert_eq!(found[1], Name::Fact("contract_day_left".to_owned(), Place { line: 2, column: 7 }));
        assert_eq!(found[2], Name::Parameter("days".to_owned(), Place { line: 2, column: 28 }));
    }

    #[test]
    fn what_was_meant_is_near() {
        let known = ["contract_days_left", "contract_status", "vibration"];
        assert_eq!(meant("contract_day_left", known), "; did you mean `contract_days_left`?");
        assert_eq!(meant("Vibrations", known), "; did you mean `vibration`?");
        assert_eq!(meant("colour", known), "");
    }

    #[test]
    fn a_library_speaks_in_the_words_of_conditions() {
        assert_eq!(
            in_words("Error during planning: Invalid function 'agee'.\nDid you mean 'atan'?"),
            "Invalid function 'agee'."
        );
        let types = "Error during planning: Cannot infer common argument type for logical boolean operation Boolean AND Float64";
        assert_eq!(in_words(types), "one side of Boolean AND Float64 is not yes or no: compare it with something");
    }

    #[test]
    fn a_parsers_place_is_taken_from_its_message() {
        let message = "SQL error: ParserError(\"Expected: an expression, found: AND at Line: 2, Column: 15\")";
        let (what, place) = of_message("", message);
        assert_eq!(
            (what.as_str(), place),
            ("Expected: an expression, found: AND", Some(Place { line: 2, column: 15 }))
        );
        let (what, place) = of_message("a\n< ", "SQL error: ParserError(\"Expected: an expression, found: EOF\")");
        let at_end = Some(Place { line: 2, column: 2 });
        assert_eq!((what.as_str(), place), ("Expected: an expression, found: its end", at_end));
        assert_eq!(of_message("", "nothing of that kind").1, None);
    }
}
