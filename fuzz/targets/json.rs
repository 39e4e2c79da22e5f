//! The JSON reader accepts what serde_json accepts, reads what it reads, and stops at the same place in any pieces.
#![no_main]

use inboxlens_fuzz::{agreement::agree, pieces};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (bytes, cuts) = pieces(data);
    let _ = agree(&String::from_utf8_lossy(bytes), &cuts);
});
