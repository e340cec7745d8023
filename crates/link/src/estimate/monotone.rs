//! More alike is never less likely the same.

/// m such that the ratio of m to u does not fall from level to level: neighbours that would are given one ratio.
pub(super) fn rising(m: &[f64], u: &[f64]) -> Vec<f64> {
    // Groups of levels with one ratio: sum of m, sum of u, how many.
    let mut groups: Vec<(f64, f64, usize)> = Vec::with_capacity(m.len());
    for (m, u) in m.iter().zip(u) {
        let mut group = (*m, *u, 1);
        while let Some(last) = groups.last().copied().filter(|last| last.0 * group.1 >= group.0 * last.1) {
            group = (last.0 + group.0, last.1 + group.1, last.2 + group.2);
            groups.pop();
        }
        groups.push(group);
    }
    let ratios = groups.into_iter().flat_map(|(m, u, count)| std::iter::repeat_n(m / u, count));
    ratios.zip(u).map(|(ratio, u)| ratio * u).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falling_ratios_are_evened_out() {
        assert_eq!(rising(&[0.1, 0.2, 0.7], &[0.8, 0.15, 0.05]), [0.1, 0.2, 0.7]);
        let m = rising(&[0.1, 0.5, 0.4], &[0.7, 0.1, 0.2]);
        assert!((m[1] / 0.1 - m[2] / 0.2).abs() < 1e-12 && (m.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{m:?}");
    }
}
