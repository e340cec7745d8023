//! Templates of mails: checked when they are saved, rendered when they are sent.
//!
//! What a template may use is [`Variable`]s, conditions and loops. A missing value is an error, never an empty place in a
//! sentence. Output and work are bounded. In HTML all values are escaped, and nothing can turn that off.

use crate::html;
use crate::variables::{MACHINES, Values, Variable};
use base::Language;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use std::fmt;
use std::io;

/// The largest part of a template, in bytes.
const LARGEST_SOURCE: usize = 64 << 10;
/// The largest part of a mail, in bytes: what is longer than 100 kB is cut by common mailboxes.
const LARGEST_OUTPUT: usize = 96 << 10;
/// The longest subject, in characters.
const LONGEST_SUBJECT: usize = 200;
/// Steps of the template engine; a mail of a page takes some hundred.
const FUEL: u64 = 100_000;

/// A mail in one language, as it is written once for all customers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Template {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML: what stands in the body. Where there is none, it is made of the text.
    pub html: Option<String>,
}

/// A part of a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The subject.
    Subject,
    /// The text.
    Text,
    /// The HTML.
    Html,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Subject => "subject",
            Self::Text => "text",
            Self::Html => "HTML",
        })
    }
}

/// What is wrong with a template, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{template}, {part}{}: {problem}", .line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct TemplateError {
    /// The name the caller gave it.
    pub template: String,
    /// The part.
    pub part: Part,
    /// The line in that part, from 1, where it is known.
    pub line: Option<usize>,
    /// What it is.
    pub problem: Problem,
}

/// What can be wrong with a template.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Problem {
    /// It uses what no mail has.
    #[error("there is no variable `{variable}`{}", .meant.as_ref().map(|meant| format!("; was `{meant}` meant?")).unwrap_or_default())]
    Undeclared {
        /// As it stands there.
        variable: String,
        /// What is written like it.
        meant: Option<&'static str>,
    },
    /// This mail has no such value.
    #[error("`{0}` is not known for this mail; supply it, or write {{% if {0} is defined %}} around the sentence")]
    Missing(String),
    /// The template engine cannot read it.
    #[error("{0}")]
    Syntax(String),
    /// It is too large, or becomes so.
    #[error("{0}")]
    TooMuch(String),
    /// Nothing comes of it.
    #[error("it is empty")]
    Empty,
    /// The subject has more than one line.
    #[error("the subject has more than one line; take the line break out, also of what it names")]
    Lines,
    /// HTML that mails may not have.
    #[error("{0}")]
    Html(String),
}

/// A mail as one customer gets it, without the footer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The HTML of the body, where the template has one.
    pub html: Option<String>,
}

/// Writes so much and no more.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST_OUTPUT {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Template {
    /// Says all that is wrong with a template before anybody gets it: variables that do not exist, what cannot be read, HTML
    /// that mails may not have, and what goes wrong with sample values. `name` stands in the errors.
    #[must_use]
    pub fn check(&self, name: &str, language: Language) -> Vec<TemplateError> {
        let mut found = Vec::new();
        let environment = environment();
        for (part, source) in self.parts() {
            let error = |line, problem| TemplateError { template: name.to_owned(), part, line, problem };
            if source.len() > LARGEST_SOURCE {
                let text = format!("it has {} bytes; {LARGEST_SOURCE} are the most", source.len());
                found.push(error(None, Problem::TooMuch(text)));
                continue;
            }
            match environment.template_from_named_str(file_name(part), source) {
                Ok(template) => {
                    let mut unknown: Vec<String> =
                        template.undeclared_variables(true).into_iter().filter(|name| !is_declared(name)).collect();
                    unknown.sort_unstable();
                    found.extend(unknown.into_iter().map(|variable| {
                        let line = line_of(source, &variable);
                        error(line, Problem::Undeclared { meant: meant(&variable), variable })
                    }));
                }
                Err(wrong) => found.push(error(wrong.line(), problem_of(&wrong, source))),
            }
        }
        if found.is_empty() {
            found.extend(self.render(name, language, &Values::sample()).err());
        }
        found
    }

    /// The mail for these values.
    ///
    /// # Errors
    /// What is missing or wrong, with its line; a mail with a gap is not sent.
    pub fn render(&self, name: &str, language: Language, values: &Values) -> Result<Rendered, TemplateError> {
        let environment = environment();
        let context = values.context(language);
        let mut rendered = Rendered { subject: String::new(), text: String::new(), html: None };
        for (part, source) in self.parts() {
            let error = |line, problem| TemplateError { template: name.to_owned(), part, line, problem };
            let mut output = Bounded(Vec::new());
            environment
                .template_from_named_str(file_name(part), source)
                .and_then(|template| template.render_captured_to(context.clone(), &mut output).map(drop))
                .map_err(|wrong| error(wrong.line(), problem_of(&wrong, source)))?;
            let output = String::from_utf8_lossy(&output.0).into_owned();
            if output.trim().is_empty() {
                return Err(error(None, Problem::Empty));
            }
            match part {
                Part::Subject => {
                    let subject = output.trim();
                    if subject.contains(char::is_control) {
                        return Err(error(None, Problem::Lines));
                    }
                    if subject.chars().count() > LONGEST_SUBJECT {
                        let text = format!("the subject has more than {LONGEST_SUBJECT} characters");
                        return Err(error(None, Problem::TooMuch(text)));
                    }
                    subject.clone_into(&mut rendered.subject);
                }
                Part::Text => rendered.text = output,
                Part::Html => {
                    html::check(&output).map_err(|wrong| error(None, Problem::Html(wrong)))?;
                    rendered.html = Some(output);
                }
            }
        }
        Ok(rendered)
    }

    fn parts(&self) -> impl Iterator<Item = (Part, &str)> {
        let html = self.html.as_deref().map(|html| (Part::Html, html));
        [(Part::Subject, self.subject.as_str()), (Part::Text, self.text.as_str())].into_iter().chain(html)
    }
}

/// What decides how values are escaped.
const fn file_name(part: Part) -> &'static str {
    match part {
        Part::Subject => "subject.txt",
        Part::Text => "text.txt",
        Part::Html => "body.html",
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(50);
    environment.set_debug(true);
    environment.set_auto_escape_callback(|name| {
        if name == file_name(Part::Html) { AutoEscape::Html } else { AutoEscape::None }
    });
    // What a customer is called must not become HTML.
    for filter in ["safe", "tojson", "pprint"] {
        environment.remove_filter(filter);
    }
    for function in ["range", "dict", "debug", "namespace", "lipsum", "cycler", "joiner"] {
        environment.remove_global(function);
    }
    environment
}

fn is_declared(name: &str) -> bool {
    name == MACHINES || Variable::ALL.iter().any(|variable| variable.id() == name)
}

/// The variable that is written most like it.
fn meant(name: &str) -> Option<&'static str> {
    let all = Variable::ALL.iter().map(|variable| variable.id()).chain([MACHINES]);
    let nearest = all.map(|id| (distance(name, id), id)).min()?;
    (nearest.0 <= 1 + name.len() / 4).then_some(nearest.1)
}

/// How many letters differ (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, sign) in one.chars().take(100).enumerate() {
        let mut before = line;
        let mut left = line + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(&other) {
            let changed = before + usize::from(sign != *other);
            before = *cell;
            left = changed.min(*cell + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The line on which a name stands first, from 1.
fn line_of(source: &str, name: &str) -> Option<usize> {
    source.lines().position(|line| line.contains(name)).map(|line| line + 1)
}

fn problem_of(error: &Error, source: &str) -> Problem {
    match error.kind() {
        ErrorKind::UndefinedError => {
            let stands = error.range().and_then(|range| source.get(range)).unwrap_or("a value");
            Problem::Missing(stands.trim_matches(|sign: char| sign.is_whitespace() || "{}%".contains(sign)).to_owned())
        }
        ErrorKind::OutOfFuel => Problem::TooMuch("it goes through too many steps; take loops out of loops".to_owned()),
        ErrorKind::WriteFailure => {
            Problem::TooMuch(format!("it becomes larger than {LARGEST_OUTPUT} bytes, which mailboxes cut"))
        }
        kind => {
            let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
            Problem::Syntax(format!("{kind}{detail}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::Decimal;

    fn template(subject: &str, text: &str, html: Option<&str>) -> Template {
        Template { subject: subject.to_owned(), text: text.to_owned(), html: html.map(str::to_owned) }
    }

    fn wrong(of: &Template) -> Vec<String> {
        of.check("contract-renewal", Language::De).iter().map(ToString::to_string).collect()
    }

    fn wrong_text(text: &str) -> String {
        wrong(&template("s", text, None)).join("\n")
    }

    #[test]
    fn a_mail_speaks_its_readers_language() {
        let of = template(
            "{{ machine.serial }}: {{ offer.title }}",
            "Ende {{ contract.end }}, {{ offer.amount }}\n{% for one in machines %}{{ one.serial }} {% endfor %}",
            Some("<p>{{ customer.name }}</p>"),
        );
        assert_eq!(wrong(&of), [""; 0]);
        let german = of.render("x", Language::De, &Values::sample()).expect("fine");
        assert_eq!(german.subject, "SN-4711: Service Plus");
        assert_eq!(german.text.replace('\u{a0}', " "), "Ende 31.12.2026, 14.500,00 €\nSN-4711 SN-4712 ");
        assert_eq!(german.html.as_deref(), Some("<p>Bianchi &amp; Figli S.r.l.</p>"));
        let english = of.render("x", Language::En, &Values::sample()).expect("fine");
        assert!(english.text.starts_with("Ende 31 December 2026, €14,500.00"), "{}", english.text);
    }

    #[test]
    fn what_does_not_exist_is_said_when_it_is_saved() {
        let found = wrong(&template("{{ machine.seriel }}", "a\nb {{ contact.age }}\n{{ nobody }}", None));
        assert_eq!(
            found,
            [
                "contract-renewal, subject, line 1: there is no variable `machine.seriel`; was `machine.serial` meant?",
                "contract-renewal, text, line 2: there is no variable `contact.age`; was `contact.name` meant?",
                "contract-renewal, text, line 3: there is no variable `nobody`",
            ]
        );
        // Also where nobody would come to it.
        assert!(wrong_text("{% if offer.title is undefined %}{{ offer.prize }}{% endif %}x").contains("`offer.prize`"));
        assert!(wrong_text("{% for one in machines %}{{ one.seriel }}{% endfor %}").contains("`one.seriel`"));
        assert!(wrong_text("{{ machine }}").contains("`machine`"));
    }

    #[test]
    fn what_is_missing_is_named_with_its_line() {
        let of = template("s", "Guten Tag\n\nEnde: {{ contract.end }}", None);
        let error = of.render("contract-renewal/de", Language::De, &Values::new()).expect_err("missing").to_string();
        assert!(error.starts_with("contract-renewal/de, text, line 3: `contract.end` is not known"), "{error}");
        let of = template("s", "{% if contract.end is defined %}{{ contract.end }}{% else %}bald{% endif %}", None);
        assert_eq!(of.render("x", Language::De, &Values::new()).expect("fine").text, "bald");
        let of = template("s", "{% for sentence in proof %}{{ sentence }}{% endfor %}", None);
        let error = of.render("x", Language::De, &Values::new()).expect_err("missing").to_string();
        assert!(error.contains("`proof`"), "{error}");
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        assert!(wrong_text("a\n{% if %}").contains("text, line 2: syntax error"), "{}", wrong_text("a\n{% if %}"));
        assert!(wrong_text("{{ offer.title | shout }}").contains("unknown filter"));
        assert!(wrong_text("  ").contains("it is empty"));
    }

    #[test]
    fn work_and_size_are_bounded() {
        let nested = "{% for a in 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'|list %}".repeat(5)
            + "x"
            + &"{% endfor %}".repeat(5);
        assert!(wrong_text(&nested).contains("too many steps"), "{}", wrong_text(&nested));
        assert!(wrong_text("{{ 'x' * 99999 }}").contains("larger than"), "{}", wrong_text("{{ 'x' * 99999 }}"));
        assert!(wrong_text("{{ 'x' * 999999999999 }}").contains("too large"));
        assert!(wrong_text(&"x".repeat(LARGEST_SOURCE + 1)).contains("are the most"));
        assert!(wrong_text("{% for one in range(9) %}{% endfor %}x").contains("`range`"));
    }

    #[test]
    fn a_subject_has_one_line() {
        let of = template("{{ customer.name }}", "x", None);
        let values = Values::new().text(Variable::CustomerName, "Rossi\r\nBcc: evil@example.com");
        assert_eq!(of.render("x", Language::De, &values).expect_err("refused").problem, Problem::Lines);
        assert!(wrong(&template(&"x".repeat(201), "x", None)).join("").contains("more than 200"));
    }

    #[test]
    fn what_customers_are_called_is_no_html() {
        let of = |html: &str| template("s", "x", Some(html));
        let values = Values::sample().text(Variable::CustomerName, "<img src=x onerror=y>");
        let rendered = of("<p>{{ customer.name }}</p>").render("x", Language::De, &values).expect("fine");
        assert_eq!(rendered.html.as_deref(), Some("<p>&lt;img src=x onerror=y&gt;</p>"));
        assert!(wrong(&of("<p>{{ customer.name|safe }}</p>")).join("").contains("unknown filter"));
        let raw = of("{% autoescape false %}<p>{{ customer.name }}</p>{% endautoescape %}");
        assert!(raw.render("x", Language::De, &values).is_err());
        let values = values.money(Variable::OfferAmount, Decimal::ONE, "<b>");
        let rendered = of("<p>{{ offer.amount }}</p>").render("x", Language::De, &values).expect("fine");
        assert!(!rendered.html.unwrap_or_default().contains("<b>"));
    }

    #[test]
    fn pictures_from_elsewhere_are_refused() {
        let found = wrong(&template("s", "x", Some("<p>Hallo</p><img src=\"https://track.example/1.gif\">")));
        assert!(found.join("").contains("contract-renewal, HTML: ") && found.join("").contains("<img>"), "{found:?}");
    }
}
