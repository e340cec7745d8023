//! Seeded pseudo-random numbers: SplitMix64 (Steele, Lea, Flood 2014), one independent stream a purpose and index.

/// What a stream of random numbers is drawn for. Separate streams keep one part of a machine the same when another
/// part's drawing changes.
#[derive(Clone, Copy)]
pub(crate) enum Stream {
    Customer = 1,
    Machine,
    Contracts,
    Visits,
    Orders,
    Errors,
    Counters,
    Spelling,
    Unassigned,
    Fleet,
    Standing,
    HardRow,
    Renamed,
    Lives,
}

/// A stream of pseudo-random numbers.
pub(crate) struct Rng(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of one purpose and index under a seed.
    pub(crate) fn of(seed: u64, stream: Stream, index: u64) -> Self {
        let purpose = mix(seed ^ (stream as u64).wrapping_mul(GOLDEN));
        Self(mix(purpose ^ index.wrapping_mul(0xD1B5_4A32_D192_ED03)))
    }

    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A whole number from 0 up to, not including, `end`; 0 where `end` is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        // The high half of a 32 x 32 bit product: no division, and a bias far below what anybody could measure here.
        u32::try_from(((self.bits() >> 32) * u64::from(end)) >> 32).unwrap_or(0)
    }

    /// A whole number from `first` to `last`, both included.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u32::try_from(last - first + 1).unwrap_or(1);
        first + i64::from(self.below(span))
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, share: u32) -> bool {
        self.below(1000) < share
    }

    /// A number from 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.bits() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// One of a fixed list, which must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let at = self.below(u32::try_from(list.len()).unwrap_or(u32::MAX));
        list[at as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_repeats_and_streams_differ() {
        let draw = |stream, index| Rng::of(7, stream, index).bits();
        assert_eq!(draw(Stream::Orders, 3), draw(Stream::Orders, 3));
        assert_ne!(draw(Stream::Orders, 3), draw(Stream::Orders, 4));
        assert_ne!(draw(Stream::Orders, 3), draw(Stream::Visits, 3));
    }

    #[test]
    fn bounds_are_kept() {
        let mut rng = Rng::of(1, Stream::Machine, 0);
        let mut seen = [false; 6];
        for _ in 0..1000 {
            seen[rng.below(6) as usize] = true;
            assert!((-3..=3).contains(&rng.between(-3, 3)));
            assert!((0.0..1.0).contains(&rng.unit()));
        }
        assert!(seen.into_iter().all(|seen| seen));
        assert_eq!(rng.below(0), 0);
    }
}
