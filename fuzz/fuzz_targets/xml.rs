//! XML that describes machines: NodeSets of OPC UA, devices of MTConnect, shells with nameplates.

#![no_main]

use instand_fuzz::{
    panics,
    promises::read_checked,
    understanding::{extract_checked, recognise_checked},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        for table in read_checked("geraete.xml", input).tables {
            let found = recognise_checked("geraete.xml", &table, None);
            extract_checked("geraete.xml", &table, &found);
        }
    });
});
