//! A machine's rate of events when it has run too short to say much by itself.

/// Events of a type: how many, in how many machine days, of how many machines.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TypeRate {
    /// Events a machine day, over all machines of the type.
    pub mean: f64,
    /// The days of its own that weigh as much as the type's experience.
    pub weight_days: f64,
}

/// A type's experience weighs at most as much as so many days: ten years.
const MOST_DAYS: f64 = 3_650.0;

impl TypeRate {
    /// The rate of a type from its machines, each with its events and days: their mean, and by how much they differ beyond
    /// chance, which says how much a machine's own experience weighs. `None` where no event or no day is known.
    ///
    /// By the method of moments: Marshall, "Mapping disease and mortality rates using empirical Bayes estimators", Applied
    /// Statistics 40, 1991, the global estimator. Where the machines differ no more than by chance, all are as their type.
    #[must_use]
    pub fn of(machines: &[(f64, f64)]) -> Option<Self> {
        let (events, days) = machines.iter().fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
        let mean = events / days;
        if !(mean.is_finite() && mean > 0.0) {
            return None;
        }
        let lived = machines.iter().filter(|(_, days)| *days > 0.0);
        let squares: f64 = lived.map(|(events, days)| days * (events / days - mean).powi(2)).sum();
        #[expect(clippy::cast_precision_loss, reason = "a count of machines")]
        let chance = mean / (days / machines.len() as f64);
        let beyond = squares / days - chance;
        let weight_days = if beyond > 0.0 { (mean / beyond).min(MOST_DAYS) } else { MOST_DAYS };
        Some(Self { mean, weight_days })
    }
}

/// The rate of a machine, drawn towards its type's by as much as its own experience is short: the posterior mean of a
/// Poisson rate with a gamma prior of the type's mean (Gelman et al., "Bayesian Data Analysis", 3rd ed., 2.6).
#[must_use]
pub fn shrunken_rate(events: f64, days: f64, of_type: TypeRate) -> f64 {
    (events + of_type.mean * of_type.weight_days) / (days + of_type.weight_days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machines_that_differ_count_for_themselves() {
        // Mean 40 / 400 = 0.1; squares 100 (0.08² + 0.08² + 0 + 0) / 400 = 0.0032; by chance 0.1 / 100 = 0.001;
        // beyond 0.0022, so 0.1 / 0.0022 = 45.45 days.
        let of_type = TypeRate::of(&[(18.0, 100.0), (2.0, 100.0), (10.0, 100.0), (10.0, 100.0)]).expect("events");
        assert!((of_type.mean - 0.1).abs() < 1e-12 && (of_type.weight_days - 45.454_545).abs() < 1e-4, "{of_type:?}");
        let alike = TypeRate::of(&[(10.0, 100.0), (10.0, 100.0), (0.0, 0.0)]).expect("events");
        assert!((alike.weight_days - MOST_DAYS).abs() < 1e-9);
        assert!(TypeRate::of(&[(0.0, 100.0)]).is_none() && TypeRate::of(&[]).is_none());
    }

    #[test]
    fn experience_counts_for_more_the_longer_it_is() {
        let of_type = TypeRate { mean: 0.1, weight_days: 90.0 };
        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(near(shrunken_rate(0.0, 0.0, of_type), 0.1), "a new machine is as its type");
        assert!(near(shrunken_rate(9.0, 90.0, of_type), 0.1));
        assert!(near(shrunken_rate(27.0, 90.0, of_type), 0.2), "half its own, half the type's");
        assert!(shrunken_rate(300.0, 1_000.0, of_type) > 0.28);
    }
}
