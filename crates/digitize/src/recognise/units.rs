//! Units in headings and behind values, and the factor to the unit a field is kept in.

use base::{DataType, Field};

/// What a unit measures; factors go to the base unit of each: seconds, euros (or whichever currency) and so on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Measure {
    /// Seconds, minutes, hours: running time.
    Clock,
    /// Days, weeks, months, years: calendar time.
    Calendar,
    /// Millimetres a second.
    Speed,
    /// Degrees Celsius.
    Celsius,
    /// Money of any currency; which one is read where the amounts are.
    Money,
    /// A thousand or the like of whatever it is.
    Multiple,
    /// Something a field is not kept in.
    Foreign,
}

/// A unit: what it measures and how many base units it is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Unit {
    pub(super) measure: Measure,
    factor: f64,
}

/// The unit a text names: "h", "Std.", "T€", "mm/s", "Monate", "s/1000" ...
pub(super) fn unit(text: &str) -> Option<Unit> {
    use Measure::{Calendar, Celsius, Clock, Foreign, Money, Multiple, Speed};
    let lower: String = text.trim().trim_end_matches('.').chars().take(24).flat_map(char::to_lowercase).collect();
    let lower = lower.strip_prefix("in ").unwrap_or(&lower).trim();
    if let Some(whole) = lower.strip_suffix("/1000").or_else(|| lower.strip_suffix("/ 1000")) {
        let whole = unit(whole)?;
        return Some(Unit { factor: whole.factor * 0.001, ..whole });
    }
    for thousand in ["tsd ", "tsd. ", "1000 ", "1.000 ", "1'000 ", "x1000 ", "tausend "] {
        if let Some(rest) = lower.strip_prefix(thousand) {
            let rest = unit(rest)?;
            return Some(Unit { factor: rest.factor * 1000.0, ..rest });
        }
    }
    let (measure, factor) = match lower {
        "h" | "std" | "stunde" | "stunden" | "hour" | "hours" | "hrs" | "hr" | "ore" | "ora" | "bh"
        | "betriebsstunden" | "op.h" | "ore di lavoro" => (Clock, 3600.0),
        "min" | "minute" | "minuten" | "minutes" | "mins" | "minuti" => (Clock, 60.0),
        "s" | "sek" | "sec" | "sekunden" | "seconds" | "secondi" => (Clock, 1.0),
        "ms" | "millisekunden" | "milliseconds" => (Clock, 0.001),
        "d" | "t" | "tag" | "tage" | "tagen" | "day" | "days" | "gg" | "giorni" | "giorno" | "kalendertage" => {
            (Calendar, 1.0)
        }
        "wo" | "woche" | "wochen" | "week" | "weeks" | "settimane" | "settimana" => (Calendar, 7.0),
        "mon" | "mo" | "monat" | "monate" | "monaten" | "mt" | "month" | "months" | "mth" | "mths" | "mesi"
        | "mese" => (Calendar, 30.0),
        "quartal" | "quartale" | "quarter" | "quarters" | "trimestri" => (Calendar, 90.0),
        "a" | "j" | "jahr" | "jahre" | "jahren" | "year" | "years" | "yrs" | "yr" | "anni" | "anno" => {
            (Calendar, 365.0)
        }
        "mm/s" | "mm/sec" | "mm/s rms" | "mm/sek" => (Speed, 1.0),
        "cm/s" => (Speed, 10.0),
        "m/s" => (Speed, 1000.0),
        "in/s" | "ips" => (Speed, 25.4),
        "°c" | "c" | "grad c" | "celsius" | "grad celsius" | "deg c" | "degc" => (Celsius, 1.0),
        "€" | "eur" | "euro" | "chf" | "sfr" | "fr" | "$" | "usd" | "us$" | "us-$" | "£" | "gbp" | "nok" | "dkk"
        | "pln" | "czk" | "huf" => (Money, 1.0),
        "t€" | "teur" | "t eur" | "t €" | "k€" | "keur" | "k eur" | "k €" | "tchf" | "kchf" | "t chf" | "k$"
        | "kusd" | "tusd" => (Money, 1000.0),
        "mio €" | "mio. €" | "mio eur" | "mio. eur" | "m€" | "meur" => (Money, 1e6),
        "tsd" | "k" | "1000" | "x1000" | "x 1000" | "tausend" | "thousands" | "migliaia" => (Multiple, 1000.0),
        "mio" | "millionen" | "millions" | "milioni" => (Multiple, 1e6),
        "°f" | "f" | "fahrenheit" | "kelvin" | "km" | "mi" | "miles" | "meilen" | "kg" | "lbs" | "bar" | "psi"
        | "v" | "kw" | "kwh" | "rpm" | "u/min" | "1/min" | "hz" | "g" | "m/s²" | "mm" | "%" | "l" | "mm/s²" => {
            (Foreign, 1.0)
        }
        _ => return None,
    };
    Some(Unit { measure, factor })
}

/// A heading without its unit, and the unit.
pub(super) struct Split {
    /// The heading without the unit and without brackets.
    pub(super) text: String,
    /// The unit, where one is named.
    pub(super) unit: Option<Unit>,
    /// Whether anything was taken away.
    pub(super) changed: bool,
}

/// Takes brackets ("[h]", "(TT.MM.JJJJ)") and a unit at the end ("in T€", "mm/s") off a heading.
pub(super) fn split(heading: &str) -> Split {
    let mut text = String::new();
    let mut found = None;
    let mut rest = heading;
    while let Some(open) = rest.find(['[', '(', '{']) {
        let (before, after) = rest.split_at_checked(open).unwrap_or((rest, ""));
        let Some(close) = after.find([']', ')', '}']) else { break };
        let inside = after.get(1..close).unwrap_or_default();
        found = found.or_else(|| unit(inside));
        text.push_str(before);
        text.push(' ');
        rest = after.get(close + 1..).unwrap_or_default();
    }
    text.push_str(rest);
    let mut text = text.trim().to_owned();
    // The longest unit at the end: "T EUR" before "EUR".
    // With a unit in brackets the rest is the name: in "Grenzwert Betriebsstunden [h]" the hours are what is limited.
    let ends = if found.is_some() { 0 } else { 12 };
    for (position, _) in text.match_indices([' ', '/', ',']).take(ends) {
        let tail = text.get(position + 1..).unwrap_or_default();
        let head = text.get(..position).unwrap_or_default().trim_end_matches([' ', ',', '/']);
        if let Some(unit) = unit(tail)
            && !head.is_empty()
        {
            found = found.or(Some(unit));
            let head = head.strip_suffix(" in").unwrap_or(head).trim_end().to_owned();
            text = head;
            break;
        }
    }
    let changed = text != heading.trim();
    if found.is_none() {
        // "giorni preavviso", "Tage Kündigungsfrist": the unit is part of the name.
        let first = heading.split_whitespace().next().filter(|word| word.len() > 2 || *word == "gg");
        found = first.and_then(unit).filter(|unit| unit.measure == Measure::Calendar);
    }
    Split { text, unit: found, changed }
}

/// The factor from a unit to that of a field: `Ok(None)` where the field has none, `Err` where they do not go together.
pub(super) fn factor(field: &Field, unit: Unit) -> Result<f64, ()> {
    if field.data == DataType::Money {
        return match unit.measure {
            Measure::Money | Measure::Multiple => Ok(unit.factor),
            // "Preis/Stunde" and "Preis/Jahr": the price of one.
            Measure::Clock | Measure::Calendar => Ok(1.0),
            _ => Err(()),
        };
    }
    let per_base = match (field.unit, unit.measure) {
        (Some("h"), Measure::Clock) => 1.0 / 3600.0,
        (Some("d"), Measure::Calendar) | (Some("mm/s"), Measure::Speed) | (Some("°C"), Measure::Celsius) => 1.0,
        (_, Measure::Multiple) => 1.0,
        // A month has no number of days of its own; of the units here only quarters and years are whole months.
        (Some("mo"), Measure::Calendar) => match unit.factor {
            months if (months - 30.0).abs() < f64::EPSILON => return Ok(1.0),
            quarters if (quarters - 90.0).abs() < f64::EPSILON => return Ok(3.0),
            years if (years - 365.0).abs() < f64::EPSILON => return Ok(12.0),
            _ => return Err(()),
        },
        // A count in pieces or kilograms is kept as written.
        (None, _) => return Ok(1.0),
        // Twelve months of 30 days are a year.
        (Some("a"), Measure::Calendar) => {
            return Ok(if (unit.factor - 30.0).abs() < f64::EPSILON { 1.0 / 12.0 } else { unit.factor / 365.0 });
        }
        _ => return Err(()),
    };
    let factor = unit.factor * per_base;
    // 3600 / 3600 and the like are 1 for certain.
    Ok(if (factor - 1.0).abs() < 1e-12 { 1.0 } else { factor })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Kind;

    fn factor_of(kind: Kind, field: &str, heading: &str) -> (String, Option<Result<f64, ()>>) {
        let (_, field) = Field::of(kind, field).expect("a field of the kind");
        let split = split(heading);
        (split.text, split.unit.map(|unit| factor(field, unit)))
    }

    #[test]
    fn units_leave_the_heading_and_become_factors() {
        for (kind, field, heading, text, expected) in [
            (Kind::Machines, "operating_hours", "Betriebsstd. [h]", "Betriebsstd.", 1.0),
            (Kind::Machines, "operating_hours", "Laufzeit (min)", "Laufzeit", 1.0 / 60.0),
            (Kind::Contracts, "annual_value", "Wert in T€", "Wert", 1000.0),
            (Kind::Contracts, "annual_value", "Vertragswert k€", "Vertragswert", 1000.0),
            (Kind::Contracts, "annual_value", "Jahreswert (EUR)", "Jahreswert", 1.0),
            (Kind::Contracts, "notice_days", "Kündigungsfrist [Monate]", "Kündigungsfrist", 30.0),
            (Kind::Contracts, "notice_days", "Kündigungsfrist in Wochen", "Kündigungsfrist", 7.0),
            (Kind::Counters, "vibration", "Vibration mm/s", "Vibration", 1.0),
            (Kind::Types, "service_life", "Nutzungsdauer [Monate]", "Nutzungsdauer", 1.0 / 12.0),
            (Kind::Machines, "warranty_months", "Garantiedauer [Jahre]", "Garantiedauer", 12.0),
            (Kind::Machines, "warranty_months", "Garantiedauer (Monate)", "Garantiedauer", 1.0),
            (Kind::Counters, "operating_hours", "Laufzeit [s/1000]", "Laufzeit", 0.001 / 3600.0),
            (Kind::Counters, "operating_hours", "Laufzeit [Tsd. h]", "Laufzeit", 1000.0),
        ] {
            let (stripped, factor) = factor_of(kind, field, heading);
            assert_eq!(stripped, text);
            let factor = factor.expect("a unit").expect("a unit of the field");
            assert!((factor - expected).abs() < 1e-9, "{heading}: {factor}");
        }
    }

    #[test]
    fn foreign_units_do_not_fit() {
        assert_eq!(factor_of(Kind::Counters, "temperature", "Temperatur [°F]").1, Some(Err(())));
        assert_eq!(factor_of(Kind::Machines, "operating_hours", "Laufzeit [km]").1, Some(Err(())));
        assert_eq!(factor_of(Kind::Types, "maintenance_interval", "Intervall [Monate]").1, Some(Err(())));
    }

    #[test]
    fn headings_without_unit_stay() {
        for heading in ["Seriennummer", "Garantie bis", "Stunden", "h", "Typ"] {
            let split = split(heading);
            assert_eq!((split.text.as_str(), split.unit, split.changed), (heading, None, false));
        }
        assert_eq!(split("Datum (TT.MM.JJJJ)").text, "Datum");
        assert_eq!(split("Offen [h").text, "Offen [h");
    }
}
