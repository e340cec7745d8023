//! Packages with digital nameplates: a zip, or parts that are made one.

#![no_main]

use instand_fuzz::{panics, parts::zipped, promises::read_checked};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        read_checked("typenschild.aasx", &zipped(input));
    });
});
