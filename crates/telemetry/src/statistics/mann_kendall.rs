//! Whether a series rises or falls, and how fast, without assuming a distribution.

/// A trend.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trend {
    /// Kendall's S: pairs that rise less pairs that fall.
    pub s: i64,
    /// The two-sided probability of an S as far from 0 where there is no trend.
    pub p: f64,
    /// Sen's slope: the median change by unit of time.
    pub slope: f64,
}

/// The probability that a standard normal variable is farther from 0 than `z`, by the complementary error function
/// (Press et al., "Numerical Recipes", 6.2: relative error below 1.2e-7).
fn two_sided(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    const TERMS: [f64; 10] = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let sum = TERMS.iter().rev().fold(0.0, |sum, term| sum * t + term);
    (t * (-x * x + sum).exp()).min(1.0)
}

/// The median of the slopes of all pairs of points `(time, value)`; `None` where no two have different times.
///
/// Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", JASA 63, 1968.
#[must_use]
pub fn sen_slope(points: &[(f64, f64)]) -> Option<f64> {
    let mut slopes = Vec::with_capacity(points.len() * points.len().saturating_sub(1) / 2);
    for (at, (time, value)) in points.iter().enumerate() {
        let later = points.iter().skip(at + 1).filter(|(later, _)| later != time);
        slopes.extend(later.map(|(later, then)| (then - value) / (later - time)));
    }
    if slopes.is_empty() {
        return None;
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let middle = slopes.len() / 2;
    Some(if slopes.len() % 2 == 1 { slopes[middle] } else { f64::midpoint(slopes[middle - 1], slopes[middle]) })
}

/// The least number of points the normal approximation is good for (Gilbert, "Statistical Methods for Environmental
/// Pollution Monitoring", 1987, 16.4).
pub const LEAST: usize = 10;

/// The Mann-Kendall test with the correction for ties, on points `(time, value)` in the order of time; `None` for fewer
/// than [`LEAST`].
///
/// Mann, "Nonparametric tests against trend", Econometrica 13, 1945; Kendall, "Rank Correlation Methods", 1975.
#[must_use]
pub fn mann_kendall(points: &[(f64, f64)]) -> Option<Trend> {
    if points.len() < LEAST {
        return None;
    }
    let mut s = 0_i64;
    for (at, (_, value)) in points.iter().enumerate() {
        for (_, then) in &points[at + 1..] {
            s += i64::from(then > value) - i64::from(then < value);
        }
    }
    let mut values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
    values.sort_unstable_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "a series has far fewer than 2^53 points")]
    let term = |count: usize| {
        let count = count as f64;
        count * (count - 1.0) * (2.0 * count + 5.0)
    };
    let ties: f64 = values.chunk_by(|one, other| one == other).map(|same| term(same.len())).sum();
    let variance = (term(points.len()) - ties) / 18.0;
    #[expect(clippy::cast_precision_loss, reason = "at most the number of pairs")]
    let z = if variance > 0.0 { (s - s.signum()) as f64 / variance.sqrt() } else { 0.0 };
    Some(Trend { s, p: two_sided(z), slope: sen_slope(points)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Vec<(f64, f64)> {
        (0_u32..).map(f64::from).zip(values.iter().copied()).collect()
    }

    #[test]
    fn a_series_that_rises_is_found_to() {
        let rising = series(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
        let trend = mann_kendall(&rising).expect("enough");
        // n = 10: S = 45, Var = 125, Z = 44 / sqrt(125) = 3.9355, p = 8.3e-5.
        assert_eq!((trend.s, trend.slope), (45, 1.0));
        assert!((trend.p - 8.303e-5).abs() < 1e-7, "{}", trend.p);
        let falling = series(&[5.0, 5.0, 4.0, 4.0, 3.0, 3.0, 2.0, 2.0, 1.0, 1.0]);
        // Five ties of two: Var = (2250 - 5 * 18) / 18 = 120; S = -40, Z = -39 / sqrt(120) = -3.5602.
        let trend = mann_kendall(&falling).expect("enough");
        assert_eq!(trend.s, -40);
        assert!((trend.p - 3.706e-4).abs() < 1e-6, "{}", trend.p);
    }

    #[test]
    fn what_stays_has_no_trend() {
        let flat = mann_kendall(&series(&[3.0; 12])).expect("enough");
        assert_eq!((flat.s, flat.slope), (0, 0.0));
        assert!((flat.p - 1.0).abs() < 1e-6);
        assert!(mann_kendall(&series(&[1.0, 2.0, 3.0])).is_none(), "too few to say");
    }

    #[test]
    fn one_outlier_does_not_move_the_slope() {
        let mut points = series(&[0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0]);
        points[5].1 = 1e6;
        assert_eq!(sen_slope(&points), Some(2.0));
        assert_eq!(sen_slope(&[(1.0, 1.0), (1.0, 2.0)]), None);
    }
}
