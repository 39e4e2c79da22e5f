//! An archive is listed or refused.
#![no_main]

use inboxlens_fuzz::readers::assert_unzips;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| assert_unzips(data));
