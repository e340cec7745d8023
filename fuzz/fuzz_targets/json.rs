//! JSON and NDJSON.

#![no_main]

use instand_fuzz::{panics, promises::read_checked};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        read_checked("liste.json", input);
    });
});
