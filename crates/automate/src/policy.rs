//! What a company settled of how it contacts customers: the matrix, how often, at which hours and on which days. One document
//! as it is saved, with versions.

use crate::calendar::Calendar;
use crate::guard::Limits;
use crate::matrix::{Cell, Channel, Country, Matrix, MatrixError, Purpose, Relation};
use serde::{Deserialize, Serialize};

/// Contacts a limit may allow at most: beyond, it is none.
const MOST_CONTACTS: u32 = 100;

/// Days a limit may span.
const MOST_DAYS: u32 = 365;

/// Own days without mail at most: a year's worth, several years ahead.
const MOST_CLOSED: usize = 1_000;

/// Why a contact policy is refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PolicyError {
    /// A cell is below what law asks for.
    #[error(transparent)]
    Matrix(#[from] MatrixError),
    /// The limit is none.
    #[error(
        "a customer is contacted 1 to {MOST_CONTACTS} times in 1 to {MOST_DAYS} days; {contacts} in {days} is not that"
    )]
    Limits {
        /// Contacts.
        contacts: u32,
        /// Days.
        days: u32,
    },
    /// Nothing could ever go out, or at no end.
    #[error("mail goes out from {from} until {until}: the end must be later than the beginning")]
    Hours {
        /// The first minute.
        from: chrono::NaiveTime,
        /// The end.
        until: chrono::NaiveTime,
    },
    /// Too many own days.
    #[error("{0} days of one's own without mail are too many; there may be {MOST_CLOSED}")]
    Closed(usize),
}

/// A cell that was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangedCell {
    /// Where the customer is.
    pub country: Country,
    /// The way.
    pub channel: Channel,
    /// What the customer is to us.
    pub relation: Relation,
    /// What it is for.
    pub purpose: Purpose,
    /// What it needs.
    pub cell: Cell,
}

/// How customers are contacted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Saved", into = "Saved")]
pub struct ContactPolicy {
    /// What law and company say of country, channel, relation and purpose.
    pub matrix: Matrix,
    /// How often a customer is contacted.
    pub limits: Limits,
    /// At which hours and on which days.
    pub calendar: Calendar,
}

/// The document as it is kept.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Saved {
    cells: Vec<ChangedCell>,
    limits: Limits,
    calendar: Calendar,
}

impl From<Saved> for ContactPolicy {
    fn from(saved: Saved) -> Self {
        let of = |of: ChangedCell| ((of.country, of.channel, of.relation, of.purpose), of.cell);
        Self { matrix: Matrix::saved(saved.cells.into_iter().map(of)), limits: saved.limits, calendar: saved.calendar }
    }
}

impl From<ContactPolicy> for Saved {
    fn from(policy: ContactPolicy) -> Self {
        let of =
            |((country, channel, relation, purpose), cell)| ChangedCell { country, channel, relation, purpose, cell };
        Self { cells: policy.matrix.changed().map(of).collect(), limits: policy.limits, calendar: policy.calendar }
    }
}

impl ContactPolicy {
    /// A policy of these changes, as a person enters them.
    ///
    /// # Errors
    /// Where a cell is below what law asks for, a limit is none, or nothing could ever go out.
    pub fn of(cells: &[ChangedCell], limits: Limits, calendar: Calendar) -> Result<Self, PolicyError> {
        let mut matrix = Matrix::default();
        for of in cells {
            matrix.set((of.country, of.channel, of.relation, of.purpose), of.cell)?;
        }
        let Limits { contacts, days } = limits;
        if contacts == 0 || contacts > MOST_CONTACTS || days == 0 || days > MOST_DAYS {
            return Err(PolicyError::Limits { contacts, days });
        }
        if calendar.from >= calendar.until {
            return Err(PolicyError::Hours { from: calendar.from, until: calendar.until });
        }
        if calendar.closed.len() > MOST_CLOSED {
            return Err(PolicyError::Closed(calendar.closed.len()));
        }
        Ok(Self { matrix, limits, calendar })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::{Contact, Guard, Person, guard};
    use crate::matrix::tests::{breaks_a_law, everything};
    use crate::matrix::{floor, places};
    use chrono::{NaiveDate, NaiveTime, TimeDelta};
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn hour(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).expect("a time")
    }

    #[test]
    fn what_is_entered_is_checked_and_what_is_kept_is_read_back() {
        let place = ChangedCell {
            country: Country::De,
            channel: Channel::Mail,
            relation: Relation::Former,
            purpose: Purpose::Advertising,
            cell: Cell::Exception,
        };
        let closed = [day("2026-12-28"), day("2026-12-29")].into();
        let calendar = Calendar { from: hour(9), until: hour(16), closed, ..Calendar::default() };
        let policy = ContactPolicy::of(&[place], Limits { contacts: 1, days: 14 }, calendar.clone()).expect("lawful");
        let text = serde_json::to_string(&policy).expect("text");
        assert_eq!(serde_json::from_str::<ContactPolicy>(&text).expect("read"), policy);
        assert_eq!(serde_json::from_str::<ContactPolicy>("{}").expect("read"), ContactPolicy::default());

        let free = ChangedCell { cell: Cell::Free, ..place };
        let refused = ContactPolicy::of(&[free], Limits::default(), Calendar::default()).expect_err("unlawful");
        assert!(refused.to_string().contains("UWG s. 7"), "{refused}");
        for limits in [Limits { contacts: 0, days: 30 }, Limits { contacts: 2, days: 0 }] {
            assert!(ContactPolicy::of(&[], limits, Calendar::default()).is_err(), "{limits:?}");
        }
        let night = Calendar { from: hour(18), until: hour(8), ..calendar };
        assert!(ContactPolicy::of(&[], Limits::default(), night).is_err());
    }

    proptest! {
        // Whatever stands in the database: cells below what law asks for, limits of nothing, hours that never are.
        #[test]
        fn no_saved_policy_produces_an_unlawful_message(
            cells in proptest::collection::vec((0..120_usize, 0..4_usize), 0..60),
            contacts in 0..5_u32, days in 0..60_u32, (from, until) in (0..24_u32, 0..24_u32), saturdays in any::<bool>(),
            closed in proptest::collection::btree_set(0..60_i64, 0..20), today in 0..60_i64,
            said_on in proptest::collection::vec(0..60_i64, 0..5),
        ) {
            let names = ["free", "exception", "consent", "person"];
            let all: Vec<_> = places().collect();
            let cells: Vec<_> = cells.into_iter().map(|(at, cell)| {
                let (country, channel, relation, purpose) = all[at % all.len()];
                serde_json::json!({ "country": country, "channel": channel, "relation": relation, "purpose": purpose, "cell": names[cell] })
            }).collect();
            let begin = day("2026-11-01");
            let on = |days: i64| begin + TimeDelta::days(days);
            let document = serde_json::json!({
                "cells": cells,
                "limits": { "contacts": contacts, "days": days },
                "calendar": {
                    "from": hour(from), "until": hour(until), "saturdays": saturdays,
                    "closed": closed.iter().map(|of| on(*of)).collect::<Vec<_>>(),
                },
            });
            let policy: ContactPolicy = serde_json::from_value(document).expect("a document");
            for place in places() {
                prop_assert!(policy.matrix.cell(place) >= floor(place), "{:?}", place);
            }
            let today = on(today);
            let said_on: Vec<NaiveDate> = said_on.into_iter().map(on).collect();
            for asked in everything() {
                let person = Person {
                    address: Some("einkauf@kunde.example".to_owned()),
                    has_bounced: false,
                    consent: asked.consent,
                    origin: asked.origin,
                    was_told: asked.was_told,
                    is_off_ecg_list: asked.is_off_ecg_list,
                };
                let said = guard(&Contact {
                    today, country: asked.country, relation: asked.relation, person: Some(&person),
                    channel: asked.channel, purpose: asked.purpose, is_similar: asked.is_similar, held: None,
                    contacted_on: &said_on, matrix: &policy.matrix, calendar: &policy.calendar, limits: policy.limits,
                });
                if said == Guard::Pass {
                    prop_assert_eq!(breaks_a_law(&asked), None, "{:?}", asked);
                    prop_assert!(policy.calendar.is_open_on(asked.country, today));
                    let begin = today - TimeDelta::days(i64::from(days));
                    let within = said_on.iter().filter(|of| **of > begin && **of <= today).count();
                    prop_assert!(within < usize::try_from(contacts).expect("a number"), "{within} in {days} days");
                }
            }
        }
    }
}
