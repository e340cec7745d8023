//! Working hours of one day with breaks. In a break neither driven nor worked is; what was begun goes on afterwards.

/// Minutes from the first midnight of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hours {
    pub(crate) from: i64,
    pub(crate) until: i64,
    /// In order, not overlapping, none empty.
    pub(crate) breaks: Vec<(i64, i64)>,
}

impl Hours {
    /// When so many minutes of driving or work are done that begin then.
    pub(crate) fn done(&self, begin: i64, minutes: i64) -> i64 {
        let (mut time, mut left) = (begin, minutes);
        for &(from, until) in &self.breaks {
            if until <= time {
                continue;
            }
            if left <= (from - time).max(0) {
                return time + left;
            }
            left -= (from - time).max(0);
            time = until;
        }
        time + left
    }

    /// When so many minutes must begin at the latest to be done by then.
    pub(crate) fn latest(&self, done: i64, minutes: i64) -> i64 {
        let (mut time, mut left) = (done, minutes);
        for &(from, until) in self.breaks.iter().rev() {
            if from >= time {
                continue;
            }
            if left <= (time - until).max(0) {
                return time - left;
            }
            left -= (time - until).max(0);
            time = from;
        }
        time - left
    }

    /// The time, or the end of the break it lies in.
    pub(crate) fn after_break(&self, time: i64) -> i64 {
        self.breaks.iter().find(|(from, until)| (*from..*until).contains(&time)).map_or(time, |(_, until)| *until)
    }

    /// The time on a clock that stands still in breaks: with it the search needs to know of none.
    pub(crate) fn worked(&self, time: i64) -> i64 {
        let rested = |&(from, until): &(i64, i64)| (time.min(until) - from).max(0);
        time - self.breaks.iter().map(rested).sum::<i64>()
    }

    /// The last minute of that clock at which work may begin so that it begins by `time`.
    pub(crate) fn worked_by(&self, time: i64) -> i64 {
        let resting = self.breaks.iter().any(|(from, until)| (*from..*until).contains(&time));
        self.worked(time) - i64::from(resting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours() -> Hours {
        Hours { from: 480, until: 1020, breaks: vec![(600, 615), (720, 765)] }
    }

    #[test]
    fn work_goes_on_after_a_break() {
        let hours = hours();
        assert_eq!(hours.done(590, 10), 600, "done when the break begins");
        assert_eq!(hours.done(590, 11), 616);
        assert_eq!(hours.done(600, 0), 600);
        assert_eq!(hours.done(605, 5), 620, "begun in the break, begins after it");
        assert_eq!(hours.done(590, 200), 850, "two breaks");
    }

    #[test]
    fn the_latest_beginning_is_the_last_that_is_done_in_time() {
        let hours = hours();
        for done in 480..1020 {
            for minutes in [1, 7, 30, 130] {
                let latest = hours.latest(done, minutes);
                assert!(hours.done(latest, minutes) <= done, "{done} {minutes}");
                assert!(hours.done(latest + 1, minutes) > done, "{done} {minutes}: {latest} is not the last");
            }
        }
    }

    #[test]
    fn the_standing_clock_says_the_same_as_the_running_one() {
        let hours = hours();
        for begin in 480..1000 {
            for minutes in [1, 7, 30, 130] {
                assert_eq!(hours.worked(hours.done(begin, minutes)), hours.worked(begin) + minutes);
            }
            for by in 480..1000 {
                assert_eq!(hours.after_break(begin) <= by, hours.worked(begin) <= hours.worked_by(by), "{begin} {by}");
            }
        }
    }
}
