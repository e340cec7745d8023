//! The guards before a step that speaks to a customer, all of them, in the order in which a person would ask.

use crate::calendar::Calendar;
use crate::matrix::{Asked, Channel, Consent, Country, Matrix, Origin, Purpose, Relation, Verdict};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// What the guards say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Guard {
    /// It may go.
    Pass,
    /// It may go later.
    Later {
        /// The first day.
        until: NaiveDate,
        /// Why, in a word the page has texts for.
        reason: String,
    },
    /// It may not go by itself: a person sees to it.
    Person {
        /// Why, in words the page has texts for.
        reasons: Vec<String>,
    },
}

/// How often a customer may be contacted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// So many contacts at most ...
    pub contacts: u32,
    /// ... in so many days.
    pub days: u32,
}

impl Default for Limits {
    /// Two in 30 days.
    fn default() -> Self {
        Self { contacts: 2, days: 30 }
    }
}

/// Whom a message would go to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// The address; none where there is none, or where mail to it came back.
    pub address: Option<String>,
    /// Whether mail to the address came back for good.
    pub has_bounced: bool,
    /// What the person said about the campaign's topic and about advertising.
    pub consent: Consent,
    /// Where the address comes from.
    pub origin: Origin,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
    /// Austria: whether the address was checked and is not on the list after ECG s. 7(2).
    pub is_off_ecg_list: bool,
}

/// What a message is asked for with.
pub struct Contact<'a> {
    /// The day, where the tenant is.
    pub today: NaiveDate,
    /// Where the customer is.
    pub country: Country,
    /// What the customer is to us.
    pub relation: Relation,
    /// Whom it goes to; none where no person is known.
    pub person: Option<&'a Person>,
    /// The way.
    pub channel: Channel,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether what is offered is like what was bought.
    pub is_similar: bool,
    /// What holds everything back: an open critical ticket, a complaint, a credit block, a running quote; a word each.
    pub held: Option<&'a str>,
    /// On which days the customer was contacted by campaigns.
    pub contacted_on: &'a [NaiveDate],
    /// What law and policy say.
    pub matrix: &'a Matrix,
    /// Holidays and working days.
    pub calendar: &'a Calendar,
    /// How often.
    pub limits: Limits,
}

/// Whether a step may speak to the customer today.
#[must_use]
pub fn guard(of: &Contact<'_>) -> Guard {
    let person = |reasons: &[&str]| Guard::Person { reasons: reasons.iter().map(|of| (*of).to_owned()).collect() };
    if let Some(held) = of.held {
        return person(&[held]);
    }
    let Some(to) = of.person else { return person(&["no_contact"]) };
    if of.channel == Channel::Mail {
        if to.has_bounced {
            return person(&["bounced"]);
        }
        if to.address.is_none() {
            return person(&["no_address"]);
        }
    }
    let asked = Asked {
        country: of.country,
        channel: of.channel,
        relation: of.relation,
        purpose: of.purpose,
        consent: to.consent,
        origin: to.origin,
        is_similar: of.is_similar,
        was_told: to.was_told,
        is_off_ecg_list: to.is_off_ecg_list,
    };
    if let Verdict::Person(reasons) = of.matrix.verdict(&asked) {
        return person(&reasons);
    }
    if let Some(until) = full_until(of.contacted_on, of.limits, of.today) {
        return Guard::Later { until, reason: "contact_limit".to_owned() };
    }
    // The hour is the sender's to keep; the day is asked for here.
    match of.calendar.next(of.country, of.today, of.calendar.from) {
        Some(day) if day == of.today => Guard::Pass,
        Some(until) => Guard::Later { until, reason: "closed_day".to_owned() },
        None => person(&["never_open"]),
    }
}

/// The first day on which a customer may be contacted again; none where today is one.
fn full_until(contacted_on: &[NaiveDate], limits: Limits, today: NaiveDate) -> Option<NaiveDate> {
    let begin = today.checked_sub_days(Days::new(u64::from(limits.days)))?;
    let mut within: Vec<NaiveDate> = contacted_on.iter().copied().filter(|day| *day > begin && *day <= today).collect();
    within.sort_unstable();
    let most = usize::try_from(limits.contacts).unwrap_or(usize::MAX);
    let over = (within.len() + 1).checked_sub(most).filter(|over| *over > 0)?;
    // Once the oldest ones are so many days past, there is room again.
    let oldest = within.get(over - 1).copied().unwrap_or(today);
    oldest.checked_add_days(Days::new(u64::from(limits.days)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn person() -> Person {
        Person {
            address: Some("einkauf@kunde.example".to_owned()),
            has_bounced: false,
            consent: Consent::None,
            origin: Origin::Sale,
            was_told: true,
            is_off_ecg_list: false,
        }
    }

    fn ask(today: &str, change: impl FnOnce(&mut Contact<'_>)) -> Guard {
        let (matrix, calendar, person) = (Matrix::default(), Calendar::default(), person());
        let mut contact = Contact {
            today: day(today),
            country: Country::De,
            relation: Relation::Customer,
            person: Some(&person),
            channel: Channel::Mail,
            purpose: Purpose::Advertising,
            is_similar: true,
            held: None,
            contacted_on: &[],
            matrix: &matrix,
            calendar: &calendar,
            limits: Limits::default(),
        };
        change(&mut contact);
        guard(&contact)
    }

    #[test]
    fn each_guard_stops_with_its_reason() {
        let stopped = |reason: &str| Guard::Person { reasons: vec![reason.to_owned()] };
        assert_eq!(ask("2026-11-23", |_| {}), Guard::Pass);
        assert_eq!(ask("2026-11-23", |of| of.held = Some("critical_ticket")), stopped("critical_ticket"));
        assert_eq!(ask("2026-11-23", |of| of.person = None), stopped("no_contact"));
        let bounced = Person { has_bounced: true, ..person() };
        assert_eq!(
            guard(&Contact {
                today: day("2026-11-23"),
                country: Country::De,
                relation: Relation::Customer,
                person: Some(&bounced),
                channel: Channel::Mail,
                purpose: Purpose::Notice,
                is_similar: true,
                held: None,
                contacted_on: &[],
                matrix: &Matrix::default(),
                calendar: &Calendar::default(),
                limits: Limits::default(),
            }),
            stopped("bounced")
        );
        assert_eq!(
            ask("2026-11-22", |_| {}),
            Guard::Later { until: day("2026-11-23"), reason: "closed_day".to_owned() },
            "a Sunday"
        );
    }

    #[test]
    fn a_customer_is_not_contacted_more_often_than_the_limit() {
        let asked = |today: &str, days: &'static [&'static str]| {
            let days: Vec<NaiveDate> = days.iter().map(|of| day(of)).collect();
            let (matrix, calendar, person) = (Matrix::default(), Calendar::default(), person());
            guard(&Contact {
                today: day(today),
                country: Country::De,
                relation: Relation::Customer,
                person: Some(&person),
                channel: Channel::Mail,
                purpose: Purpose::Notice,
                is_similar: true,
                held: None,
                contacted_on: &days,
                matrix: &matrix,
                calendar: &calendar,
                limits: Limits::default(),
            })
        };
        let full = asked("2026-11-23", &["2026-11-02", "2026-11-10"]);
        assert_eq!(full, Guard::Later { until: day("2026-12-02"), reason: "contact_limit".to_owned() });
        assert_eq!(asked("2026-12-02", &["2026-11-02", "2026-11-10"]), Guard::Pass);
        assert_eq!(asked("2026-11-23", &["2026-11-10"]), Guard::Pass);
    }
}
