//! The boundary cases: some machines sit exactly on a threshold or one day beside it, whatever the seed.

use super::world::World;

/// Where a machine sits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Boundary {
    /// The contract has exactly 90 days left.
    ContractDays90,
    ContractDays89,
    ContractEndsToday,
    ContractEndedYesterday,
    ContractStartsToday,
    /// The notice date is exactly 90 days away.
    NoticeDays90,
    NoticeDays89,
    NoticeToday,
    NoticeYesterday,
    OpenNotice90,
    OpenNotice89,
    /// The renewal starts two days after the end, so that one day is not covered.
    GapOfADay,
    RenewedToTheDay,
    AgeTenYears,
    AgeTenYearsAndADay,
    AgeEightYears,
    AgeEightYearsLessADay,
    AgeTwelveYears,
    AgeTwelveYearsAndADay,
    Order24Months,
    Order24MonthsAndADay,
    /// Never ordered, installed exactly 24 months ago.
    NeverOrdered24Months,
    ThreeSameErrors,
    TwoSameErrors,
    CriticalThirtyDaysAgo,
    CriticalTwentyNineDaysAgo,
    WarrantyDays60,
    WarrantyDays59,
    WarrantyEndsToday,
    WarrantyEndedYesterday,
    /// Hours since maintenance are exactly the interval.
    HoursAtInterval,
    /// Vibration is exactly the limit.
    VibrationAtLimit,
}

use Boundary::*;

const ALL: [Boundary; 32] = [
    ContractDays90,
    ContractDays89,
    ContractEndsToday,
    ContractEndedYesterday,
    ContractStartsToday,
    NoticeDays90,
    NoticeDays89,
    NoticeToday,
    NoticeYesterday,
    OpenNotice90,
    OpenNotice89,
    GapOfADay,
    RenewedToTheDay,
    AgeTenYears,
    AgeTenYearsAndADay,
    AgeEightYears,
    AgeEightYearsLessADay,
    AgeTwelveYears,
    AgeTwelveYearsAndADay,
    Order24Months,
    Order24MonthsAndADay,
    NeverOrdered24Months,
    ThreeSameErrors,
    TwoSameErrors,
    CriticalThirtyDaysAgo,
    CriticalTwentyNineDaysAgo,
    WarrantyDays60,
    WarrantyDays59,
    WarrantyEndsToday,
    WarrantyEndedYesterday,
    HoursAtInterval,
    VibrationAtLimit,
];

/// One machine in so many starts the list of boundary cases.
const EVERY: u64 = 251;

impl Boundary {
    /// The machine's boundary case, if it has one. Machines with a report in PDF have none.
    pub(crate) fn of(world: &World, index: u64) -> Option<Self> {
        if world.report_of(index).is_some() {
            return None;
        }
        let at = index.wrapping_add(world.seed % EVERY) % EVERY;
        // Every seventh machine, so that a boundary case is not next to the other ones.
        if !at.is_multiple_of(7) {
            return None;
        }
        ALL.get(usize::try_from(at / 7).unwrap_or(usize::MAX)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn every_case_occurs_in_two_thousand_machines() {
        let world = World::new(2, 2000, NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date"), false);
        for case in ALL {
            let count = (0..2000).filter(|index| Boundary::of(&world, *index) == Some(case)).count();
            assert!(count >= 5, "{case:?}: {count}");
        }
    }
}
