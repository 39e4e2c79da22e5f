//! What a source gives is read the same in any pieces, and can be asked about. Which source, the environment says.
#![no_main]

use inboxlens_fuzz::{pieces, readers::assert_reads};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static SOURCE: LazyLock<String> = LazyLock::new(|| std::env::var("SOURCE").expect("SOURCE is the id of a source"));

fuzz_target!(|data: &[u8]| {
    let (bytes, cuts) = pieces(data);
    assert_reads(&SOURCE, bytes, &cuts);
});
