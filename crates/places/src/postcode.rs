//! A postcode as people write it. Where it lies is not known; only which countries may have it.

use crate::table::Country;

/// How many digits a postcode has, and what stands before them.
#[derive(Clone, Copy)]
pub(crate) struct Postcode<'t> {
    digits: usize,
    /// Mostly nothing, or the country.
    pub(crate) before: &'t str,
}

impl<'t> Postcode<'t> {
    /// Reads "70173", "D-70173", "I 39100", "00-950", and "1067.0" of a sheet that took it for a number; none where
    /// letters stand between the digits or after them.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let begins = text.find(|letter: char| letter.is_ascii_digit())?;
        let (before, rest) = text.split_at(begins);
        let rest = rest.strip_suffix(".0").or_else(|| rest.strip_suffix(",0")).unwrap_or(rest);
        let digits = rest.bytes().filter(u8::is_ascii_digit).count();
        let plain = rest.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'-'));
        plain.then(|| Self { digits, before: before.trim_matches([' ', '-', '.']) })
    }

    /// Whether the country may have it; with fewer digits, zeros at the beginning were lost.
    pub(crate) fn fits(self, country: &Country) -> bool {
        self.digits <= country.digits
    }

    /// Whether it has as many digits as the country's postcodes.
    pub(crate) fn is_whole(self, country: &Country) -> bool {
        self.digits == country.digits
    }
}
