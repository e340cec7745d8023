//! Automatic answers: what tells them from those of people, and until when somebody is away.

use super::mail::Mail;
use chrono::{Datelike, Days, NaiveDate};

/// How the subjects of automatic answers begin, where nothing else tells them.
const SUBJECTS: &[&str] = &[
    "abwesend",
    "abwesenheit",
    "automatische antwort",
    "automatische abwesenheits",
    "autoreply",
    "auto reply",
    "auto-reply",
    "autorisposta",
    "automatic reply",
    "automatic response",
    "fuori sede",
    "fuori ufficio",
    "ich bin nicht im büro",
    "im urlaub",
    "on vacation",
    "out of office",
    "out of the office",
    "risposta automatica",
    "urlaub:",
    "urlaubsbenachrichtigung",
];

/// Whether a machine sent it (RFC 3834, and what was usual before it).
pub(super) fn is_automatic(mail: &Mail<'_>, subject: &str) -> bool {
    if let Some(value) = mail.header("auto-submitted") {
        let value = value.to_ascii_lowercase();
        if value.split([';', ' ']).next() != Some("no") {
            return true;
        }
    }
    if ["x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-mail-autoreply"]
        .iter()
        .any(|name| mail.has(name))
    {
        return true;
    }
    let precedence = mail.header("precedence").unwrap_or_default().to_ascii_lowercase();
    if ["auto_reply", "auto-reply", "junk", "bulk", "list"].contains(&precedence.trim()) {
        return true;
    }
    let subject = subject.to_lowercase();
    SUBJECTS.iter().any(|begin| subject.starts_with(begin))
}

/// Months by the beginnings of their names in the three languages; English and Italian ones that differ stand beside.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "gen"],
    &["feb"],
    &["mär", "mae", "mar"],
    &["apr"],
    &["mai", "may", "mag"],
    &["jun", "giu"],
    &["jul", "lug"],
    &["aug", "ago"],
    &["sep", "set"],
    &["okt", "oct", "ott"],
    &["nov"],
    &["dez", "dec", "dic"],
];

/// Words before the last day away.
const UNTIL: &[&str] = &["bis", "until", "till", "through", "fino", "al"];
/// Words before the first day back. `ab` and `from` begin an absence, too, so they stand here only with what follows.
const BACK: &[&str] = &[
    "back on",
    "back in the office on",
    "return on",
    "returning on",
    "back from",
    "wieder ab",
    "ab dem",
    "wieder am",
    "zurück am",
    "rientro il",
    "rientrerò il",
    "di nuovo in ufficio dal",
    "a partire dal",
];

/// The last day away a text names; the year of `written`, or the next one, where it names none.
pub(super) fn until(text: &str, written: Option<NaiveDate>) -> Option<NaiveDate> {
    let text: String = text.chars().take(3000).collect::<String>().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    for (index, _) in words.iter().enumerate() {
        let from = |skip: usize| words.get(index + skip..).unwrap_or_default();
        let begins = |phrase: &str| {
            let mut count = 0;
            let fits = phrase.split(' ').all(|part| {
                let fits = words
                    .get(index + count)
                    .is_some_and(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric()) == part);
                count += 1;
                fits
            });
            fits.then_some(count)
        };
        if let Some(after) = BACK.iter().find_map(|phrase| begins(phrase)) {
            // "From the 3rd to the 7th": the word before the second date says more.
            if let Some(day) = date(from(after), written)
                && !from(after).iter().take(6).any(|word| UNTIL.contains(word))
            {
                return day.checked_sub_days(Days::new(1));
            }
        }
        if let Some(after) = UNTIL.iter().find_map(|phrase| begins(phrase))
            && let Some(day) = date(from(after), written)
        {
            return Some(day);
        }
    }
    None
}

/// Words that may stand between the word and its date.
const BETWEEN: &[&str] = &[
    "zum",
    "einschließlich",
    "einschl",
    "inkl",
    "inklusive",
    "und",
    "mit",
    "den",
    "dem",
    "the",
    "and",
    "including",
    "il",
    "al",
    "on",
    "compreso",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "lunedì",
    "martedì",
    "mercoledì",
    "giovedì",
    "venerdì",
    "sabato",
    "domenica",
    "giorno",
    "mo",
    "di",
    "mi",
    "do",
    "fr",
    "sa",
    "so",
];

fn date(words: &[&str], written: Option<NaiveDate>) -> Option<NaiveDate> {
    let trimmed = |word: &&str| word.trim_matches(|sign: char| !sign.is_alphanumeric()).to_owned();
    let mut words = words.iter().map(trimmed).filter(|word| !word.is_empty());
    let first = words.find(|word| !BETWEEN.contains(&word.as_str()))?;
    let parts: Vec<&str> = first.split(['.', '/', '-']).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<i32> = parts.iter().map_while(|part| part.parse().ok()).collect();
    match (numbers.as_slice(), parts.len()) {
        ([year, month, day], 3) if *year > 1000 => day_of(*day, *month, Some(*year), written),
        ([day, month, year], 3) => day_of(*day, *month, Some(*year), written),
        ([day, month], 2) => day_of(*day, *month, None, written),
        ([day], 1) => {
            let month = month(&words.next().filter(|word| word != "of")?)?;
            day_of(*day, month, words.next().and_then(|word| word.parse().ok()), written)
        }
        // 14th August, August 14.
        ([], 1) => match parts.first().and_then(|word| ordinal(word)) {
            Some(day) => {
                let month = month(&words.find(|word| word != "of")?)?;
                day_of(day, month, words.next().and_then(|word| word.parse().ok()), written)
            }
            None => {
                let month = month(parts.first()?)?;
                let day = words.next()?;
                let day = day.parse().ok().or_else(|| ordinal(&day))?;
                day_of(day, month, words.next().and_then(|word| word.parse().ok()), written)
            }
        },
        _ => None,
    }
}

fn ordinal(word: &str) -> Option<i32> {
    ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)?.parse().ok())
}

fn month(word: &str) -> Option<i32> {
    let index = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i32::try_from(index + 1).ok()
}

fn day_of(day: i32, month: i32, year: Option<i32>, written: Option<NaiveDate>) -> Option<NaiveDate> {
    let (day, month) = (u32::try_from(day).ok()?, u32::try_from(month).ok()?);
    match year {
        Some(year) if (0..100).contains(&year) => NaiveDate::from_ymd_opt(2000 + year, month, day),
        Some(year) if (2000..2200).contains(&year) => NaiveDate::from_ymd_opt(year, month, day),
        _ => {
            let written = written?;
            let this = NaiveDate::from_ymd_opt(written.year(), month, day)?;
            if this < written { NaiveDate::from_ymd_opt(written.year() + 1, month, day) } else { Some(this) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_away_is_found() {
        let written = NaiveDate::from_ymd_opt(2026, 12, 20);
        for (text, wanted) in [
            ("Ich bin bis zum 04.01.2027 nicht im Büro.", Some("2027-01-04")),
            ("vom 21.12. bis einschließlich 04.01. abwesend", Some("2027-01-04")),
            ("Bis Freitag, den 8. Januar 2027 bin ich im Urlaub", Some("2027-01-08")),
            ("Ab dem 11.1.27 bin ich wieder erreichbar", Some("2027-01-10")),
            ("I am away from 21 December until 3 January.", Some("2027-01-03")),
            ("I will be out of the office until January 4th, 2027", Some("2027-01-04")),
            ("I'll be back on Monday 4th of January", Some("2027-01-03")),
            ("Sarò assente dal 21/12/2026 al 6/1/2027", Some("2027-01-06")),
            ("sono in ferie fino al 6 gennaio 2027 compreso", Some("2027-01-06")),
            ("away until 2027-01-05", Some("2027-01-05")),
            ("bis bald, 12 Maschinen", None),
            ("until 31.02.2027", None),
            ("Ich bin nicht mehr bei der Firma tätig.", None),
        ] {
            let found = until(text, written).map(|day| day.to_string());
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
        assert_eq!(until("bis 04.01.", None), None, "no year to begin with");
    }
}
