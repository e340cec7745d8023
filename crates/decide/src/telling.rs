//! A verdict as sentences that can be read to a customer: why, why not, or what is not known, and when it would be
//! otherwise. Only wording; each sentence names the facts it rests on.

use crate::evidence::Evidence;
use crate::sentence::{Said, limit, short_meaning, value_text};
use crate::verdict::{Verdict, Verdicts};
use base::Language;
use chrono::{Datelike, Days, NaiveDate};

/// A sentence and the facts it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    /// The sentence.
    pub text: String,
    /// The facts.
    pub facts: Vec<&'static str>,
}

/// A day as people write it in the language: "3. Februar 2027".
#[must_use]
pub fn day_text(day: NaiveDate, language: Language) -> String {
    const DE: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const IT: [&str; 12] = [
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ];
    let month = day.month0() as usize;
    match language {
        Language::De => format!("{}. {} {}", day.day(), DE[month], day.year()),
        Language::En => format!("{} {} {}", day.day(), EN[month], day.year()),
        Language::It => format!("{} {} {}", day.day(), IT[month], day.year()),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The verdict of a trigger on a machine, in sentences. `title_of` gives the title of another trigger.
#[must_use]
pub fn told(
    verdicts: &Verdicts,
    machine: usize,
    as_of: NaiveDate,
    language: Language,
    title_of: &dyn Fn(&str) -> String,
) -> Vec<Told> {
    let title = verdicts.condition().rule.title.get(language);
    let verdict = verdicts.verdict(machine);
    let first = match (verdict, language) {
        (Verdict::Fires, Language::De) => format!("„{title}“ trifft zu."),
        (Verdict::Fires, Language::En) => format!("“{title}” applies."),
        (Verdict::Fires, Language::It) => format!("«{title}» si applica."),
        (Verdict::DoesNotFire, Language::De) => format!("„{title}“ trifft nicht zu."),
        (Verdict::DoesNotFire, Language::En) => format!("“{title}” does not apply."),
        (Verdict::DoesNotFire, Language::It) => format!("«{title}» non si applica."),
        (_, Language::De) => format!("Ob „{title}“ zutrifft, lässt sich nicht sagen."),
        (_, Language::En) => format!("Whether “{title}” applies cannot be said."),
        (_, Language::It) => format!("Non si può dire se «{title}» si applichi."),
    };
    let mut told = vec![Told { text: first, facts: Vec::new() }];
    let item = |item: &Evidence| {
        let compared = item.compared.as_ref().map(|other| (other.expression.as_str(), &other.value));
        let said = Said { fact: item.fact, value: &item.value, comparison: &item.comparison, compared };
        let meaning = capital(short_meaning(item.fact, language));
        let within = item.via.last().map(|via| format!("{}: ", title_of(&via.trigger))).unwrap_or_default();
        let value = value_text(item.fact, &item.value, language);
        let plain = item.comparison == "is true" || item.value.is_string() || item.value.is_null();
        let limit = if plain { String::new() } else { limit(&said, language) };
        let text = match (verdict, limit.is_empty(), language) {
            (_, true, _) => format!("{within}{meaning}: {value}."),
            (Verdict::DoesNotFire, false, Language::De) => format!("{within}{meaning}: {value}; nötig wäre {limit}."),
            (Verdict::DoesNotFire, false, Language::En) => {
                format!("{within}{meaning}: {value}; it would take {limit}.")
            }
            (Verdict::DoesNotFire, false, Language::It) => format!("{within}{meaning}: {value}; servirebbe {limit}."),
            (_, false, _) => format!("{within}{meaning}: {value} ({limit})."),
        };
        Told { text, facts: vec![item.fact] }
    };
    for sentence in verdicts.evidence(machine).iter().map(item) {
        if !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    if let Some(foreseen) = verdicts.foreseen(machine)
        && let Some(day) = as_of.checked_add_days(Days::new(u64::from(foreseen.in_days)))
    {
        let day = day_text(day, language);
        let text = match language {
            Language::De => format!("Am {day} würde es zutreffen, wenn sich sonst nichts ändert."),
            Language::En => format!("It would apply on {day} if nothing else changes."),
            Language::It => format!("Si applicherebbe il {day}, se nient'altro cambia."),
        };
        told.push(Told { text, facts: foreseen.facts.iter().map(|(fact, _)| *fact).collect() });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_the_language_does() {
        let day: NaiveDate = "2027-02-03".parse().expect("a day");
        assert_eq!(day_text(day, Language::De), "3. Februar 2027");
        assert_eq!(day_text(day, Language::En), "3 February 2027");
        assert_eq!(day_text(day, Language::It), "3 febbraio 2027");
        assert_eq!(capital("übliche Vibration"), "Übliche Vibration");
    }
}
