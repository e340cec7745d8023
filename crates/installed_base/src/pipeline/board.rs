//! The board: a column for each stage, the best of it on top.

use super::columns::{STAGES, is_open};
use super::{Pipeline, PipelineFilter};
use crate::bits::Bits;
use chrono::{Days, NaiveDate};
use sales::Stage;

/// Settled opportunities leave the board after this many days.
pub const CLOSED_SHOWN_DAYS: u64 = 90;

/// All stages in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Board {
    /// One for each stage.
    pub columns: Vec<BoardColumn>,
}

/// The opportunities of one stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BoardColumn {
    /// The stage.
    pub stage: Stage,
    /// How many there are.
    pub total: usize,
    /// What they are worth together, in EUR cents.
    pub value_cents: i64,
    /// The positions of the first ones, the highest score first.
    pub positions: Vec<u32>,
}

impl Pipeline {
    /// The opportunities that pass, by stage, at most `limit` of each; settled ones only where they were settled in
    /// the [`CLOSED_SHOWN_DAYS`] to `today`.
    #[must_use]
    pub fn board(&self, filter: &PipelineFilter, today: NaiveDate, limit: usize) -> Board {
        let since = today.checked_sub_days(Days::new(CLOSED_SHOWN_DAYS)).unwrap_or(NaiveDate::MIN);
        let passing = self.select(filter).all();
        let stages = &self.columns.stage;
        let mut columns: Vec<(Bits, BoardColumn)> = (0_u8..)
            .zip(STAGES)
            .map(|(place, stage)| {
                let mut set = Bits::of_column(stages, |at| at == place);
                if !is_open(place) {
                    set.and(&Bits::of_column(&self.columns.stage_since, |day| day >= since));
                }
                if let Some(passing) = &passing {
                    set.and(passing);
                }
                let column = BoardColumn {
                    stage,
                    total: set.count(),
                    value_cents: self.value(Some(&set)),
                    positions: Vec::new(),
                };
                (set, column)
            })
            .collect();
        let mut missing: usize = columns.iter().map(|(_, column)| column.total.min(limit)).sum();
        for position in self.by_score().walk(true) {
            if missing == 0 {
                break;
            }
            let place = stages.get(position as usize).copied().unwrap_or_default();
            if let Some((set, column)) = columns.get_mut(usize::from(place))
                && column.positions.len() < limit
                && set.contains(position)
            {
                column.positions.push(position);
                missing -= 1;
            }
        }
        Board { columns: columns.into_iter().map(|(_, column)| column).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Made, naive_passing, parameters, pipeline, today};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_board_is_that_of_a_reader(
            opportunities in 0_u32..150,
            pairs in parameters(),
            limit in 0_usize..6,
        ) {
            let all = pipeline(20, opportunities);
            let filter = PipelineFilter::parse(&pairs, "Berta Huber", today()).expect("parameters that are taken");
            let board = all.board(&filter, today(), limit);
            prop_assert_eq!(board.columns.iter().map(|column| column.stage).collect::<Vec<_>>(), STAGES);
            for column in board.columns {
                let mut expected: Vec<(u8, Option<i64>, u32)> = Vec::new();
                for position in naive_passing(&all, &filter) {
                    let entry = all.entry(position).expect("it is there");
                    let recent = (today() - entry.stage_since).num_days() <= 90;
                    if entry.of.stage == column.stage && (recent || !column.stage.is_closed()) {
                        expected.push((entry.of.score, entry.of.value_cents, position));
                    }
                }
                expected.sort_unstable();
                expected.reverse();
                prop_assert_eq!(column.total, expected.len());
                prop_assert_eq!(column.value_cents, expected.iter().filter_map(|(_, value, _)| *value).sum::<i64>());
                let first: Vec<u32> = expected.iter().take(limit).map(|(_, _, position)| *position).collect();
                prop_assert_eq!(column.positions, first);
            }
        }
    }

    #[test]
    fn settled_ones_leave_after_ninety_days() {
        let won = |number: u32, days: u64| Made { stage: Stage::Won, days, ..Made::of(number) }.entry(number, 5);
        let all = pipeline(5, 0).with_changed(vec![won(1, 89), won(2, 90), won(3, 91)]);
        let board = all.board(&PipelineFilter::default(), today(), 50);
        assert_eq!(board.columns[3].total, 2);
    }
}
