//! How the text of each column is written: decimal mark, order of day and month, factor to the field's unit.

use super::meaning::Column;
use super::units;
use super::words::words;
use crate::{DateOrder, Decimal, Format};
use base::{DataType, Field};

/// What the whole table says about how its author writes.
pub(super) struct Habits {
    decimal: Option<Decimal>,
    order: Option<DateOrder>,
    date_1904: bool,
}

/// Words that only headings of one language have, folded.
const CONTINENTAL: &[&str] = &[
    "kunde",
    "kunden",
    "kundennr",
    "kundenname",
    "datum",
    "maschine",
    "maschinen",
    "seriennr",
    "ort",
    "plz",
    "land",
    "strase",
    "strasse",
    "hersteller",
    "baujahr",
    "typ",
    "vertrag",
    "vertrags",
    "vertragsnr",
    "beginn",
    "ende",
    "wert",
    "menge",
    "bezeichnung",
    "betrag",
    "preis",
    "wartung",
    "garantie",
    "inbetriebnahme",
    "betriebsstunden",
    "fehlercode",
    "zeitstempel",
    "techniker",
    "anzahl",
    "einsatzdatum",
    "standort",
    "ansprechpartner",
    "kundigungsfrist",
    "wahrung",
    "auftrag",
    "auftragsnr",
    "vertragsende",
    "vertragsbeginn",
    "bestelldatum",
    "von",
    "bis",
    "am",
    "matricola",
    "cliente",
    "modello",
    "costruttore",
    "scadenza",
    "anno",
    "data",
    "indirizzo",
    "cap",
    "citta",
    "importo",
    "quantita",
    "codice",
    "tipo",
    "ore",
    "lavoro",
    "contratto",
    "garanzia",
    "serie",
    "intervento",
    "tecnico",
    "descrizione",
    "prezzo",
    "inizio",
    "fine",
    "di",
    "ordine",
    "articolo",
    "valore",
    "canone",
    "stato",
    "paese",
];

/// Whether the headings are German or Italian rather than English.
fn is_continental(columns: &[Column]) -> bool {
    let known = columns
        .iter()
        .filter(|column| words(&column.heading).iter().any(|word| CONTINENTAL.contains(&word.as_str())))
        .count();
    known >= 2 && known * 4 >= columns.len()
}

impl Habits {
    /// Looks at all columns together.
    pub(super) fn of(columns: &[Column], date_1904: bool) -> Self {
        let sum = |count: fn(&Column) -> u32| columns.iter().map(count).fold(0u32, u32::saturating_add);
        let commas = sum(|column| column.profile.commas);
        let points = sum(|column| column.profile.points);
        let dotted = sum(|column| column.profile.dotted);
        let month_first = sum(|column| column.profile.month_first);
        let day_first = sum(|column| column.profile.day_first);
        let continental = is_continental(columns);
        let decimal = if commas != points {
            Some(if commas > points { Decimal::Comma } else { Decimal::Point })
        } else if dotted > 0 || continental {
            Some(Decimal::Comma)
        } else if month_first > 0 {
            Some(Decimal::Point)
        } else {
            None
        };
        let order = if day_first != month_first {
            Some(if day_first > month_first { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear })
        } else {
            (dotted > 0 || continental).then_some(DateOrder::DayMonthYear)
        };
        Self { decimal, order, date_1904 }
    }
}

/// What could not be decided about a column's text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unclear {
    /// Numbers such as "1.234": a thousand or one and a bit.
    Mark,
    /// Dates such as 03/04/2026.
    Order,
    /// Some dates prove the day first, others the month first.
    MixedOrder,
    /// A notice period such as "3" without a unit.
    NoticeUnit,
}

/// The format of a column that fills a field; what is unclear comes with the best guess, for a question.
pub(super) fn format(field: &Field, column: &Column, habits: &Habits) -> (Format, Option<Unclear>) {
    let seen = &column.profile;
    match field.data {
        DataType::Text => (Format::Text, None),
        DataType::Flag => (Format::Flag, None),
        DataType::Integer => (Format::Number { decimal: habits.decimal.unwrap_or(Decimal::Point), factor: 1.0 }, None),
        DataType::Number | DataType::Money => {
            let own = match seen.commas.cmp(&seen.points) {
                std::cmp::Ordering::Greater => Some(Decimal::Comma),
                std::cmp::Ordering::Less => Some(Decimal::Point),
                std::cmp::Ordering::Equal => None,
            };
            let decimal = own.or(habits.decimal);
            // Where no value has a mark, any will do; what comes later in the file is more likely a point in
            // machine output.
            let unclear = (decimal.is_none() && seen.unclear_marks > 0).then_some(Unclear::Mark);
            let factor = match column.unit {
                Some(unit)
                    if field.unit.is_some() || field.data == DataType::Money || field.data == DataType::Number =>
                {
                    units::factor(field, unit).unwrap_or(1.0)
                }
                _ => 1.0,
            };
            let no_unit = field.id == "notice_days"
                && column.unit.is_none()
                && seen.range.is_some_and(|(_, high)| high > 0.0 && high <= 24.0);
            let format = Format::Number { decimal: decimal.unwrap_or(Decimal::Point), factor };
            (format, unclear.or(no_unit.then_some(Unclear::NoticeUnit)))
        }
        DataType::Date | DataType::Instant => {
            let (order, unclear) = order_of(seen, habits);
            (Format::Date { order, date_1904: habits.date_1904 }, unclear)
        }
    }
}

fn order_of(seen: &super::profile::Profile, habits: &Habits) -> (DateOrder, Option<Unclear>) {
    if seen.day_first > 0 && seen.month_first > 0 {
        let order = if seen.day_first >= seen.month_first { DateOrder::DayMonthYear } else { DateOrder::MonthDayYear };
        return (order, Some(Unclear::MixedOrder));
    }
    if seen.day_first > 0 {
        return (DateOrder::DayMonthYear, None);
    }
    if seen.month_first > 0 {
        return (DateOrder::MonthDayYear, None);
    }
    if seen.year_first > 0 {
        return (DateOrder::YearMonthDay, None);
    }
    let unclear = (habits.order.is_none() && seen.unclear_dates > 0).then_some(Unclear::Order);
    (habits.order.unwrap_or_default(), unclear)
}
