//! Median, smallest and largest of runs; the split by stage from what the product prints with `--timings`.

use serde_json::Value;

/// What is reported of several runs.
#[derive(Clone, PartialEq, Debug)]
pub struct Figures {
    /// The middle one; of an even count the mean of the two middle ones.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Figures {
    /// `None` where there are no values.
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let (&min, &max) = (values.first()?, values.last()?);
        let middle = values.len() / 2;
        let upper = *values.get(middle)?;
        let median = if values.len() % 2 == 1 { upper } else { f64::midpoint(*values.get(middle - 1)?, upper) };
        Some(Self { median, min, max })
    }
}

/// The median milliseconds of each stage over the runs, in the order in which stages first appear. A run prints one
/// line a stage, `{"stage":"read","ms":12.5}`, among whatever else it has to say; a stage named twice counts together.
pub fn stages<'a>(runs: impl Iterator<Item = &'a str>) -> Vec<(String, f64)> {
    let mut found: Vec<(String, Vec<f64>)> = Vec::new();
    for (run, text) in runs.enumerate() {
        for line in text.lines().map(str::trim).filter(|line| line.starts_with('{')) {
            let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
            let (Some(stage), Some(milliseconds)) = (value["stage"].as_str(), value["ms"].as_f64()) else { continue };
            let position = found.iter().position(|(name, _)| name == stage).unwrap_or_else(|| {
                found.push((stage.to_owned(), Vec::new()));
                found.len() - 1
            });
            let sums = &mut found[position].1;
            sums.resize(sums.len().max(run + 1), 0.0);
            sums[run] += milliseconds;
        }
    }
    let medians = found.into_iter().filter_map(|(stage, sums)| Some((stage, Figures::of(sums.into_iter())?.median)));
    medians.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(Figures::of([3.0, 1.0, 2.0].into_iter()), Some(Figures { median: 2.0, min: 1.0, max: 3.0 }));
        assert_eq!(Figures::of([4.0, 1.0].into_iter()).map(|figures| figures.median), Some(2.5));
        assert_eq!(Figures::of([].into_iter()), None);
    }

    #[test]
    fn stages_are_picked_out_of_other_output() {
        let runs = [
            "warning: x\n{\"stage\":\"read\",\"ms\":10}\n{\"stage\":\"link\",\"ms\":1.5}\n{\"stage\":\"read\",\"ms\":2}\n{\"a\":1}\n{broken\n",
            "{\"stage\":\"read\",\"ms\":20}\n{\"stage\":\"link\",\"ms\":2.5}\n",
        ];
        assert_eq!(stages(runs.into_iter()), [("read".to_owned(), 16.0), ("link".to_owned(), 2.0)]);
    }
}
