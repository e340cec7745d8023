//! Whether events come more often than before.

/// The natural logarithm of n!, by Stirling's series from 10 on (Abramowitz and Stegun, 6.1.41); its error is below 1e-12.
fn ln_factorial(n: u64) -> f64 {
    if n < 10 {
        #[expect(clippy::cast_precision_loss, reason = "below 10")]
        return (2..=n).map(|of| (of as f64).ln()).sum();
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of events are far below 2^53")]
    let x = n as f64 + 1.0;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5)) - 1.0 / (1680.0 * x.powi(7));
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series
}

/// The probability of at least `k` successes in `n` trials, each with probability `p`.
fn at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        return 1.0;
    }
    let (ln_p, ln_q) = (p.ln(), (-p).ln_1p());
    #[expect(clippy::cast_precision_loss, reason = "counts of events are far below 2^53")]
    let of = |i: u64| {
        let ways = ln_factorial(n) - ln_factorial(i) - ln_factorial(n - i);
        (ways + i as f64 * ln_p + (n - i) as f64 * ln_q).exp()
    };
    // Smallest first, so that nothing is lost.
    (k..=n).rev().map(of).sum::<f64>().min(1.0)
}

/// The probability that at least `now` events come in `days_now` days if they come as often as in the `days_before` days
/// before, in which there were `before`: small where the rate has risen. `None` where a span is not longer than nothing.
///
/// Exact: under equal rates the events divide between the spans by their lengths (Przyborowski and Wilenski, "Homogeneity
/// of results in testing samples from Poisson series", Biometrika 31, 1940).
#[must_use]
pub fn rate_has_risen(now: u64, days_now: f64, before: u64, days_before: f64) -> Option<f64> {
    let possible = |days: f64| days.is_finite() && days > 0.0;
    (possible(days_now) && possible(days_before))
        .then(|| at_least(now, now.saturating_add(before), days_now / (days_now + days_before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: Option<f64>, other: f64) -> bool {
        one.is_some_and(|one| (one - other).abs() <= 1e-9 + 1e-7 * other)
    }

    #[test]
    fn agrees_with_the_binomial_distribution() {
        // scipy.stats.binomtest(8, 10, 30/90, alternative="greater").pvalue
        assert!(near(rate_has_risen(8, 30.0, 2, 60.0), 0.003_403_952_649_5), "{:?}", rate_has_risen(8, 30.0, 2, 60.0));
        assert!(near(rate_has_risen(0, 30.0, 5, 60.0), 1.0));
        assert!(near(rate_has_risen(3, 30.0, 0, 30.0), 0.125), "a coin three times");
        assert!(near(rate_has_risen(0, 30.0, 0, 30.0), 1.0), "nothing is no rise");
        assert!(rate_has_risen(1, 0.0, 1, 30.0).is_none());
        assert!(rate_has_risen(1, f64::NAN, 1, 30.0).is_none());
    }

    #[test]
    fn many_events_are_no_trouble() {
        let same = rate_has_risen(10_000, 30.0, 10_000, 30.0).expect("spans");
        assert!((same - 0.5).abs() < 0.01, "{same}");
        assert!(rate_has_risen(12_000, 30.0, 10_000, 30.0).is_some_and(|p| p < 1e-30));
    }

    #[test]
    fn factorials_are_exact_where_they_can_be_checked() {
        let mut sum = 0.0;
        for n in 1..200_u32 {
            sum += f64::from(n).ln();
            assert!((ln_factorial(u64::from(n)) - sum).abs() < 1e-9, "{n}");
        }
    }
}
