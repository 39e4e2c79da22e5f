//! Bytes that are no UTF-8, anywhere in an input, end its reading where the standard library says so.

use crate::agreement::take_in;
use inboxlens::error::Code;

const INBOX: &[u8] = include_bytes!("../fixtures/canonical/every-field.json");

/// Wrong in each way that there is.
const WRONG: [&[u8]; 12] = [
    b"\xFF",
    b"\x80",
    b"\xC3",
    b"\xC0\x80",
    b"\xE2\x82",
    b"\xE0\x9F\xBF",
    b"\xED\xA0\x80",
    b"\xF0\x9F\x98",
    b"\xF0\x8F\xBF\xBF",
    b"\xF4\x90\x80\x80",
    b"\xF8\x88\x80\x80\x80",
    b"\xC1\xBF",
];

fn with_wrong(at: usize, wrong: &[u8]) -> Vec<u8> {
    [&INBOX[..at], wrong, &INBOX[at..]].concat()
}

/// Where reading ends for the bytes that are no UTF-8.
fn end_of(bytes: &[u8], cuts: &[usize]) -> Option<usize> {
    match take_in(bytes, cuts) {
        Err(error) if error.code == Code::BadUtf8 => error.place.offset.map(|offset| offset as usize),
        other => panic!("{other:?}"),
    }
}

fn end_of_std(bytes: &[u8]) -> Option<usize> {
    std::str::from_utf8(bytes).err().map(|error| error.valid_up_to())
}

#[test]
fn an_input_that_is_no_utf8_is_refused_where_it_stops_to_be() {
    for at in 0..=INBOX.len() {
        // Each place with some of them, each of them at every kind of place.
        for wrong in WRONG.iter().skip(at % 4).step_by(4) {
            let bytes = with_wrong(at, wrong);
            assert_eq!(end_of(&bytes, &[]), end_of_std(&bytes), "{wrong:x?} at {at}");
        }
    }
}

#[test]
fn it_is_refused_there_wherever_it_is_cut() {
    for at in (0..=INBOX.len()).step_by(7) {
        let wrong = WRONG[at % WRONG.len()];
        let bytes = with_wrong(at, wrong);
        let within: Vec<_> = (at..=at + wrong.len()).collect();
        assert_eq!(end_of(&bytes, &within), end_of_std(&bytes), "{wrong:x?} at {at}, cut within");
        assert_eq!(end_of(&bytes, &[at + 1]), end_of_std(&bytes), "{wrong:x?} at {at}, cut behind its first byte");
        assert_eq!(end_of(&bytes, &[at / 2, at]), end_of_std(&bytes), "{wrong:x?} at {at}, cut before");
    }
    for at in (0..=INBOX.len()).step_by(397) {
        let bytes = with_wrong(at, WRONG[at % WRONG.len()]);
        let every: Vec<_> = (0..bytes.len()).collect();
        assert_eq!(end_of(&bytes, &every), end_of_std(&bytes), "at {at}, byte by byte");
    }
}

#[test]
fn an_input_that_ends_within_a_character_is_no_utf8() {
    for (at, _) in INBOX.iter().enumerate().filter(|(_, byte)| !byte.is_ascii()) {
        let bytes = &INBOX[..at + 1];
        let expected = end_of_std(bytes);
        if expected.is_some() {
            assert_eq!(end_of(bytes, &[]), expected, "at {at}");
            assert_eq!(end_of(bytes, &[at]), expected, "at {at}, cut");
        }
    }
}
