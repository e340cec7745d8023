//! Archives: unpacked, then each member read.

#![no_main]

use digitize::read::{is_archive, unpack};
use instand_fuzz::{LIMITS, panics, parts::zipped, promises::read_checked};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        let zip = zipped(input);
        let archive = is_archive(&zip);
        let (members, problems) = unpack("export.zip", &zip, &LIMITS);
        assert!(!archive || !members.is_empty() || !problems.is_empty(), "neither a member nor a problem");
        let expanded: usize = members.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(expanded as u64 <= LIMITS.max_expanded, "{expanded} bytes unpacked");
        for (name, bytes) in members {
            assert!(name.starts_with("export.zip/") && !name.contains(char::is_control), "{name:?}");
            assert!(!is_archive(&bytes), "an archive among the members");
            read_checked(&name, &bytes);
        }
        read_checked("export.zip", &zip);
    });
});
