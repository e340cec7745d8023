//! Where visits go: the site of a machine, its region and the skill it needs; addresses as coordinates.

use super::{FieldService, SkillOf};
use crate::decide::Decided;
use ::tours::Coordinates;
use base::MachineId;
use chrono::NaiveDate;
use sales::Place;
use store::NewVisit;

/// Letters of a title, a name or an address at most.
const LETTERS: usize = 300;

/// Letters of a note at most.
const NOTE: usize = 10_000;

/// A week of work; longer ones are several visits.
const LONGEST: u32 = 7 * 24 * 60;

/// Where an address lies, by its town: the last parts of `Street 1, 39100 Bolzano, IT`.
#[must_use]
pub fn locate(address: &str) -> Option<Coordinates> {
    let parts: Vec<&str> = address.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let town = |part: &str, country: Option<&str>| {
        let (postcode, city) = match part.split_once(' ') {
            Some((first, rest)) if first.chars().any(|letter| letter.is_ascii_digit()) => (Some(first), rest),
            _ => (None, part),
        };
        places::locate(country, postcode, Some(city))
    };
    let found = match parts.as_slice() {
        [.., part, country] => town(part, Some(country)).or_else(|| town(country, None)),
        [part] => town(part, None),
        [] => None,
    };
    found.map(|(latitude, longitude)| Coordinates { latitude: latitude.into(), longitude: longitude.into() })
}

/// A visit as entered, where everything fits.
///
/// # Errors
/// What is wrong, and what to do.
pub fn checked_visit(mut of: NewVisit) -> Result<NewVisit, String> {
    let long = |text: &str| text.chars().count() > LETTERS;
    if of.title.de.trim().is_empty() || long(&of.title.de) {
        return Err(format!("a title has 1 to {LETTERS} letters"));
    }
    if of.customer_name.is_empty() || long(&of.customer_name) {
        return Err("name the customer, or a machine whose customer is known".to_owned());
    }
    if of.address.is_empty() || long(&of.address) {
        return Err("give the address, or a machine whose site is known".to_owned());
    }
    if of.note.as_ref().is_some_and(|note| note.chars().count() > NOTE) {
        return Err(format!("a note has at most {NOTE} letters"));
    }
    if !(1..=LONGEST).contains(&of.duration_minutes) {
        return Err(format!("a visit takes 1 to {LONGEST} minutes"));
    }
    if let Some(window) = of.windows.iter().find(|window| window.until <= window.from) {
        return Err(format!("the window at {} ends before it begins", window.from));
    }
    let is_place = |of: &Coordinates| (-90.0..=90.0).contains(&of.latitude) && (-180.0..=180.0).contains(&of.longitude);
    if let Some(place) = of.place.filter(|place| !is_place(place)) {
        return Err(format!("{}, {} are no coordinates in degrees", place.latitude, place.longitude));
    }
    of.skills = of.skills.iter().map(|skill| skill.trim().to_owned()).filter(|skill| !skill.is_empty()).collect();
    Ok(of)
}

/// A fact that is a text.
pub(super) fn text_fact<'d>(decided: &'d Decided, name: &str, machine: usize) -> Option<&'d str> {
    use arrow::array::{Array, AsArray};
    let column = decided.facts.facts.column_by_name(name)?.as_string_opt::<i32>()?;
    column.is_valid(machine).then(|| column.value(machine))
}

/// A fact that is a day.
pub(super) fn day_fact(decided: &Decided, name: &str, machine: usize) -> Option<NaiveDate> {
    use arrow::array::{Array, AsArray};
    let column = decided.facts.facts.column_by_name(name)?.as_primitive_opt::<arrow::datatypes::Date32Type>()?;
    column.is_valid(machine).then(|| column.value_as_date(machine)).flatten()
}

/// A fact that counts.
pub(super) fn count_fact(decided: &Decided, name: &str, machine: usize) -> Option<i64> {
    use arrow::array::{Array, AsArray};
    let column = decided.facts.facts.column_by_name(name)?.as_primitive_opt::<arrow::datatypes::Int64Type>()?;
    column.is_valid(machine).then(|| column.value(machine))
}

impl FieldService {
    /// Fills in what a machine says of a visit at it: customer, contact, site, region, skill. `at` is its place among the
    /// machine files.
    pub fn at_machine(&self, decided: &Decided, at: usize, of: &mut NewVisit) {
        let files = &decided.state.files;
        let text = |field: &str| files.str(field, at).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let id: Option<MachineId> = files.link.ids.get(at).copied();
        let customer = files.customer_of.get(at).copied().flatten().and_then(|of| files.customers.get(of as usize));
        of.machine = id;
        of.customer = customer.map(|customer| customer.id);
        let name = customer.and_then(|customer| customer.name.clone()).or_else(|| text("customer_name"));
        of.customer_name = name.or_else(|| customer.and_then(|customer| customer.number.clone())).unwrap_or_default();
        (of.contact_name, of.phone) = (text("contact_name"), text("phone"));
        let (country, postcode, city) = (text("country"), text("postcode"), text("city"));
        let town = [postcode.clone(), city.clone()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let parts = [text("street"), Some(town).filter(|town| !town.is_empty()), country.clone()];
        of.address = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let number = |field: &str| files.number(field, at);
        let given = number("latitude").zip(number("longitude"));
        let given = given.map(|(latitude, longitude)| Coordinates { latitude, longitude });
        of.place = given.or_else(|| {
            let found = places::locate(country.as_deref(), postcode.as_deref(), city.as_deref());
            found.map(|(north, east)| Coordinates { latitude: north.into(), longitude: east.into() })
        });
        let family = text_fact(decided, "product_family", at);
        let region = self.regions.owner(Place {
            country: text_fact(decided, "country", at),
            postcode: postcode.as_deref(),
            product_family: family,
            customer_number: customer.and_then(|customer| customer.number.as_deref()),
            customer_name: customer.and_then(|customer| customer.name.as_deref()),
        });
        of.region = Some(region.to_owned()).filter(|region| !region.is_empty());
        let skill = match self.skill {
            Some(SkillOf::ProductFamily) => family,
            Some(SkillOf::MachineType) => text_fact(decided, "machine_type", at),
            None => None,
        };
        of.skills = skill.into_iter().map(str::to_owned).collect();
    }
}
