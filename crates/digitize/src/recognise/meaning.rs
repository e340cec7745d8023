//! What a column may mean: its heading against the vocabulary, weighed by what its values look like.

use super::phrase::{self, Around, Only};
use super::profile::Profile;
use super::units::{self, Unit};
use super::vocabulary::{KindWords, Strength, canonical, vocabulary};
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
    /// Contained in the heading, beside a word that is not known: never enough, but worth a question.
    Guess,
    /// A word that means the field only where nothing else does and the values speak for it ("Name" for the customer's).
    Doubtful,
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
    /// The heading's keys to compare, each with the confidence it can give and the fields it may name.
    keys: Vec<(String, f32, Only)>,
    words: Vec<String>,
    /// Whether likeness is worth trying: letters in the heading, no word the vocabulary knows missing.
    all_known: bool,
}

impl Column {
    /// Reads a heading. `lower` is the lower text of a two-row header.
    pub(super) fn new(heading: String, lower: Option<&str>, profile: Profile) -> Self {
        let split = units::split(&heading);
        let all = words(&heading);
        let mut keys: Vec<(String, f32, Only)> = Vec::new();
        let mut add_for = |key: String, confidence: f32, only: Only| {
            if !key.is_empty() && keys.iter().all(|(known, _, of)| *known != key || (*of != only && *of != Only::Any)) {
                keys.push((key, confidence, only));
            }
        };
        let mut add = |key: String, confidence: f32| add_for(key, confidence, Only::Any);
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
        for parts in [&bare, &all] {
            for (key, confidence, only) in phrase::other_ways(parts) {
                add_for(key, confidence, only);
            }
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
    fn named(&self, kind: Kind, known: &KindWords, thorough: bool) -> Vec<(usize, f32, Naming)> {
        let mut found: Vec<(usize, f32, Naming)> = Vec::new();
        for (key, confidence, only) in &self.keys {
            for (field, strength) in known.exact.get(key.as_str()).into_iter().flatten() {
                if !fields(kind).get(*field).is_some_and(|field| only.allows(field)) {
                    continue;
                }
                let (score, naming) = match strength {
                    Strength::Strong if *confidence < 0.9 => (1.0, Naming::Alike),
                    Strength::Strong => (1.0, Naming::Exact),
                    Strength::Weak => (0.72, Naming::Weak),
                    Strength::Doubtful => (0.7, Naming::Doubtful),
                };
                keep_best(&mut found, (*field, score * confidence, naming));
            }
        }
        let whole = self.words.concat();
        if thorough && whole.len() >= 4 && found.iter().all(|(_, _, naming)| *naming != Naming::Exact) {
            for (key, field) in &known.strong {
                let Some(described) = fields(kind).get(*field) else { continue };
                if let Some((score, naming)) = self.likeness(&whole, key, phrase::subjects(kind, described)) {
                    keep_best(&mut found, (*field, score, naming));
                }
            }
            for (key, field) in &known.weak {
                let Some(described) = fields(kind).get(*field) else { continue };
                let like = self.likeness(&whole, key, phrase::subjects(kind, described));
                if let Some((score, _)) = like.filter(|(_, naming)| *naming == Naming::Alike) {
                    keep_best(&mut found, (*field, score * 0.72, Naming::Weak));
                }
            }
        }
        found
    }

    /// How much the heading is like a known one without being it. `subjects` are those of the field.
    fn likeness(&self, whole: &str, key: &str, subjects: &[&str]) -> Option<(f32, Naming)> {
        if key.len() < 2 {
            return None;
        }
        if let Some(before) = whole.strip_suffix(key).filter(|before| !before.is_empty()) {
            // German and English put the meaning last: "Maschinenseriennummer", "Planned Replacement Year".
            let at_word = self.is_word_boundary(before.len());
            return match self.around(before, true, subjects) {
                // Short ones stand by themselves: "Standort PLZ", but not the "Ort" in "Sport".
                Around::Nothing if at_word || key.len() >= 4 => Some((0.87, Naming::Alike)),
                Around::Nothing | Around::Otherwise => None,
                Around::Unknown if (at_word && key.len() >= 5) || key.len() >= 7 => {
                    #[expect(clippy::cast_precision_loss, reason = "short texts")]
                    let coverage = key.len() as f32 / whole.len().max(1) as f32;
                    Some((0.85 * coverage.sqrt(), Naming::Guess))
                }
                Around::Unknown => None,
            };
        }
        if let Some(behind) = whole.strip_prefix(key).filter(|behind| !behind.is_empty()) {
            let harmless = self.is_word_boundary(key.len()) && self.around(behind, false, subjects) == Around::Nothing;
            return harmless.then_some((0.82, Naming::Alike));
        }
        (key.len() > 3 && !self.all_known && nearly_equal(whole, key)).then_some((0.8, Naming::Alike))
    }

    /// What the letters before or behind a known heading do to it: whole words, or a compound's first part.
    fn around(&self, rest: &str, is_before: bool, subjects: &[&str]) -> Around {
        let known = &vocabulary().words;
        let mut length = 0;
        let words: Vec<&str> = if is_before {
            self.words.iter().map(String::as_str).take_while(|word| advance(&mut length, word, rest.len())).collect()
        } else {
            let words = self.words.iter().rev().map(String::as_str);
            words.take_while(|word| advance(&mut length, word, rest.len())).collect()
        };
        // "Letzte Maschinenseriennummer": whole words, and what is left of the compound.
        let compound = if is_before { rest.get(length..) } else { rest.get(..rest.len() - length) };
        let compound = compound.filter(|part| !part.is_empty());
        known.around(words.into_iter().chain(compound), subjects)
    }

    fn is_word_boundary(&self, position: usize) -> bool {
        let mut length = 0;
        self.words.iter().any(|word| {
            length += word.len();
            length == position
        })
    }
}

/// Whether a word is still within the first `most` letters; counts it if so.
fn advance(length: &mut usize, word: &str, most: usize) -> bool {
    let fits = *length + word.len() <= most;
    if fits {
        *length += word.len();
    }
    fits
}

/// Adds a naming, or betters the one of its field; a guess betters nothing.
fn keep_best(found: &mut Vec<(usize, f32, Naming)>, naming: (usize, f32, Naming)) {
    let rank = |(_, score, naming): (usize, f32, Naming)| (naming > Naming::Guess, score);
    match found.iter_mut().find(|(field, ..)| *field == naming.0) {
        Some(best) if rank(*best) < rank(naming) => *best = naming,
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
            // Italian "stato" is a country as well.
            "status" if seen.texts.iter().any(|text| canonical(Kind::Customers, "country", text).is_some()) => 0.4,
            // Codes of a house of its own ("A", "W"): kept as written, if no better column is there.
            _ => 0.75,
        };
    }
    let numeric = seen.share(seen.numbers) >= 0.9;
    let firms = seen.share(seen.companies) >= 0.5;
    match field.id {
        // "Meier GmbH" is neither a machine nor the text of a contract.
        "description" | "machine_type" | "contract_number" | "contract_type" | "subject" | "serial_number" if firms => {
            0.6
        }
        "serial_number" | "part_number" if seen.share(seen.fractions) >= 0.5 => 0.4,
        "serial_number" | "inventory_number" if seen.share(seen.with_digit) < 0.3 => 0.85,
        "customer_number" | "contract_number" | "order_number" | "visit_number" | "ticket_number"
            if seen.share(seen.with_digit) < 0.5 =>
        {
            0.55
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

impl Claim {
    /// Whether heading and values are enough to fill the field.
    const fn is_enough(&self) -> bool {
        self.score >= ENOUGH && !matches!(self.naming, Naming::Guess)
    }
}

/// Whether another filled column holds the name of what this one is: beside "Customer Name" a "Customer" is a code.
fn has_name_beside(column: &Column, columns: &[Column]) -> bool {
    let Some((key, ..)) = column.keys.first().filter(|_| columns.len() <= 400) else { return false };
    columns.iter().filter(|other| !other.is_blank()).filter_map(|other| other.keys.first()).any(|(other, ..)| {
        let rest = other.strip_prefix(key.as_str()).or_else(|| other.strip_suffix(key.as_str()));
        matches!(rest, Some("name" | "nname" | "nome" | "bezeichnung" | "nbezeichnung" | "nomedel" | "namedes"))
    })
}

/// Whether a column holds partners whose role stands beside them, as SAP lists them: sold-to, ship-to, but also the
/// employee responsible, so that not each of them is the customer.
fn is_in_many_roles(column: &Column, columns: &[Column]) -> bool {
    let is =
        |column: &Column, names: &[&str]| column.keys.first().is_some_and(|(key, ..)| names.contains(&key.as_str()));
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
        for (field, score, naming) in seen.named(kind, known, thorough) {
            let Some(described) = fields(kind).get(field) else { continue };
            if many_roles && described.id.starts_with("customer_") {
                continue;
            }
            let score = score * fit(kind, field, described, seen);
            let score = if is_code && described.id.ends_with("_name") { score * 0.5 } else { score };
            // A column without a value cannot prove anything.
            let score = if seen.is_blank() { score * 0.85 } else { score };
            if naming == Naming::Doubtful && !speaks_for(kind, described, seen) {
                continue;
            }
            claims.push(Claim { column, field, score, naming });
        }
    }
    set_back_own_company(kind, columns, &mut claims);
    // A filled column goes before a blank one whatever its heading; then the better named, then the better.
    claims.sort_by(|one, other| {
        let rank = |claim: &Claim| {
            let blank = columns.get(claim.column).is_some_and(Column::is_blank);
            (!claim.is_enough(), blank, claim.naming != Naming::Exact, claim.naming <= Naming::Doubtful)
        };
        let worth = |claim: &Claim| importance(known, claim.field);
        let by_rank = rank(one).cmp(&rank(other)).then(other.score.total_cmp(&one.score));
        by_rank.then(worth(other).cmp(&worth(one))).then(one.column.cmp(&other.column))
    });
    claims
}

/// Whether the values speak for a field that the heading alone leaves in doubt.
fn speaks_for(kind: Kind, field: &Field, column: &Column) -> bool {
    let seen = &column.profile;
    match field.id {
        // A row of customers or contacts is called by what it is; elsewhere only a firm is a customer for certain.
        "customer_name" if !matches!(kind, Kind::Customers | Kind::Contacts) => seen.share(seen.companies) >= 0.3,
        _ => true,
    }
}

/// Beside a column of several customers, one that says the same in every row is the house that keeps the list.
fn set_back_own_company(kind: Kind, columns: &[Column], claims: &mut [Claim]) {
    let Some((field, _)) = Field::of(kind, "customer_name") else { return };
    let is_one = |claim: &Claim| columns.get(claim.column).is_some_and(|column| column.profile.says_one_thing());
    let many = claims.iter().any(|claim| {
        let filled = columns.get(claim.column).is_some_and(|column| column.profile.filled > 1);
        claim.field == field && claim.is_enough() && filled && !is_one(claim)
    });
    if many {
        for claim in claims.iter_mut().filter(|claim| claim.field == field && is_one(claim)) {
            claim.score *= 0.5;
        }
    }
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
    for claim in claims.iter().filter(|claim| claim.is_enough() && !is_closed(claim.column)) {
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
    let guesses = guessed(known, &claims, &mut given, &filled, closed);
    let torn = given
        .iter()
        .flatten()
        .filter(|winner| winner.naming == Naming::Weak)
        .map(|winner| {
            let free = |field: usize| !filled.get(field).copied().unwrap_or(true);
            let others = claims.iter().filter(|claim| {
                claim.column == winner.column
                    && free(claim.field)
                    && claim.is_enough()
                    && claim.naming >= winner.naming
                    && winner.score - claim.score < RIVALRY
                    && importance(known, claim.field) >= importance(known, winner.field)
            });
            std::iter::once(*winner).chain(others.copied()).collect::<Vec<_>>()
        })
        .filter(|group| group.len() > 1)
        .chain(guesses)
        .collect();
    Assignment { columns: given, rivals, torn, claims }
}

/// What the table cannot do without and no heading names for certain: the columns whose headings hold its name beside
/// words that are not known. They are given, so that the kind is seen, and asked about.
fn guessed(
    known: &KindWords,
    claims: &[Claim],
    given: &mut [Option<Claim>],
    filled: &[bool],
    closed: &[bool],
) -> Vec<Vec<Claim>> {
    let Some(needed) = known.required.first() else { return Vec::new() };
    if needed.iter().any(|field| filled.get(*field).copied().unwrap_or(false)) {
        return Vec::new();
    }
    let is_guess = |claim: &&Claim| {
        claim.naming == Naming::Guess
            && claim.score >= ENOUGH
            && needed.contains(&claim.field)
            && !closed.get(claim.column).copied().unwrap_or(false)
    };
    let best = claims.iter().filter(is_guess).max_by(|one, other| one.score.total_cmp(&other.score));
    let Some(best) = best else { return Vec::new() };
    match given.get_mut(best.column) {
        Some(slot @ None) => {
            *slot = Some(*best);
            vec![vec![*best]]
        }
        _ => Vec::new(),
    }
}

fn is_rival(winner: &Claim, claim: &Claim, columns: &[Column], given: &[Option<Claim>]) -> bool {
    if !claim.is_enough() || winner.score - claim.score >= RIVALRY {
        return false;
    }
    // A word that can mean much is no rival of one that says it.
    if claim.naming <= Naming::Weak && claim.naming < winner.naming {
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
            // What a word beside a known heading makes something else of.
            (Kind::Machines, "Lieferantenseriennummer", &["4711"], None),
            (Kind::Machines, "Engine Serial Number", &["4711"], None),
            (Kind::Machines, "Vertragsstatus", &["aktiv"], None),
            (Kind::Machines, "Date of last change", &["31.12.2026"], None),
            (Kind::Machines, "Order number of customer", &["4711"], None),
            (Kind::Machines, "Company Code", &["1000"], None),
            (Kind::Visits, "Bearbeiter Mahnung", &["A. Huber"], None),
            (Kind::Contracts, "Number of Machines", &["3"], None),
            (Kind::Contracts, "Monatspauschale", &["300"], None),
            (Kind::Machines, "Stato", &["Italia", "Austria"], None),
            // What only the values tell.
            (Kind::Machines, "Owner", &["Meier GmbH"], Some("customer_name")),
            (Kind::Machines, "Owner", &["A. Huber"], None),
            (Kind::Machines, "Name", &["Presse 1"], Some("description")),
            // Put together from parts.
            (Kind::Machines, "Ende d. Garantie", &["31.12.2026"], Some("warranty_end")),
            (Kind::Machines, "Nr. des Kunden", &["4711"], Some("customer_number")),
            (Kind::Machines, "Modello macchina", &["K200"], Some("machine_type")),
            (Kind::Visits, "Name des Technikers", &["A. Huber"], Some("technician")),
            (Kind::Orders, "Bezeichnung des Artikels", &["Dichtung"], Some("part_name")),
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
