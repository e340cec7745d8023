//! What the entries of the register come to for one address: what the person agreed and objected to, where the address comes
//! from, whether mail to it came back.
//!
//! A negative never gets lost. An objection ends with an agreement only that is dated after it and can be shown, whatever the
//! order in which the two are entered; an agreement nobody can show is none; an erased address stays erased.

use crate::matrix::{Consent, Origin};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// What was said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Said {
    /// Agreed, expressly and beforehand.
    Agreed,
    /// Objected, or took an agreement back.
    Objected,
    /// Nothing: the entry says where the address comes from.
    Nothing,
    /// Mail to it came back for good.
    Bounced,
    /// Mail reaches it again.
    Reachable,
}

impl Said {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Agreed, Self::Objected, Self::Nothing, Self::Bounced, Self::Reachable];

    /// The name in the database, files and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Objected => "objected",
            Self::Nothing => "nothing",
            Self::Bounced => "bounced",
            Self::Reachable => "reachable",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.id() == name)
    }
}

/// An entry of the register, as far as it counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The topic; all where none is said.
    pub topic: Option<String>,
    /// What was said.
    pub said: Said,
    /// On which day.
    pub on: NaiveDate,
    /// Whether it can be shown: a form, a mail, a call with day and name.
    pub has_evidence: bool,
    /// Where the address comes from.
    pub origin: Origin,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
}

/// What was said about a topic last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// Agreed on this day, and it can be shown.
    Agreed(NaiveDate),
    /// Objected on this day.
    Objected(NaiveDate),
}

impl Stand {
    const fn on(self) -> NaiveDate {
        match self {
            Self::Agreed(on) | Self::Objected(on) => on,
        }
    }
}

/// What is known of an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    by_topic: BTreeMap<Option<String>, Stand>,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
    /// Whether mail to it came back for good.
    pub has_bounced: bool,
    /// Whether the person had it erased (GDPR art. 17): nothing ever goes to it.
    pub is_erased: bool,
    told_on: Option<NaiveDate>,
    bounced_on: Option<NaiveDate>,
}

impl Default for Standing {
    /// Nothing was said.
    fn default() -> Self {
        Self {
            by_topic: BTreeMap::new(),
            origin: Origin::Unknown,
            was_told: false,
            has_bounced: false,
            is_erased: false,
            told_on: None,
            bounced_on: None,
        }
    }
}

impl Standing {
    /// An address that was erased.
    #[must_use]
    pub fn erased() -> Self {
        Self { is_erased: true, ..Self::default() }
    }

    /// What these entries come to, in whatever order they stand.
    #[must_use]
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Statement>) -> Self {
        let mut of = Self::default();
        for entry in entries {
            of.add(entry);
        }
        of
    }

    /// Takes one more entry in.
    pub fn add(&mut self, entry: &Statement) {
        match entry.said {
            Said::Agreed | Said::Objected => {
                let stand = match entry.said {
                    Said::Objected => Stand::Objected(entry.on),
                    _ if entry.has_evidence => Stand::Agreed(entry.on),
                    _ => return self.collected(entry),
                };
                let known = self.by_topic.get(&entry.topic).copied();
                // Of the same day the objection counts.
                let counts = known.is_none_or(|known| {
                    entry.on > known.on() || entry.on == known.on() && matches!(stand, Stand::Objected(_))
                });
                if counts {
                    self.by_topic.insert(entry.topic.clone(), stand);
                }
                self.collected(entry);
            }
            Said::Nothing => self.collected(entry),
            Said::Bounced | Said::Reachable => {
                let bounced = entry.said == Said::Bounced;
                if self.bounced_on.is_none_or(|known| entry.on > known || entry.on == known && bounced) {
                    self.bounced_on = Some(entry.on);
                    self.has_bounced = bounced;
                }
            }
        }
    }

    /// Where the address comes from, if the entry says so: the latest counts, of the same day the more cautious.
    fn collected(&mut self, entry: &Statement) {
        if entry.origin == Origin::Unknown && entry.said != Said::Nothing {
            return;
        }
        let cautious = (entry.origin, !entry.was_told) > (self.origin, !self.was_told);
        if self.told_on.is_none_or(|known| entry.on > known || entry.on == known && cautious) {
            self.told_on = Some(entry.on);
            (self.origin, self.was_told) = (entry.origin, entry.was_told);
        }
    }

    /// What the person said about a topic. An objection to the topic goes before everything else but a later agreement to this
    /// very topic; an objection to all goes before everything but a later agreement to the topic or to all.
    #[must_use]
    pub fn consent(&self, topic: &str) -> Consent {
        if self.is_erased {
            return Consent::Erased;
        }
        let of_topic = self.by_topic.get(&Some(topic.to_owned())).copied();
        let of_all = self.by_topic.get(&None).copied();
        match (of_topic, of_all) {
            (Some(Stand::Objected(_)), _) => Consent::ObjectedTopic,
            (Some(Stand::Agreed(on)), Some(Stand::Objected(ended))) if on > ended => Consent::Given,
            (_, Some(Stand::Objected(_))) => Consent::ObjectedAll,
            (Some(Stand::Agreed(_)), _) | (_, Some(Stand::Agreed(_))) => Consent::Given,
            (None, None) => Consent::None,
        }
    }

    /// What was said last about each topic; the topic `None` stands for all.
    pub fn stands(&self) -> impl Iterator<Item = (Option<&str>, Stand)> + '_ {
        self.by_topic.iter().map(|(topic, stand)| (topic.as_deref(), *stand))
    }

    /// Whether anything was objected to and that stands.
    #[must_use]
    pub fn has_objected(&self) -> bool {
        self.by_topic.values().any(|stand| matches!(stand, Stand::Objected(_)))
    }

    /// Whether anything is agreed to.
    #[must_use]
    pub fn has_agreed(&self) -> bool {
        self.by_topic.values().any(|stand| matches!(stand, Stand::Agreed(_)))
    }

    /// The day of the objection an agreement to this topic given on this day would have to be later than; none where there is
    /// none in its way.
    #[must_use]
    pub fn objection_in_the_way(&self, topic: Option<&str>, on: NaiveDate) -> Option<NaiveDate> {
        let of = |topic: Option<&str>| match self.by_topic.get(&topic.map(str::to_owned)) {
            Some(Stand::Objected(day)) if *day >= on => Some(*day),
            _ => None,
        };
        of(topic).into_iter().chain(topic.and_then(|_| of(None))).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn entry(said: Said, topic: Option<&str>, on: &str) -> Statement {
        Statement {
            topic: topic.map(str::to_owned),
            said,
            on: day(on),
            has_evidence: true,
            origin: Origin::Unknown,
            was_told: false,
        }
    }

    #[test]
    fn an_agreement_lifts_an_objection_only_where_it_is_dated_after_it_and_can_be_shown() {
        let objected = entry(Said::Objected, None, "2026-03-01");
        let before = entry(Said::Agreed, Some("parts"), "2026-02-01");
        let same_day = entry(Said::Agreed, Some("parts"), "2026-03-01");
        let after = entry(Said::Agreed, Some("parts"), "2026-03-02");
        let unproven = Statement { has_evidence: false, ..after.clone() };
        for agreed in [before, same_day, unproven] {
            assert_eq!(Standing::of([&objected, &agreed]).consent("parts"), Consent::ObjectedAll, "{agreed:?}");
        }
        let lifted = Standing::of([&after, &objected]);
        assert_eq!(lifted.consent("parts"), Consent::Given);
        assert_eq!(lifted.consent("contracts"), Consent::ObjectedAll, "it was asked about one topic");
        let topic = entry(Said::Objected, Some("parts"), "2026-01-01");
        let all = entry(Said::Agreed, None, "2026-06-01");
        let both = Standing::of([&topic, &all]);
        assert_eq!(both.consent("parts"), Consent::ObjectedTopic, "who agrees to all again did not speak of the topic");
        assert_eq!(both.consent("contracts"), Consent::Given);
        assert_eq!(both.objection_in_the_way(Some("parts"), day("2026-01-01")), Some(day("2026-01-01")));
        assert_eq!(both.objection_in_the_way(Some("parts"), day("2026-01-02")), None);
    }

    #[test]
    fn bounces_and_objections_leave_the_origin_and_an_origin_leaves_bounces() {
        let sale = Statement { origin: Origin::Sale, was_told: true, ..entry(Said::Nothing, None, "2025-01-01") };
        let bounced = entry(Said::Bounced, None, "2026-01-01");
        let objected = entry(Said::Objected, None, "2026-02-01");
        let again = Statement { on: day("2026-03-01"), ..sale.clone() };
        let of = Standing::of([&sale, &bounced, &objected, &again]);
        assert_eq!((of.origin, of.was_told, of.has_bounced), (Origin::Sale, true, true));
        let reached = entry(Said::Reachable, None, "2026-04-01");
        assert!(!Standing::of([&reached, &bounced]).has_bounced);
        assert!(Standing::of([&entry(Said::Reachable, None, "2025-12-31"), &bounced]).has_bounced);
    }

    fn any_entry() -> impl Strategy<Value = Statement> {
        (0..5_usize, 0..3_usize, 0..6_i64, any::<bool>(), 0..3_usize, any::<bool>()).prop_map(
            |(said, topic, days, has_evidence, origin, was_told)| Statement {
                topic: [None, Some("parts".to_owned()), Some("contracts".to_owned())][topic].clone(),
                said: Said::ALL[said],
                on: day("2026-01-01") + chrono::TimeDelta::days(days),
                has_evidence,
                origin: Origin::ALL[origin],
                was_told,
            },
        )
    }

    proptest! {
        #[test]
        fn no_order_of_entries_loses_an_objection(entries in proptest::collection::vec(any_entry(), 0..12)) {
            let standing = Standing::of(&entries);
            let mut turned: Vec<&Statement> = entries.iter().collect();
            turned.reverse();
            prop_assert_eq!(&Standing::of(turned), &standing, "the order in which they are entered does not count");
            for topic in ["parts", "contracts", "service"] {
                let about = |of: &&Statement| of.topic.as_deref().is_none_or(|about| about == topic);
                let objections = entries.iter().filter(|of| of.said == Said::Objected).filter(about);
                for objection in objections {
                    let lifts = |of: &Statement| {
                        of.said == Said::Agreed && of.has_evidence && of.on > objection.on
                            && (of.topic.as_deref() == Some(topic) || of.topic.is_none() && objection.topic.is_none())
                    };
                    if !entries.iter().any(lifts) {
                        let said = standing.consent(topic);
                        prop_assert!(matches!(said, Consent::ObjectedTopic | Consent::ObjectedAll), "{topic}: {said:?}");
                    }
                }
                if standing.consent(topic) == Consent::Given {
                    prop_assert!(entries.iter().filter(about).any(|of| of.said == Said::Agreed && of.has_evidence));
                }
            }
        }
    }

    #[test]
    fn what_is_erased_stays_so() {
        assert_eq!(Standing::erased().consent("parts"), Consent::Erased);
    }
}
