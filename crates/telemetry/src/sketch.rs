//! A sketch of a distribution that can be merged: quantiles with a relative error of at most 1 %.
//!
//! `DDSketch`: Masson, Rim, Lee, "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees",
//! PVLDB 12 (2019). A value falls into the bucket `ceil(log_g |v|)` with `g = (1 + a) / (1 - a)`; the order in which values
//! come makes no difference.

use std::collections::BTreeMap;

/// The relative error.
pub const ACCURACY: f64 = 0.01;

/// What is nearer to zero counts as zero.
const ZERO: f64 = 1e-9;

/// Counts by bucket.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sketch {
    zeros: u64,
    positive: BTreeMap<i32, u64>,
    negative: BTreeMap<i32, u64>,
}

fn gamma_log() -> f64 {
    ((1.0 + ACCURACY) / (1.0 - ACCURACY)).ln()
}

#[expect(clippy::cast_possible_truncation, reason = "a logarithm of a double divided by 0.02 is below 40,000")]
fn bucket(size: f64) -> i32 {
    (size.ln() / gamma_log()).ceil() as i32
}

/// The value that is at most [`ACCURACY`] off from each in the bucket.
fn middle(bucket: i32) -> f64 {
    let gamma = (1.0 + ACCURACY) / (1.0 - ACCURACY);
    2.0 * (f64::from(bucket) * gamma_log()).exp() / (gamma + 1.0)
}

/// The most a value in the bucket can be.
fn bound(bucket: i32) -> f64 {
    (f64::from(bucket) * gamma_log()).exp()
}

impl Sketch {
    /// Adds a value, which must be finite.
    pub fn add(&mut self, value: f64) {
        if value.abs() < ZERO {
            self.zeros += 1;
        } else if value > 0.0 {
            *self.positive.entry(bucket(value)).or_default() += 1;
        } else {
            *self.negative.entry(bucket(-value)).or_default() += 1;
        }
    }

    /// Adds all of another.
    pub fn merge(&mut self, other: &Self) {
        self.zeros += other.zeros;
        for (mine, theirs) in [(&mut self.positive, &other.positive), (&mut self.negative, &other.negative)] {
            for (bucket, count) in theirs {
                *mine.entry(*bucket).or_default() += count;
            }
        }
    }

    /// Values in it.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.zeros + self.positive.values().sum::<u64>() + self.negative.values().sum::<u64>()
    }

    /// The least value that this share of the values, 0 to 1, does not exceed (nearest rank, as `percentile_disc` of ISO
    /// 9075); `None` where there is none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let rank = ((share.clamp(0.0, 1.0) * count as f64).ceil() as u64).saturating_sub(1);
        let negative = self.negative.iter().rev().map(|(bucket, count)| (-middle(*bucket), *count));
        let positive = self.positive.iter().map(|(bucket, count)| (middle(*bucket), *count));
        let mut seen = 0;
        for (value, count) in negative.chain(std::iter::once((0.0, self.zeros))).chain(positive) {
            seen += count;
            if seen > rank {
                return Some(value);
            }
        }
        None
    }

    /// How many values of a sketch in bytes are above a positive value, those of its own bucket by the part of the bucket
    /// that is. `None` where the bytes are no sketch.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of readings")]
    pub fn above(mut bytes: &[u8], value: f64) -> Option<f64> {
        let limit = bucket(value.max(ZERO));
        let (lower, upper) = (bound(limit - 1), bound(limit));
        let part = (upper - value) / (upper - lower);
        take(&mut bytes)?;
        let (mut above, mut at) = (0.0, 0_i64);
        for _ in 0..take(&mut bytes)? {
            at = at.checked_add(unzigzag(take(&mut bytes)?))?;
            let count = take(&mut bytes)? as f64;
            match at.cmp(&i64::from(limit)) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => above += count * part,
                std::cmp::Ordering::Greater => above += count,
            }
        }
        Some(above)
    }

    /// As bytes: counts as varints, buckets as differences.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 3 * (self.positive.len() + self.negative.len()));
        varint(&mut bytes, self.zeros);
        for side in [&self.positive, &self.negative] {
            varint(&mut bytes, side.len() as u64);
            let mut last = 0_i32;
            for (bucket, count) in side {
                varint(&mut bytes, zigzag(i64::from(*bucket) - i64::from(last)));
                varint(&mut bytes, *count);
                last = *bucket;
            }
        }
        bytes
    }

    /// From bytes; `None` where they are no sketch.
    #[must_use]
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let zeros = take(&mut bytes)?;
        let mut side = || {
            let mut counts = BTreeMap::new();
            let mut last = 0_i64;
            for _ in 0..take(&mut bytes)? {
                last = last.checked_add(unzigzag(take(&mut bytes)?))?;
                counts.insert(i32::try_from(last).ok()?, take(&mut bytes)?);
            }
            Some(counts)
        };
        let (positive, negative) = (side()?, side()?);
        bytes.is_empty().then_some(Self { zeros, positive, negative })
    }
}

const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

fn varint(into: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        into.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    into.push(value as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[f64]) -> Sketch {
        let mut sketch = Sketch::default();
        values.iter().for_each(|value| sketch.add(*value));
        sketch
    }

    proptest! {
        #[test]
        fn quantiles_are_within_one_percent(mut values in prop::collection::vec(-1e6_f64..1e6, 1..300), share in 0.0_f64..1.0) {
            let sketch = of(&values);
            values.sort_by(f64::total_cmp);
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let exact = values[((share * values.len() as f64).ceil() as usize).saturating_sub(1)];
            let found = sketch.quantile(share).expect("values");
            prop_assert!((found - exact).abs() <= exact.abs() * (ACCURACY + 1e-6) + ZERO, "{found} for {exact}");
        }

        #[test]
        fn merging_is_adding_all(one in prop::collection::vec(-1e3_f64..1e3, 0..50), other in prop::collection::vec(-1e3_f64..1e3, 0..50)) {
            let mut merged = of(&one);
            merged.merge(&of(&other));
            let all: Vec<f64> = one.iter().chain(&other).copied().collect();
            prop_assert_eq!(&merged, &of(&all));
            prop_assert_eq!(Sketch::from_bytes(&merged.to_bytes()), Some(merged));
        }

        #[test]
        fn what_is_above_is_counted(values in prop::collection::vec(-10.0_f64..100.0, 1..300), limit in 1.0_f64..90.0) {
            let of_bytes = Sketch::above(&of(&values).to_bytes(), limit).expect("a sketch");
            let above = |least: f64| f64::from(u32::try_from(values.iter().filter(|of| **of > least).count()).expect("few"));
            // No more is in doubt than what lies in the bucket of the limit.
            prop_assert!(of_bytes <= above(limit * 0.979) && of_bytes >= above(limit * 1.021), "{of_bytes}");
        }

        #[test]
        fn other_bytes_do_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = Sketch::from_bytes(&bytes);
            let _ = Sketch::above(&bytes, 5.0);
        }
    }
}
