//! What people can begin to work on this week: an owner's new opportunities in the order of what waiting costs, so many a
//! week. What does not fit waits, and says until when.

use crate::api::rows::loss_a_week;
use crate::live::Live;
use chrono::{Datelike, Days, NaiveDate};
use hashbrown::HashMap;
use installed_base::{Entry, Pipeline};
use sales::Stage;
use std::sync::Arc;

fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// The opportunities with the week in which each is reached.
pub(crate) fn planned(live: &Live, pipeline: Pipeline, today: NaiveDate) -> Pipeline {
    let capacity = &live.decided.policy.capacity;
    let is_limited = capacity.usual.is_some() || !capacity.of.is_empty();
    let week = monday(today);
    let mut waiting: HashMap<&str, Vec<&Arc<Entry>>> = HashMap::new();
    let mut begun: HashMap<&str, usize> = HashMap::new();
    let mut changed: Vec<Entry> = Vec::new();
    let positions = 0..u32::try_from(pipeline.len()).unwrap_or(u32::MAX);
    for entry in positions.filter_map(|position| pipeline.entry(position)) {
        let owner = entry.of.owner.as_str();
        // The topics of a conversation are spoken of with it.
        let leads = entry.of.lead.is_none() && entry.of.flag.is_none();
        if is_limited && leads && entry.of.stage == Stage::New {
            waiting.entry(owner).or_default().push(entry);
            continue;
        }
        if leads && entry.of.stage != Stage::New && entry.stage_since >= week {
            *begun.entry(owner).or_default() += 1;
        }
        if entry.waits_until.is_some() {
            changed.push(Entry { waits_until: None, ..Entry::clone(entry) });
        }
    }
    for (owner, of) in waiting {
        let a_week = capacity.of_owner(owner).map(|a_week| a_week as usize);
        let mut of: Vec<(f64, &Arc<Entry>)> = of.into_iter().map(|entry| (loss_a_week(live, entry), entry)).collect();
        of.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.of.score.cmp(&a.1.of.score)).then(a.1.of.id.cmp(&b.1.of.id)));
        let done = begun.get(owner).copied().unwrap_or(0);
        for (place, (_, entry)) in of.into_iter().enumerate() {
            // What was begun this week already has taken its place in it.
            let weeks = a_week.map_or(0, |a_week| (place + done.min(a_week)) / a_week);
            let until = (weeks > 0).then(|| week.checked_add_days(Days::new(7 * weeks as u64))).flatten();
            if entry.waits_until != until {
                changed.push(Entry { waits_until: until, ..Entry::clone(entry) });
            }
        }
    }
    drop(begun);
    if changed.is_empty() { pipeline } else { pipeline.with_changed(changed) }
}
