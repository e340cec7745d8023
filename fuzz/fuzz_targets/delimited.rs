//! Delimited text: by the delimiter that is found, and by each there is.

#![no_main]

use digitize::Delimited;
use instand_fuzz::{
    panics,
    promises::{check_delimited, read_checked},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        read_checked("liste.csv", input);
        let text = grown(&String::from_utf8_lossy(input));
        for delimiter in [b';', b',', b'\t', b'|'] {
            check_delimited(&Delimited { text: text.as_str().into(), delimiter, encoding: "UTF-8" });
        }
    });
});

/// Letters a fuzzer would take years to write: what is done about fields longer than 64 KB and about thousands of quotes
/// is reached by an escape and the letter to repeat.
fn grown(text: &str) -> String {
    let mut grown = String::with_capacity(text.len());
    let mut times = [5_000, 66_000].into_iter();
    for (index, part) in text.split('\u{1b}').enumerate() {
        if index > 0
            && let Some(letter) = part.chars().next()
        {
            grown.extend(std::iter::repeat_n(letter, times.next().unwrap_or(2)));
        }
        grown.push_str(part);
    }
    grown
}
