//! Inputs as bytes: those that are no UTF-8 end where the standard library says so, and damaged ones where they do
//! whatever pieces they come in.

use crate::agreement::{assert_same_in_pieces, take_in};
use crate::damage::{cuts, damage, damaged, some_places};
use crate::readers::{assert_reads, assert_unzips};
use inboxlens::error::Code;
use inboxlens::ingest::SOURCES;
use inboxlens::ingest::scan::zip::{LOCAL_HEADER, data_offset, directory, entries};
use inboxlens::ingest::whatsapp::is_chat;
use proptest::prelude::*;
use std::sync::LazyLock;

const INBOX: &[u8] = include_bytes!("../fixtures/canonical/every-field.json");

const LINES: &str = r#"{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-01T09:00:00Z","sender":"contact"}]}
{"id":"k2","contactId":"c2","tags":["vip"],"events":[{"type":"closed","at":1740902400000}],"messages":[]}

{"id":"k3","messages":[{"id":"m2","at":"2025-03-02T09:00:00Z","direction":"out","status":{"sent":1740902400000}}]}
"#;

/// What each source gives: its fixtures.
static INPUTS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
    let fixtures = |source: &'static str| {
        let folder = format!("{}/tests/fixtures/{source}", env!("CARGO_MANIFEST_DIR"));
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        files.filter_map(|file| std::fs::read_to_string(file).ok()).map(move |text| (source, text))
    };
    SOURCES.iter().flat_map(|source| fixtures(source.id)).collect()
});

const ARCHIVES: [&[u8]; 2] =
    [include_bytes!("../fixtures/zip/chat-and-photo.zip"), include_bytes!("../fixtures/zip/chat-in-zip64.zip")];

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

#[test]
fn an_archive_lists_its_chat_and_is_damaged_anywhere_without_a_panic() {
    for (archive, name) in ARCHIVES.iter().zip(["_chat.txt", "chat.txt"]) {
        let found = directory(archive, archive.len() as u64).unwrap();
        let entries = entries(&archive[found.offset as usize..][..found.length as usize], is_chat).unwrap();
        assert_eq!(entries.iter().map(|entry| &entry.name).collect::<Vec<_>>(), [name]);
        for (start, at) in (0..archive.len()).flat_map(|start| (start..archive.len()).map(move |at| (start, at))) {
            let mut bytes = archive[start..].to_vec();
            bytes[at - start] ^= 0xFF;
            assert_unzips(&bytes);
        }
    }
}

#[test]
fn an_entry_that_lies_beyond_every_archive_is_refused() {
    let header = [&b"PK\x03\x04"[..], &[0; LOCAL_HEADER as usize - 4]].concat();
    assert_eq!(data_offset(0, &header).unwrap(), LOCAL_HEADER);
    assert_eq!(data_offset(u64::MAX - 3, &header).unwrap_err().code, Code::BadZip);
}

/// The second line is broken in two, so that neither half of it is JSON.
#[test]
fn a_line_that_is_broken_in_two_is_read_the_same_in_any_pieces() {
    let bytes = LINES.replacen("\n{", "\n{\n", 1);
    assert_same_in_pieces(bytes.as_bytes(), &[107, 166, 221, 232, 246]);
    for cut in 0..bytes.len() {
        assert_same_in_pieces(bytes.as_bytes(), &[cut]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn a_damaged_inbox_is_read_the_same_in_any_pieces(
        damages in prop::collection::vec(damage(), 0..4), places in some_places(), is_by_lines in any::<bool>(),
    ) {
        let text = if is_by_lines { LINES } else { std::str::from_utf8(INBOX).unwrap() };
        let bytes = damaged(text, &damages);
        assert_same_in_pieces(&bytes, &cuts(&places, bytes.len()));
    }

    #[test]
    fn a_damaged_input_of_any_source_is_read_the_same_in_any_pieces(
        input in prop::sample::select(&INPUTS[..]), damages in prop::collection::vec(damage(), 0..9),
        places in some_places(),
    ) {
        let (source, text) = input;
        let bytes = damaged(&text, &damages);
        assert_reads(source, &bytes, &cuts(&places, bytes.len()));
    }
}
