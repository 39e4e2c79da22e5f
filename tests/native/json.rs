//! The JSON reader beside serde_json: known cases, invented documents, and what is left of them when they are damaged.

use crate::agreement::{Tree, agree, expected_end, take_in};
use crate::corpus::{Case, invalid, valid};
use crate::damage::{cuts, damage, damaged, some_places};
use inboxlens::error::Code;
use proptest::prelude::*;

/// Long texts are cut at some places only.
fn cuts_of(length: usize) -> impl Iterator<Item = usize> {
    (0..length).step_by(length / 300 + 1)
}

/// Whole, at each cut in two pieces, and with an end at all of them.
fn agree_wherever_cut(text: &str) -> Result<Tree, (usize, Code)> {
    let verdict = agree(text, &cuts_of(text.len()).collect::<Vec<_>>());
    // In as many pieces as there are bytes, every one of them is the first of two.
    if text.len() < 100 {
        cuts_of(text.len()).for_each(|cut| assert_eq!(agree(text, &[cut]), verdict));
    }
    verdict
}

fn text_of(case: &Case) -> &str {
    std::str::from_utf8(&case.bytes).unwrap_or_else(|_| panic!("{}: no UTF-8", case.name))
}

#[test]
fn what_is_json_is_accepted() {
    for case in valid() {
        assert!(agree_wherever_cut(text_of(&case)).is_ok(), "{}", case.name);
    }
}

#[test]
fn what_is_no_json_is_refused_where_it_stops_to_be() {
    for case in invalid() {
        let Ok(text) = std::str::from_utf8(&case.bytes) else { continue };
        let (at, code) = agree_wherever_cut(text).expect_err(case.name);
        assert_eq!(Some(at), case.stops_at, "{}", case.name);
        assert_eq!(code == Code::TruncatedInput, at == text.len(), "{}", case.name);
    }
}

#[test]
fn serde_json_makes_values_of_all_that_is_json_but_what_is_marked() {
    for case in valid() {
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&case.bytes).is_ok(), case.has_value, "{}", case.name);
    }
}

#[test]
fn names_and_texts_of_cases_are_all_different() {
    let cases: Vec<_> = valid().into_iter().chain(invalid()).collect();
    for (number, case) in cases.iter().enumerate() {
        let same = cases[..number].iter().find(|other| other.name == case.name || other.bytes == case.bytes);
        assert!(same.is_none(), "{}: {}", case.name, same.map_or("", |other| other.name));
    }
}

#[test]
fn an_inbox_is_refused_where_its_json_stops_to_be_json() {
    for case in valid().into_iter().chain(invalid()) {
        let end =
            |cuts: &[usize]| take_in(&case.bytes, cuts).map(drop).map_err(|error| (error.place.offset, error.code));
        let expected = expected_end(&case.bytes).map_err(|(at, code)| (Some(at as u64), code));
        assert_eq!(end(&[]), expected, "{}", case.name);
        let cuts: Vec<_> = cuts_of(case.bytes.len()).collect();
        assert_eq!(end(&cuts), expected, "{} in pieces", case.name);
    }
}

#[test]
fn a_line_that_ends_early_is_a_warning_wherever_it_ends() {
    let (first, second) = (r#"{"id":"k1","messages":[]}"#, r#"{"id":"k2","messages":[{"id":"m1","at":0},{"at":1}]}"#);
    for end in 1..second.len() {
        let text = format!("{first}\n{}", &second[..end]);
        for cuts in [&[][..], &[first.len() + end / 2], &[text.len()]] {
            let known = take_in(text.as_bytes(), cuts).unwrap();
            assert!(known.contains("BadLine"), "{text} in pieces {cuts:?}");
            assert!(!known.contains("k2"), "{text} in pieces {cuts:?}");
        }
    }
}

#[test]
fn half_a_surrogate_pair_becomes_a_replacement_character() {
    let cases = [
        (r#""\ud800""#, "\u{fffd}"),
        (r#""\udc00x""#, "\u{fffd}x"),
        (r#""\ud800\n""#, "\u{fffd}\n"),
        (r#""\ud800\ud800\udc00""#, "\u{fffd}\u{10000}"),
        (r#""\udc00\ud800""#, "\u{fffd}\u{fffd}"),
        (r#""\ud83d\\ude00""#, "\u{fffd}\\ude00"),
    ];
    for (text, expected) in cases {
        assert_eq!(agree(text, &[]), Ok(Tree::Text(expected.to_owned())), "{text}");
    }
}

/// What ends a step over plain letters, and what only looks as if it did.
const SPECIAL: [&str; 12] =
    ["\"", "\\\"", "\\\\", "\\n", "\\u00e9", "\u{0}", "\u{1f}", " ", "\u{7f}", "é", "\u{1F600}", "\\x"];

#[test]
fn every_byte_of_a_step_is_looked_at() {
    for start in [0, 1, 2, 15, 16, 31, 33, 63] {
        for at in 0..=130 {
            let letters = "a".repeat(at);
            for special in SPECIAL {
                let text = format!("{}\"{letters}{special}bcd\"", " ".repeat(start));
                let _ = agree(&text, &[start + at / 2, start + at + 2]);
            }
        }
    }
}

#[test]
fn backslashes_in_any_number_at_any_place_escape_every_second_one() {
    for start in 0..=65 {
        for backslashes in [1, 2, 3, 4, 15, 16, 17, 31, 32, 33, 63, 64, 65] {
            let text = format!("[[\"{}{}\",1]", "a".repeat(start), "\\".repeat(backslashes));
            // An odd number escapes the quote, so the string never ends; an even number does not.
            let is_cut_off = matches!(agree(&text, &[start + 3]), Err((at, Code::TruncatedInput)) if at == text.len());
            assert!(is_cut_off, "{text}");
            let closed = format!("{text}]");
            assert_eq!(agree(&closed, &[start + 3]).is_ok(), backslashes % 2 == 0, "{closed}");
        }
    }
}

/// Documents that hold `piece` at every place of a step of 64 bytes, in what is skipped and in what is read.
fn at_every_place(piece: &str) -> impl Iterator<Item = String> + '_ {
    (0..=66).flat_map(move |at| {
        let (blanks, letters, digits) = (" ".repeat(at), "k".repeat(at), "1".repeat(at + 1));
        [
            format!("[{blanks}{piece}{blanks}]"),
            format!("{{\"{letters}\":{piece},\"{letters}b\":[{piece}]}}"),
            format!("[{digits},{piece}]"),
            format!("[{}{piece}]", "1,".repeat(at)),
            format!("{}{piece}{}", "[".repeat(at), "]".repeat(at)),
            format!("{}{piece}{}", "{\"\":".repeat(at), "}".repeat(at)),
        ]
    })
}

#[test]
fn structure_is_seen_at_every_place_of_a_step() {
    let pieces = [
        "1",
        "-0.5e+1",
        "true",
        "null",
        "\"\"",
        "\"]\"",
        "\"\\\"}\"",
        "[]",
        "{}",
        "[{\"a\":[1]}]",
        "1]",
        "}",
        "]",
        ",",
        ":",
        "tru",
        "01",
        "1 2",
        "\"\"\"\"",
        "\u{c}",
        "\"",
        "{\"a\"}",
        "[1}",
    ];
    for piece in pieces {
        for text in at_every_place(piece) {
            let _ = agree(&text, &[text.len() / 2]);
        }
    }
}

fn blank() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        2 => Just(" ".to_owned()),
        1 => "[ \t\r\n]{1,5}",
        1 => "( {1,70}|\n {0,40})",
    ]
}

fn number() -> impl Strategy<Value = String> {
    "-?(0|[1-9][0-9]{0,3}|[1-9][0-9]{15,40})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,3})?"
}

fn string() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-z ]{0,12}",
        1 => "[ !#-\\[\\]-~]{10,80}",
        2 => "[\u{80}-\u{2fff}\u{e000}-\u{10ffff}]{1,6}",
        2 => "\\\\[\"\\\\/bfnrt]",
        1 => "\\\\u[0-9a-fA-F]{4}",
        1 => "\\\\u[dD][89a-fA-F][0-9a-f]{2}",
        1 => "\\\\ud[89ab][0-9a-f]{2}\\\\ud[c-f][0-9a-f]{2}",
    ];
    prop::collection::vec(part, 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()))
}

fn spaced(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (blank(), value, blank()).prop_map(|(before, value, after)| before + &value + &after)
}

fn document() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        prop::sample::select(vec!["null", "true", "false", "[]", "{}", "\"\""]).prop_map(str::to_owned),
        number(),
        string(),
    ];
    let value = scalar.prop_recursive(6, 60, 8, |inner| {
        let element = spaced(inner).boxed();
        let key = spaced(string());
        let member = (key, element.clone()).prop_map(|(key, value)| format!("{key}:{value}"));
        prop_oneof![
            prop::collection::vec(element, 0..8).prop_map(|elements| format!("[{}]", elements.join(","))),
            prop::collection::vec(member, 0..8).prop_map(|members| format!("{{{}}}", members.join(","))),
        ]
    });
    spaced(value)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn an_invented_document_is_read_as_serde_json_reads_it(text in document(), places in some_places()) {
        prop_assert!(agree(&text, &cuts(&places, text.len())).is_ok());
    }

    #[test]
    fn a_damaged_document_is_refused_where_serde_json_refuses_it(
        text in document(), damages in prop::collection::vec(damage(), 1..4), places in some_places(),
    ) {
        let bytes = damaged(&text, &damages);
        let text = String::from_utf8_lossy(&bytes);
        let _ = agree(&text, &cuts(&places, text.len()));
    }

    #[test]
    fn no_text_of_json_letters_is_taken_for_what_it_is_not(
        text in "[\\[\\]{},:\"\\\\0-9a-fnrtul.eE+\\- \n\u{0}é-]{0,40}", places in some_places(),
    ) {
        let _ = agree(&text, &cuts(&places, text.len()));
    }
}
