//! The opportunities themselves, in blocks that copies share.

use chrono::NaiveDate;
use sales::Opportunity;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Opportunities a block; an edit copies the pointers of one.
const BLOCK: usize = 256;

/// An opportunity with what people made of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The opportunity.
    pub of: Opportunity,
    /// Since when it is in its stage.
    pub stage_since: NaiveDate,
    /// When to look at it again.
    pub follow_up_on: Option<NaiveDate>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Counted up by every change.
    pub version: i64,
    /// The Monday of the week in which its owner's capacity reaches it; none for this week.
    pub waits_until: Option<NaiveDate>,
}

/// Entries by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Entries {
    blocks: Vec<Arc<Vec<Arc<Entry>>>>,
    len: usize,
}

impl Entries {
    pub(super) fn of(entries: &[Arc<Entry>]) -> Self {
        let len = entries.len();
        Self { blocks: entries.chunks(BLOCK).map(|block| Arc::new(block.to_vec())).collect(), len }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, position: u32) -> Option<&Arc<Entry>> {
        self.blocks.get(position as usize / BLOCK)?.get(position as usize % BLOCK)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.blocks.iter().flat_map(|block| block.iter())
    }

    /// Replaces an entry, or adds one at the end.
    pub(super) fn put(&mut self, position: u32, entry: Arc<Entry>) {
        if position as usize >= self.len {
            if self.len.is_multiple_of(BLOCK) {
                self.blocks.push(Arc::default());
            }
            if let Some(last) = self.blocks.last_mut() {
                Arc::make_mut(last).push(entry);
                self.len += 1;
            }
        } else if let Some(block) = self.blocks.get_mut(position as usize / BLOCK)
            && let Some(place) = Arc::make_mut(block).get_mut(position as usize % BLOCK)
        {
            *place = entry;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::entry;
    use super::*;

    #[test]
    fn a_copy_shares_the_blocks_that_did_not_change() {
        let before = Entries::of(&(0..600).map(|number| Arc::new(entry(number, 10))).collect::<Vec<_>>());
        let mut after = before.clone();
        after.put(300, Arc::new(entry(9000, 10)));
        for number in 600..800 {
            after.put(number, Arc::new(entry(number, 10)));
        }
        assert_eq!((before.len(), after.len(), after.iter().count()), (600, 800, 800));
        assert_eq!(before.get(300).map(|kept| kept.of.id), Some(entry(300, 10).of.id));
        assert_eq!(after.get(300).map(|new| new.of.id), Some(entry(9000, 10).of.id));
        assert_eq!(after.get(799).map(|new| new.of.id), Some(entry(799, 10).of.id));
        assert!(Arc::ptr_eq(&before.blocks[0], &after.blocks[0]), "shared");
        assert!(after.get(800).is_none());
    }
}
