//! A machine's rate of events when it has run too short to say much by itself.

/// Events of a type: how many, in how many machine days, of how many machines.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TypeRate {
    /// Events a machine day, over all machines of the type.
    pub mean: f64,
    /// The days of its own that weigh as much as the type's experience.
    pub weight_days: f64,
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
    fn experience_counts_for_more_the_longer_it_is() {
        let of_type = TypeRate { mean: 0.1, weight_days: 90.0 };
        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(near(shrunken_rate(0.0, 0.0, of_type), 0.1), "a new machine is as its type");
        assert!(near(shrunken_rate(9.0, 90.0, of_type), 0.1));
        assert!(near(shrunken_rate(27.0, 90.0, of_type), 0.2), "half its own, half the type's");
        assert!(shrunken_rate(300.0, 1_000.0, of_type) > 0.28);
    }
}
