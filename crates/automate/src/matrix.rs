//! What may lawfully be said to whom by which way: the policy matrix of country, channel, relation and purpose.
//!
//! A [`Cell`] says what a message needs. The shipped matrix is cautious; an administrator may change cells, but never below what
//! law asks for ([`Matrix::set`]). Sources, as read by builders and not as legal advice: DE: UWG s. 7(2), 7(3); AT: TKG 2021
//! s. 174, ECG s. 7(2); IT: D.Lgs. 196/2003 art. 130; CH: UWG art. 3(1)(o); others: Directive 2002/58/EC art. 13; objection: GDPR
//! art. 21(2), (3).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Countries whose law is known; all others are treated alike.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Country {
    /// Germany.
    De,
    /// Austria.
    At,
    /// Switzerland.
    Ch,
    /// Italy.
    It,
    /// Any other, and one that is not known.
    Other,
}

impl Country {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::De, Self::At, Self::Ch, Self::It, Self::Other];

    /// The country of an ISO 3166 code.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code.trim().to_ascii_uppercase().as_str() {
            "DE" => Self::De,
            "AT" => Self::At,
            "CH" => Self::Ch,
            "IT" => Self::It,
            _ => Self::Other,
        }
    }
}

/// The way a message goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Electronic mail.
    Mail,
    /// A notice in the portal the customer signs in to.
    Portal,
    /// A call.
    Phone,
    /// A letter on paper.
    Letter,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Portal, Self::Phone, Self::Letter];
}

/// What the customer is to us.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Has a contract with us, or bought within two years.
    Customer,
    /// Bought once.
    Former,
    /// Never bought from us, or it is not known.
    Prospect,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Customer, Self::Former, Self::Prospect];
}

/// What a message is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A notice about what the customer has: a contract that ends, a safety matter. It offers nothing else.
    Notice,
    /// Anything that is to sell.
    Advertising,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Notice, Self::Advertising];
}

/// What a message needs, from the freest to the strictest.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Nothing but that the customer has not objected.
    Free,
    /// The existing-customer exception, or consent.
    Exception,
    /// Prior express consent.
    Consent,
    /// A person decides, each time.
    Person,
}

/// Where an address comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// From the customer itself, in connection with a sale.
    Sale,
    /// From the customer itself, otherwise: a fair, a form.
    Given,
    /// Bought, searched, or not known.
    Unknown,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sale, Self::Given, Self::Unknown];
}

/// What the person said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Nothing.
    None,
    /// Agreed, expressly and beforehand, and we can show it.
    Given,
    /// Objected to this topic.
    ObjectedTopic,
    /// Objected to all advertising.
    ObjectedAll,
    /// Had the address erased (GDPR art. 17): nothing goes to it any more.
    Erased,
}

impl Consent {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::None, Self::Given, Self::ObjectedTopic, Self::ObjectedAll, Self::Erased];
}

/// Everything a verdict rests on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Where the customer is.
    pub country: Country,
    /// The way.
    pub channel: Channel,
    /// What the customer is to us.
    pub relation: Relation,
    /// What the message is for.
    pub purpose: Purpose,
    /// What the person said.
    pub consent: Consent,
    /// Where the address comes from.
    pub origin: Origin,
    /// Whether what is offered is like what was bought.
    pub is_similar: bool,
    /// Whether it was said, when the address was collected, that one may object.
    pub was_told: bool,
    /// Austria: whether the address was checked against the list after ECG s. 7(2) and is not on it.
    pub is_off_ecg_list: bool,
}

/// Why a message may go out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// It needs nothing.
    Free,
    /// Consent.
    Consent,
    /// The existing-customer exception.
    ExistingCustomer,
}

/// Whether a message may go out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It may.
    Lawful(Basis),
    /// It may not go out by itself: a person sees to it. Why, in words the page has texts for.
    Person(Vec<&'static str>),
}

/// Why a cell may not be changed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{country:?}, {channel:?}, {relation:?}, {purpose:?}: law asks for {floor:?} at least ({source}); {asked:?} is less", source = source_of(*country))]
pub struct MatrixError {
    /// The country.
    pub country: Country,
    /// The way.
    pub channel: Channel,
    /// What the customer is to us.
    pub relation: Relation,
    /// What the message is for.
    pub purpose: Purpose,
    /// What law asks for.
    pub floor: Cell,
    /// What was asked for.
    pub asked: Cell,
}

/// The law a country's cells come from.
#[must_use]
pub const fn source_of(country: Country) -> &'static str {
    match country {
        Country::De => "UWG s. 7",
        Country::At => "TKG 2021 s. 174",
        Country::Ch => "UWG art. 3(1)(o)",
        Country::It => "D.Lgs. 196/2003 art. 130",
        Country::Other => "Directive 2002/58/EC art. 13",
    }
}

/// One place of the matrix.
pub type Place = (Country, Channel, Relation, Purpose);

/// All places of the matrix, in the order in which people read them.
pub fn places() -> impl Iterator<Item = Place> {
    Country::ALL.into_iter().flat_map(|country| {
        Channel::ALL.into_iter().flat_map(move |channel| {
            let of = move |relation| Purpose::ALL.map(|purpose| (country, channel, relation, purpose));
            Relation::ALL.into_iter().flat_map(of)
        })
    })
}

/// What law asks for: no matrix may ask for less.
#[must_use]
pub const fn floor((country, channel, relation, purpose): Place) -> Cell {
    match (purpose, channel, country, relation) {
        (Purpose::Notice, ..) | (_, Channel::Letter, ..) => Cell::Free,
        // Express prior consent, but for the exception in favour of existing customers.
        (_, Channel::Mail | Channel::Portal, Country::De | Country::At | Country::Ch, Relation::Customer | Relation::Former)
        // The exception is the seller's alone and doubtful once somebody is no customer any more.
        | (_, Channel::Mail | Channel::Portal, Country::It, Relation::Customer) => Cell::Exception,
        (_, Channel::Mail | Channel::Portal, ..) => Cell::Consent,
        // Presumed consent of a company is a judgement about one case: a person's.
        (_, Channel::Phone, Country::De | Country::Ch, _) => Cell::Person,
        (_, Channel::Phone, ..) => Cell::Consent,
    }
}

/// What is shipped: what law asks for, and where law is doubtful, more.
#[must_use]
pub const fn shipped(place: Place) -> Cell {
    let (_, channel, relation, purpose) = place;
    match (purpose, channel, relation) {
        (Purpose::Notice, Channel::Phone, _) | (Purpose::Notice, _, Relation::Prospect) => Cell::Person,
        (Purpose::Advertising, Channel::Mail | Channel::Portal, Relation::Former) => Cell::Consent,
        (Purpose::Advertising, Channel::Letter, Relation::Prospect) => Cell::Person,
        _ => floor(place),
    }
}

/// The matrix: what is shipped, and what an administrator changed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Matrix {
    changed: BTreeMap<Place, Cell>,
}

impl Matrix {
    /// What a message of this place needs: never less than law asks for, whatever was saved by whom.
    #[must_use]
    pub fn cell(&self, place: Place) -> Cell {
        self.changed.get(&place).copied().unwrap_or_else(|| shipped(place)).max(floor(place))
    }

    /// A matrix as it was saved, without asking whether its cells are high enough: [`Matrix::cell`] raises those that are not,
    /// for what law asks for may have risen since.
    #[must_use]
    pub fn saved(changed: impl IntoIterator<Item = (Place, Cell)>) -> Self {
        let changed = changed.into_iter().filter(|(place, cell)| *cell != shipped(*place));
        Self { changed: changed.collect() }
    }

    /// All places with what they need.
    pub fn cells(&self) -> impl Iterator<Item = (Place, Cell)> + '_ {
        places().map(|place| (place, self.cell(place)))
    }

    /// Changes a cell.
    ///
    /// # Errors
    /// Where law asks for more.
    pub fn set(&mut self, place: Place, cell: Cell) -> Result<(), MatrixError> {
        let (country, channel, relation, purpose) = place;
        let floor = floor(place);
        if cell < floor {
            return Err(MatrixError { country, channel, relation, purpose, floor, asked: cell });
        }
        if cell == shipped(place) {
            self.changed.remove(&place);
        } else {
            self.changed.insert(place, cell);
        }
        Ok(())
    }

    /// What was changed.
    pub fn changed(&self) -> impl Iterator<Item = (Place, Cell)> + '_ {
        self.changed.iter().map(|(place, cell)| (*place, *cell))
    }

    /// Whether a message may go out. An objection to advertising is absolute (GDPR art. 21(3)); it does not reach notices about
    /// what the customer has, an objection to their topic does.
    #[must_use]
    pub fn verdict(&self, asked: &Asked) -> Verdict {
        match (asked.purpose, asked.consent) {
            (_, Consent::Erased) => return Verdict::Person(vec!["erased"]),
            (_, Consent::ObjectedTopic) => return Verdict::Person(vec!["objected_topic"]),
            (Purpose::Advertising, Consent::ObjectedAll) => return Verdict::Person(vec!["objected_all"]),
            _ => {}
        }
        let has_consent = asked.consent == Consent::Given;
        match self.cell((asked.country, asked.channel, asked.relation, asked.purpose)) {
            Cell::Free => Verdict::Lawful(Basis::Free),
            Cell::Person => Verdict::Person(vec!["person_decides"]),
            Cell::Consent | Cell::Exception if has_consent => Verdict::Lawful(Basis::Consent),
            Cell::Consent => Verdict::Person(vec!["no_consent"]),
            Cell::Exception => {
                let missing = [
                    ("not_from_sale", asked.origin == Origin::Sale),
                    ("not_similar", asked.is_similar),
                    ("not_told", asked.was_told),
                    ("ecg_not_checked", asked.country != Country::At || asked.is_off_ecg_list),
                    ("not_a_customer", asked.relation != Relation::Prospect),
                ];
                let mut reasons: Vec<&str> =
                    missing.into_iter().filter(|(_, holds)| !holds).map(|(reason, _)| reason).collect();
                if reasons.is_empty() {
                    return Verdict::Lawful(Basis::ExistingCustomer);
                }
                reasons.insert(0, "no_consent");
                Verdict::Person(reasons)
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every question there is.
    pub(crate) fn everything() -> impl Iterator<Item = Asked> {
        places().flat_map(|(country, channel, relation, purpose)| {
            Consent::ALL.into_iter().flat_map(move |consent| {
                Origin::ALL.into_iter().flat_map(move |origin| {
                    (0..8_u8).map(move |bits| Asked {
                        country,
                        channel,
                        relation,
                        purpose,
                        consent,
                        origin,
                        is_similar: bits & 1 > 0,
                        was_told: bits & 2 > 0,
                        is_off_ecg_list: bits & 4 > 0,
                    })
                })
            })
        })
    }

    /// What the laws say, written down a second time and the other way round: whether sending this by itself breaks one.
    pub(crate) fn breaks_a_law(asked: &Asked) -> Option<&'static str> {
        if asked.consent == Consent::Erased {
            return Some("GDPR art. 17");
        }
        if asked.purpose == Purpose::Notice {
            return None;
        }
        if matches!(asked.consent, Consent::ObjectedAll | Consent::ObjectedTopic) {
            return Some("GDPR art. 21(3)");
        }
        if asked.consent == Consent::Given {
            return None;
        }
        match asked.channel {
            Channel::Letter => None,
            Channel::Phone => Some("a call needs consent, or somebody who presumes it"),
            Channel::Mail | Channel::Portal => {
                let exception = asked.origin == Origin::Sale && asked.is_similar && asked.was_told;
                match asked.country {
                    Country::De if exception && asked.relation != Relation::Prospect => None,
                    Country::De => Some("UWG s. 7(2) no. 2"),
                    Country::At if exception && asked.relation != Relation::Prospect && asked.is_off_ecg_list => None,
                    Country::At => Some("TKG 2021 s. 174(4)"),
                    Country::Ch if exception && asked.relation != Relation::Prospect => None,
                    Country::Ch => Some("UWG art. 3(1)(o)"),
                    Country::It if exception && asked.relation == Relation::Customer => None,
                    Country::It => Some("D.Lgs. 196/2003 art. 130(1)"),
                    Country::Other => Some("Directive 2002/58/EC art. 13(1)"),
                }
            }
        }
    }

    fn is_lawful_throughout(matrix: &Matrix) -> Result<(), String> {
        let mut lawful = 0;
        for asked in everything() {
            match matrix.verdict(&asked) {
                Verdict::Lawful(_) => {
                    lawful += 1;
                    if let Some(law) = breaks_a_law(&asked) {
                        return Err(format!("{asked:?} would break {law}"));
                    }
                }
                Verdict::Person(reasons) if reasons.is_empty() => return Err(format!("{asked:?}: no reason")),
                Verdict::Person(_) => {}
            }
        }
        if lawful == 0 { Err("nothing may be sent at all".to_owned()) } else { Ok(()) }
    }

    #[test]
    fn the_shipped_matrix_produces_no_unlawful_message() {
        assert_eq!(is_lawful_throughout(&Matrix::default()), Ok(()));
        for place in places() {
            assert!(shipped(place) >= floor(place), "{place:?}");
        }
    }

    proptest! {
        #[test]
        fn no_edited_matrix_produces_an_unlawful_message(edits in proptest::collection::vec((0..120_usize, 0..4_usize), 0..60)) {
            let places: Vec<Place> = places().collect();
            let cells = [Cell::Free, Cell::Exception, Cell::Consent, Cell::Person];
            let mut matrix = Matrix::default();
            for (place, cell) in edits {
                let place = places[place % places.len()];
                let done = matrix.set(place, cells[cell]);
                prop_assert_eq!(done.is_err(), cells[cell] < floor(place));
            }
            // A matrix may ask for a person everywhere, and then nothing goes out; it may never send what is unlawful.
            for asked in everything() {
                if let Verdict::Lawful(_) = matrix.verdict(&asked) {
                    prop_assert_eq!(breaks_a_law(&asked), None, "{:?}", asked);
                }
            }
        }
    }

    #[test]
    fn suitecrm_7434_5541_a_contract_notice_is_no_advertising_and_objections_work_by_topic_and_for_all() {
        let matrix = Matrix::default();
        let asked = |purpose, consent| Asked {
            country: Country::De,
            channel: Channel::Mail,
            relation: Relation::Customer,
            purpose,
            consent,
            origin: Origin::Sale,
            is_similar: true,
            was_told: true,
            is_off_ecg_list: false,
        };
        let of = |purpose, consent| matrix.verdict(&asked(purpose, consent));
        assert_eq!(of(Purpose::Notice, Consent::None), Verdict::Lawful(Basis::Free));
        assert_eq!(of(Purpose::Notice, Consent::ObjectedAll), Verdict::Lawful(Basis::Free), "it is no advertising");
        assert_eq!(of(Purpose::Notice, Consent::ObjectedTopic), Verdict::Person(vec!["objected_topic"]));
        assert_eq!(of(Purpose::Advertising, Consent::None), Verdict::Lawful(Basis::ExistingCustomer));
        assert_eq!(of(Purpose::Advertising, Consent::ObjectedAll), Verdict::Person(vec!["objected_all"]));
    }

    #[test]
    fn a_person_reads_what_is_missing() {
        let asked = Asked {
            country: Country::At,
            channel: Channel::Mail,
            relation: Relation::Customer,
            purpose: Purpose::Advertising,
            consent: Consent::None,
            origin: Origin::Given,
            is_similar: true,
            was_told: false,
            is_off_ecg_list: false,
        };
        let reasons = vec!["no_consent", "not_from_sale", "not_told", "ecg_not_checked"];
        assert_eq!(Matrix::default().verdict(&asked), Verdict::Person(reasons));
        let refused = Matrix::default()
            .set((Country::It, Channel::Mail, Relation::Former, Purpose::Advertising), Cell::Exception);
        let said = refused.expect_err("less than law asks for").to_string();
        assert!(said.contains("D.Lgs. 196/2003 art. 130"), "{said}");
    }
}
