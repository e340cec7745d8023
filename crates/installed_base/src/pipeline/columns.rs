//! What filters, facets and sums of opportunities read, column by column. A copy shares the columns that stay.

use super::Entry;
use crate::bits::narrow;
use crate::dictionary::Dictionary;
use crate::machines::{InstalledBase, TextField};
use chrono::NaiveDate;
use sales::Stage;
use std::sync::Arc;

/// The machine of an opportunity whose machine the base does not have.
pub(super) const NO_MACHINE: u32 = u32::MAX;

/// The columns, each by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) owners: Arc<Dictionary>,
    pub(super) campaigns: Arc<Dictionary>,
    /// Positions in the base.
    pub(super) machine: Arc<Vec<u32>>,
    pub(super) owner: Arc<Vec<u32>>,
    pub(super) campaign: Arc<Vec<u32>>,
    /// Codes of the base's dictionary.
    pub(super) country: Arc<Vec<u32>>,
    /// Places in [`STAGES`].
    pub(super) stage: Arc<Vec<u8>>,
    pub(super) stage_since: Arc<Vec<NaiveDate>>,
    pub(super) follow_up_on: Arc<Vec<Option<NaiveDate>>>,
    pub(super) score: Arc<Vec<u8>>,
    pub(super) value: Arc<Vec<Option<i64>>>,
    /// Bits of the base's triggers.
    pub(super) triggers: Arc<Vec<u64>>,
    pub(super) flagged: Arc<Vec<bool>>,
    pub(super) attached: Arc<Vec<bool>>,
    pub(super) waits: Arc<Vec<bool>>,
}

/// The stages in their order.
pub(super) const STAGES: [Stage; 5] = [Stage::New, Stage::Contacted, Stage::Quoted, Stage::Won, Stage::Lost];

/// The place of a stage in [`STAGES`].
pub(super) const fn place_of(stage: Stage) -> u8 {
    match stage {
        Stage::New => 0,
        Stage::Contacted => 1,
        Stage::Quoted => 2,
        Stage::Won => 3,
        Stage::Lost => 4,
    }
}

/// Whether the stage at this place is open.
pub(super) const fn is_open(place: u8) -> bool {
    place < place_of(Stage::Won)
}

impl Columns {
    pub(super) fn of(base: &InstalledBase, entries: &[Arc<Entry>]) -> Self {
        let mut columns = Self {
            owners: Arc::new(Dictionary::of(entries.iter().map(|entry| entry.of.owner.as_str()))),
            campaigns: Arc::new(Dictionary::of(entries.iter().map(|entry| entry.of.campaign.as_str()))),
            ..Self::default()
        };
        for (position, entry) in (0..).zip(entries) {
            columns.put(base, position, entry);
        }
        columns
    }

    /// Makes room for owners and campaigns that were not there before.
    pub(super) fn learn(&mut self, entries: &[Arc<Entry>]) {
        let owners = entries.iter().map(|entry| entry.of.owner.as_str());
        let campaigns = entries.iter().map(|entry| entry.of.campaign.as_str());
        if let Some((dictionary, codes)) = self.owners.with(owners) {
            (self.owners, self.owner) = (Arc::new(dictionary), recoded(&self.owner, &codes));
        }
        if let Some((dictionary, codes)) = self.campaigns.with(campaigns) {
            (self.campaigns, self.campaign) = (Arc::new(dictionary), recoded(&self.campaign, &codes));
        }
    }

    /// Writes the row of an entry; at the end it is added.
    pub(super) fn put(&mut self, base: &InstalledBase, position: u32, entry: &Entry) {
        let at = position as usize;
        let opportunity = &entry.of;
        let machine = base.position(opportunity.machine).unwrap_or(NO_MACHINE);
        let countries = base.text(TextField::Country);
        let owner = self.owners.code(&opportunity.owner).unwrap_or(self.owners.unknown());
        let campaign = self.campaigns.code(&opportunity.campaign).unwrap_or(self.campaigns.unknown());
        write(&mut self.machine, at, machine);
        write(&mut self.owner, at, owner);
        write(&mut self.campaign, at, campaign);
        write(&mut self.country, at, countries.coded.code(machine).unwrap_or(countries.dictionary.unknown()));
        write(&mut self.stage, at, place_of(opportunity.stage));
        write(&mut self.stage_since, at, entry.stage_since);
        write(&mut self.follow_up_on, at, entry.follow_up_on);
        write(&mut self.score, at, opportunity.score);
        write(&mut self.value, at, opportunity.value_cents);
        write(&mut self.triggers, at, mask_of(base, &opportunity.triggers));
        write(&mut self.flagged, at, opportunity.flag.is_some());
        write(&mut self.attached, at, opportunity.lead.is_some());
        write(&mut self.waits, at, entry.waits_until.is_some());
    }
}

/// A column that stays the same is not copied.
fn write<T: Clone + PartialEq>(column: &mut Arc<Vec<T>>, at: usize, value: T) {
    match column.get(at) {
        Some(known) if *known == value => {}
        Some(_) => {
            if let Some(place) = Arc::make_mut(column).get_mut(at) {
                *place = value;
            }
        }
        None => Arc::make_mut(column).push(value),
    }
}

fn recoded(column: &[u32], codes: &[u32]) -> Arc<Vec<u32>> {
    let last = codes.last().copied().unwrap_or_default();
    Arc::new(column.iter().map(|code| codes.get(*code as usize).copied().unwrap_or(last)).collect())
}

fn mask_of(base: &InstalledBase, triggers: &[String]) -> u64 {
    let bit = |name: &String| base.triggers().iter().position(|known| known == name);
    triggers.iter().filter_map(bit).filter_map(|bit| 1_u64.checked_shl(narrow(bit))).fold(0, |mask, bit| mask | bit)
}
