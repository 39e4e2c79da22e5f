//! Whatever bytes come, an inbox is read the same in any pieces, or refused at the same place.
#![no_main]

use inboxlens_fuzz::{agreement::assert_same_in_pieces, pieces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (bytes, cuts) = pieces(data);
    assert_same_in_pieces(bytes, &cuts);
});
