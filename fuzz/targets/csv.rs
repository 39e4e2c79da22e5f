//! A table is read the same in any pieces, and can be asked about.
#![no_main]

use inboxlens_fuzz::{pieces, readers::assert_reads};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (bytes, cuts) = pieces(data);
    assert_reads("csv", bytes, &cuts);
});
