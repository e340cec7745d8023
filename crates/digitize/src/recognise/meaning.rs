//! What a column may mean: its heading against the vocabulary, weighed by what its values look like.

use super::profile::Profile;
use super::units::{self, Unit};
use super::vocabulary::{KindWords, canonical, vocabulary};
use super::words::{nearly_equal, words};
use crate::Decimal;
use crate::values::parse_term_months;
use base::{DataType, Field, Kind, fields};

/// Below this a column stays without a meaning.
pub(super) const ENOUGH: f32 = 0.6;
/// Two columns closer than this claim a field alike.
const RIVALRY: f32 = 0.15;

/// How a heading names a field.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Naming {
    /// A word that can mean much ("Nummer", "Equipment").
    Weak,
    /// Contained in the heading, or nearly equal.
    Alike,
    /// A known heading of the field.
    Exact,
}

/// A column of the table with all that is known of it before a kind is chosen.
pub(super) struct Column {
    pub(super) heading: String,
    pub(super) unit: Option<Unit>,
    pub(super) profile: Profile,
    /// The heading's keys to compare, each with the confidence it can give.
    keys: Vec<(String, f32)>,
    words: Vec<String>,
    /// Whether likeness is worth trying: letters in the heading, no word the vocabulary knows missing.
    all_known: bool,
}

/// Words before or behind a known heading that do not change its meaning.
const HARMLESS: &[&str] = &[
    "dv",
    "maschine",
    "maschinen",
    "machine",
    "macchina",
    "equipment",
    "equi",
    "asset",
    "gerate",
    "gerat",
    "anlage",
    "anlagen",
    "device",
    "estimated",
    "est",
    "current",
    "aktuell",
    "aktueller",
    "aktuelle",
    "aktuelles",
    "attuale",
    "der",
    "die",
    "das",
    "des",
    "the",
    "of",
    "della",
    "del",
    "di",
    "unit",
    "product",
    "produkt",
    "installed",
    "item",
    "sys",
    "u",
    "z",
    "zz",
    "c",
    "fld",
    "kunde",
    "kunden",
    "customer",
    "cliente",
    "vertrag",
    "vertrags",
    "contract",
    "contratto",
    "am",
    "in",
    "laut",
    "lt",
    "gemas",
    "erp",
    "sap",
    "crm",
    "neu",
    "new",
    "text",
    "date",
    "datum",
    "data",
];

/// Words that make of a record's own value one of another record: a "last service date" is no visit's date.
const OTHERWISE: &[&str] = &[
    "last",
    "letzte",
    "letzter",
    "letztes",
    "letzten",
    "ultimo",
    "ultima",
    "next",
    "nachste",
    "nachster",
    "nachstes",
    "nachsten",
    "prossimo",
    "prossima",
    "previous",
    "vorige",
    "vorherige",
    "precedente",
];

impl Column {
    /// Reads a heading. `lower` is the lower text of a two-row header.
    pub(super) fn new(heading: String, lower: Option<&str>, profile: Profile) -> Self {
        let split = units::split(&heading);
        let all = words(&heading);
        let mut keys: Vec<(String, f32)> = Vec::new();
        let mut add = |key: String, confidence: f32| {
            if !key.is_empty() && keys.iter().all(|(known, _)| *known != key) {
                keys.push((key, confidence));
            }
        };
        add(all.concat(), 1.0);
        let bare = if split.changed { words(&split.text) } else { Vec::new() };
        add(bare.concat(), if split.unit.is_some() { 1.0 } else { 0.97 });
        for parts in [&all, &bare] {
            if let [first, rest @ ..] = parts.as_slice()
                && !rest.is_empty()
            {
                // "Vertrag Beginn" -> "Vertragsbeginn", "Kunde Nummer" -> "Kundennummer"
                for joint in ["s", "n", "en"] {
                    add(format!("{first}{joint}{}", rest.concat()), 0.97);
                }
            }
        }
        if let Some(lower) = lower {
            add(words(lower).concat(), 0.88);
            add(words(&units::split(lower).text).concat(), 0.88);
        }
        let unit = split.unit.or_else(|| unit_of_values(&profile));
        let known = &vocabulary().known_words;
        let all_known = all.iter().all(|word| known.contains(word.as_str()));
        let words = if split.changed && !bare.is_empty() { bare } else { all };
        Self { heading, unit, profile, keys, words, all_known }
    }

    /// Whether no value was seen.
    pub(super) const fn is_blank(&self) -> bool {
        self.profile.filled == 0
    }

    /// The fields of a kind the heading alone may name, each at most once with its best naming.
    fn named(&self, known: &KindWords, thorough: bool) -> Vec<(usize, f32, Naming)> {
        let mut found: Vec<(usize, f32, Naming)> = Vec::new();
        for (key, confidence) in &self.keys {
            for (field, strong) in known.exact.get(key.as_str()).into_iter().flatten() {
                let (score, naming) = if *strong { (1.0, Naming::Exact) } else { (0.72, Naming::Weak) };
                let naming = if *confidence < 0.9 && *strong { Naming::Alike } else { naming };
                keep_best(&mut found, (*field, score * confidence, naming));
            }
        }
        let whole = self.words.concat();
        if thorough && whole.len() >= 4 && found.iter().all(|(_, _, naming)| *naming != Naming::Exact) {
            for (key, field) in &known.strong {
                if let Some(score) = self.likeness(&whole, key) {
                    keep_best(&mut found, (*field, score, Naming::Alike));
                }
            }
        }
        found
    }

    /// How much the heading is like a known one without being it.
    fn likeness(&self, whole: &str, key: &str) -> Option<f32> {
        if key.len() < 4 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "short texts")]
        let coverage = key.len() as f32 / whole.len().max(1) as f32;
        if let Some(before) = whole.strip_suffix(key).filter(|before| !before.is_empty()) {
            // German and English put the meaning last: "Maschinenseriennummer", "Planned Replacement Year".
            if self.words.iter().any(|word| OTHERWISE.contains(&word.as_str()) && before.contains(word.as_str())) {
                return None;
            }
            if HARMLESS.contains(&before) || self.leading_words_are_harmless(before) {
                return Some(0.87);
            }
            let at_word = self.is_word_boundary(before.len());
            if (at_word && key.len() >= 5) || key.len() >= 7 {
                return Some(0.85 * coverage.sqrt());
            }
            return None;
        }
        if let Some(behind) = whole.strip_prefix(key).filter(|behind| !behind.is_empty()) {
            let harmless = HARMLESS.contains(&behind) && !matches!(behind, "date" | "datum" | "data");
            return (harmless && self.is_word_boundary(key.len())).then_some(0.82);
        }
        (!self.all_known && nearly_equal(whole, key)).then_some(0.8)
    }

    fn is_word_boundary(&self, position: usize) -> bool {
        let mut length = 0;
        self.words.iter().any(|word| {
            length += word.len();
            length == position
        })
    }

    fn leading_words_are_harmless(&self, before: &str) -> bool {
        let mut length = 0;
        for word in &self.words {
            if length == before.len() {
                return true;
            }
            if length > before.len() || !HARMLESS.contains(&word.as_str()) {
                return false;
            }
            length += word.len();
        }
        false
    }
}

/// Adds a naming, or betters the one of its field.
fn keep_best(found: &mut Vec<(usize, f32, Naming)>, naming: (usize, f32, Naming)) {
    match found.iter_mut().find(|(field, ..)| *field == naming.0) {
        Some(best) if best.1 < naming.1 => *best = naming,
        Some(_) => {}
        None => found.push(naming),
    }
}

/// The unit all values name, where the heading names none.
fn unit_of_values(profile: &Profile) -> Option<Unit> {
    let [(unit, count)] = profile.units.as_slice() else { return None };
    (*count * 10 >= profile.numbers * 9).then(|| units::unit(unit)).flatten()
}

/// How well values fit a field, 0 to 1: the heading's confidence is multiplied by it.
fn fit(kind: Kind, position: usize, field: &Field, column: &Column) -> f32 {
    let seen = &column.profile;
    if seen.filled == 0 {
        return 1.0;
    }
    let graded = |share: f32| {
        if share >= 0.8 {
            1.0
        } else if share >= 0.5 {
            0.85
        } else if share >= 0.25 {
            0.55
        } else {
            0.2
        }
    };
    let plain_dates = seen.share(seen.dates) >= 0.8 && seen.numbers < seen.dates;
    match field.data {
        DataType::Date | DataType::Instant => graded(seen.share((seen.dates + seen.serials).min(seen.filled))),
        // A full date says the year as well.
        DataType::Integer if field.id.ends_with("_year") => {
            graded(seen.share((seen.years + seen.dates).min(seen.filled)))
        }
        DataType::Integer => graded(seen.share(seen.years)),
        // "24 Monate oder 4.000 h" is a term although it is no number.
        DataType::Number if field.id == "warranty_months" => {
            let is_term = |text: &&String| parse_term_months(text, Decimal::Comma, 1.0).is_some();
            let terms = seen.texts.iter().filter(is_term).count();
            if plain_dates { 0.2 } else { graded(seen.share(u32::try_from(terms).unwrap_or(u32::MAX))) }
        }
        DataType::Number | DataType::Money => {
            let unit_fits = column.unit.is_none_or(|unit| units::factor(field, unit).is_ok());
            let limit = match field.id {
                "latitude" => 90.0,
                "longitude" => 180.0,
                "age_years" | "service_life" if column.unit.is_none() => 150.0,
                _ => f64::INFINITY,
            };
            let in_range = seen.range.is_none_or(|(low, high)| low >= -limit && high <= limit);
            let mixed_units = seen.units.len() > 1;
            if !unit_fits || !in_range || plain_dates {
                0.2
            } else if mixed_units && field.unit.is_some() {
                0.5
            } else {
                graded(seen.share(seen.numbers))
            }
        }
        DataType::Flag => graded(seen.share(seen.flags)),
        DataType::Text => fit_text(kind, position, field, column, plain_dates),
    }
}

fn fit_text(kind: Kind, position: usize, field: &Field, column: &Column, plain_dates: bool) -> f32 {
    let seen = &column.profile;
    if plain_dates {
        return 0.3;
    }
    if vocabulary().kind(kind).has_canonical(position) {
        let known = seen.texts.iter().filter(|text| canonical(kind, field.id, text).is_some()).count();
        let code = |text: &&String| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        return match field.id {
            _ if known > 0 => 1.0,
            "currency" if seen.texts.iter().all(|text| code(&text)) => 0.9,
            "currency" => 0.3,
            "country" => 0.6,
            // Codes of a house of its own ("A", "W"): kept as written, if no better column is there.
            _ => 0.75,
        };
    }
    let numeric = seen.share(seen.numbers) >= 0.9;
    match field.id {
        "serial_number" | "part_number" if seen.share(seen.fractions) >= 0.5 => 0.4,
        "serial_number" | "inventory_number" if seen.share(seen.with_digit) < 0.3 => 0.85,
        "customer_number" | "contract_number" | "order_number" | "visit_number" | "ticket_number"
            if seen.share(seen.with_digit) < 0.5 =>
        {
            0.6
        }
        "customer_name" | "city" | "contact_name" | "technician" | "manufacturer" | "role" | "subject"
        | "part_name" | "site" | "street"
            if numeric =>
        {
            0.5
        }
        "email" if seen.share(seen.with_at) < 0.5 => 0.4,
        "postcode" if seen.share(seen.with_digit) < 0.8 => 0.5,
        "phone" if seen.share(seen.with_digit) < 0.8 => 0.4,
        _ => 1.0,
    }
}

/// One column's claim to one field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) column: usize,
    pub(super) field: usize,
    pub(super) score: f32,
    pub(super) naming: Naming,
}

/// Whether another filled column holds the name of what this one is: beside "Customer Name" a "Customer" is a code.
fn has_name_beside(column: &Column, columns: &[Column]) -> bool {
    let Some((key, _)) = column.keys.first().filter(|_| columns.len() <= 400) else { return false };
    columns.iter().filter(|other| !other.is_blank()).filter_map(|other| other.keys.first()).any(|(other, _)| {
        let rest = other.strip_prefix(key.as_str()).or_else(|| other.strip_suffix(key.as_str()));
        matches!(rest, Some("name" | "nname" | "nome" | "bezeichnung" | "nbezeichnung" | "nomedel" | "namedes"))
    })
}

/// Whether a column holds partners whose role stands beside them, as SAP lists them: sold-to, ship-to, but also the
/// employee responsible, so that not each of them is the customer.
fn is_in_many_roles(column: &Column, columns: &[Column]) -> bool {
    let is =
        |column: &Column, names: &[&str]| column.keys.first().is_some_and(|(key, _)| names.contains(&key.as_str()));
    is(column, &["partner", "parnr", "partnernr"])
        && columns.iter().any(|other| is(other, &["partnerfunction", "partnerrolle", "parvw", "partnerfunktion"]))
}

/// All claims of all columns to fields of a kind, above nothing, best first.
pub(super) fn claims(kind: Kind, columns: &[Column]) -> Vec<Claim> {
    let known = vocabulary().kind(kind);
    let thorough = columns.len() <= 400;
    let mut claims = Vec::new();
    for (column, seen) in columns.iter().enumerate() {
        let is_code = has_name_beside(seen, columns);
        let many_roles = is_in_many_roles(seen, columns);
        for (field, score, naming) in seen.named(known, thorough) {
            let Some(described) = fields(kind).get(field) else { continue };
            if many_roles && described.id.starts_with("customer_") {
                continue;
            }
            let score = score * fit(kind, field, described, seen);
            let score = if is_code && described.id.ends_with("_name") { score * 0.5 } else { score };
            // A column without a value cannot prove anything.
            let score = if seen.is_blank() { score * 0.85 } else { score };
            claims.push(Claim { column, field, score, naming });
        }
    }
    // A filled column goes before a blank one whatever its heading; then the better named, then the better.
    claims.sort_by(|one, other| {
        let rank = |claim: &Claim| {
            let blank = columns.get(claim.column).is_some_and(Column::is_blank);
            (claim.score < ENOUGH, blank, claim.naming != Naming::Exact)
        };
        let worth = |claim: &Claim| importance(known, claim.field);
        let by_rank = rank(one).cmp(&rank(other)).then(other.score.total_cmp(&one.score));
        by_rank.then(worth(other).cmp(&worth(one))).then(one.column.cmp(&other.column))
    });
    claims
}

/// How much the kind needs a field: what it cannot do without, what it usually has, the rest.
fn importance(known: &KindWords, field: usize) -> u8 {
    match known.required.split_first() {
        Some((first, _)) if first.contains(&field) => 2,
        Some((_, rest)) if rest.iter().flatten().chain(&known.expected).any(|other| *other == field) => 1,
        _ => 0,
    }
}

/// Which column fills which field, and where two claim one alike.
#[derive(Default)]
pub(super) struct Assignment {
    /// For each column its claim.
    pub(super) columns: Vec<Option<Claim>>,
    /// Fields with more than one claim: the field and its columns, the first the best.
    pub(super) rivals: Vec<(usize, Vec<Claim>)>,
    /// Columns that may as well fill another free field: the claims, the first the best.
    pub(super) torn: Vec<Vec<Claim>>,
    /// All claims.
    pub(super) claims: Vec<Claim>,
}

/// Gives each field its best column; `taken` columns and fields are left out.
pub(super) fn assign(kind: Kind, columns: &[Column], taken: &[Option<usize>], closed: &[bool]) -> Assignment {
    let claims = claims(kind, columns);
    let mut given: Vec<Option<Claim>> = vec![None; columns.len()];
    let mut filled: Vec<bool> = (0..fields(kind).len()).map(|field| taken.contains(&Some(field))).collect();
    let is_closed = |column: usize| closed.get(column).copied().unwrap_or(false);
    for claim in claims.iter().filter(|claim| claim.score >= ENOUGH && !is_closed(claim.column)) {
        let (Some(slot), Some(full)) = (given.get_mut(claim.column), filled.get_mut(claim.field)) else { continue };
        if slot.is_none() && !*full {
            *slot = Some(*claim);
            *full = true;
        }
    }
    let mut rivals = Vec::new();
    for winner in given.iter().flatten() {
        let mut group: Vec<Claim> = claims
            .iter()
            .filter(|claim| claim.field == winner.field && claim.column != winner.column && !is_closed(claim.column))
            .filter(|claim| is_rival(winner, claim, columns, &given))
            .copied()
            .collect();
        if !group.is_empty() {
            group.insert(0, *winner);
            rivals.push((winner.field, group));
        }
    }
    let known = vocabulary().kind(kind);
    let torn = given
        .iter()
        .flatten()
        .filter(|winner| winner.naming == Naming::Weak)
        .map(|winner| {
            let free = |field: usize| !filled.get(field).copied().unwrap_or(true);
            let others = claims.iter().filter(|claim| {
                claim.column == winner.column
                    && free(claim.field)
                    && claim.score >= ENOUGH
                    && winner.score - claim.score < RIVALRY
                    && importance(known, claim.field) >= importance(known, winner.field)
            });
            std::iter::once(*winner).chain(others.copied()).collect::<Vec<_>>()
        })
        .filter(|group| group.len() > 1)
        .collect();
    Assignment { columns: given, rivals, torn, claims }
}

fn is_rival(winner: &Claim, claim: &Claim, columns: &[Column], given: &[Option<Claim>]) -> bool {
    if claim.score < ENOUGH || winner.score - claim.score >= RIVALRY {
        return false;
    }
    if winner.naming == Naming::Exact && claim.naming != Naming::Exact {
        return false;
    }
    let (Some(best), Some(other)) = (columns.get(winner.column), columns.get(claim.column)) else { return false };
    // Means something else at least as well.
    let elsewhere = given.get(claim.column).copied().flatten();
    if elsewhere.is_some_and(|own| own.score >= claim.score || own.naming > claim.naming) {
        return false;
    }
    if other.is_blank() || other.profile.filled * 5 < best.profile.filled {
        return false;
    }
    // The same values twice: either will do.
    best.profile.texts != other.profile.texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Cell;

    fn column(heading: &str, values: &[&str]) -> Column {
        let mut profile = Profile::default();
        for value in values {
            profile.look(Some(&Cell::Text((*value).into())));
        }
        Column::new(heading.to_owned(), None, profile)
    }

    fn meaning(kind: Kind, heading: &str, values: &[&str]) -> Option<(&'static str, f32)> {
        let columns = [column(heading, values)];
        let given = assign(kind, &columns, &[], &[]);
        let claim = given.columns.first().copied().flatten()?;
        fields(kind).get(claim.field).map(|field| (field.id, claim.score))
    }

    #[test]
    fn headings_and_values_together_give_the_meaning() {
        for (kind, heading, values, expected) in [
            (Kind::Machines, "Ser.-Nr.", &["4711", "4712"][..], Some("serial_number")),
            (Kind::Machines, "Seriennumer", &["4711"], Some("serial_number")),
            (Kind::Machines, "Maschinen-Seriennummer", &["4711"], Some("serial_number")),
            (Kind::Machines, "Betriebsstd. [h]", &["12.450"], Some("operating_hours")),
            (Kind::Machines, "Hersteller-Nr.", &["12"], None),
            (Kind::Machines, "ManufacturerCountry", &["DE"], None),
            (Kind::Machines, "DV_MACHINE_TYPE", &["A"], Some("machine_type")),
            (Kind::Machines, "DV_STATUS_DATE", &["20090115.0"], None),
            (Kind::Machines, "Kunde", &["100234", "100235"], Some("customer_number")),
            (Kind::Machines, "Kunde", &["Meier GmbH"], Some("customer_name")),
            (Kind::Machines, "Baujahr", &["2015"], Some("manufactured_year")),
            (Kind::Machines, "Baujahr", &["Meier"], None),
            (Kind::Machines, "Land", &["Deutschland"], Some("country")),
            (Kind::Machines, "Garantie", &["31.12.2026"], Some("warranty_end")),
            (Kind::Machines, "Garantie", &["24 Monate", "24 Monate oder 4.000 h"], Some("warranty_months")),
            (Kind::Machines, "Garantie [Monate]", &["24", "12"], Some("warranty_months")),
            (Kind::Machines, "Gewährleistungsfrist", &["2 Jahre", "12 Monate"], Some("warranty_months")),
            (Kind::Machines, "Lieferdatum", &["01.02.2024"], Some("installed_on")),
            (Kind::LifecycleEvents, "Verkauft an", &["Huber GmbH"], Some("customer_name")),
            (Kind::LifecycleEvents, "Alte Seriennummer", &["SP-1"], Some("old_serial")),
            (Kind::Visits, "Datum", &["31.12.2026"], Some("visited_on")),
            (Kind::Visits, "Datum", &["Huber"], None),
            (Kind::Contracts, "Vertragsbeginn", &["01.01.2020"], Some("contract_start")),
            (Kind::Contracts, "Kündigungsfrist [Monate]", &["3"], Some("notice_days")),
            (Kind::Counters, "Temperatur [°F]", &["77"], None),
        ] {
            assert_eq!(meaning(kind, heading, values).map(|(field, _)| field), expected, "{kind}: {heading}");
        }
    }

    #[test]
    fn ambiguous_headings_are_less_certain() {
        let (_, weak) = meaning(Kind::Visits, "Datum", &["31.12.2026"]).expect("a date of the visit");
        let (_, strong) = meaning(Kind::Visits, "Einsatzdatum", &["31.12.2026"]).expect("a date of the visit");
        assert!(weak < 0.8 && strong > 0.95);
    }

    #[test]
    fn a_filled_column_goes_before_a_blank_one() {
        let columns = [column("ManufacturerSerialNumber", &["", ""]), column("Equipment", &["10000000", "10000001"])];
        let given = assign(Kind::Machines, &columns, &[], &[]);
        let serial = given.columns.get(1).copied().flatten().expect("the equipment number stands in");
        assert_eq!(fields(Kind::Machines).get(serial.field).map(|field| field.id), Some("serial_number"));
        assert!(given.rivals.is_empty());
    }

    #[test]
    fn two_alike_are_rivals_unless_they_say_the_same() {
        let rivals = |other: &[&str]| {
            let columns = [column("Seriennummer", &["4711", "4712"]), column("Maschinen-Nr.", other)];
            assign(Kind::Machines, &columns, &[], &[]).rivals.len()
        };
        assert_eq!(rivals(&["1", "2"]), 1);
        assert_eq!(rivals(&["4711", "4712"]), 0);
        assert_eq!(rivals(&["", ""]), 0);
    }
}
