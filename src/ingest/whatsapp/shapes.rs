//! Every shape of an export, as a small chat each, and what is read from it.

use super::tests::read;
use crate::time::iso;

/// Of each line its instant in UTC and what it is; then who has written how much.
fn known(file: &str) -> String {
    let path = format!("{}/tests/fixtures/whatsapp/{file}.txt", env!("CARGO_MANIFEST_DIR"));
    let (inbox, recognised) = read(&std::fs::read_to_string(path).unwrap(), "", "");
    assert_eq!(inbox.data().warnings().as_slice(), [], "{file}");
    let messages = &inbox.data().messages;
    let lines = messages.at.iter().zip(&messages.kind).map(|(&at, kind)| format!("{} {kind:?}", &iso::write(at)[..19]));
    let senders = recognised.details.senders.iter().map(|sender| format!("{} {}", sender.name, sender.messages));
    lines.chain(senders).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(file: &str, expected: &[&str]) {
    assert_eq!(known(file), expected.join("\n"), "{file}");
}

#[test]
fn in_brackets() {
    // The pasted chat follows on a lone line feed, so it is a part of the message.
    check(
        "bracket-12h-pasted",
        &[
            "2022-03-18T14:56:01 Notice",
            "2022-03-18T14:57:40 Text",
            "2022-03-18T14:58:02 Image",
            "2022-03-18T15:02:10 Text",
            "2022-03-18T15:03:00 Text",
            "2022-03-18T15:04:00 Audio",
            "2022-03-18T15:05:00 Location",
            "Lina 3",
            "Shop 2",
            "+39 333 111‑1111 1",
        ],
    );
    // Without CR LF a mark proves nothing, and a phrase without one is WhatsApp's all the same.
    check(
        "bracket-re-saved-lf",
        &[
            "2022-03-18T14:56:01 Notice",
            "2022-03-18T14:57:40 Text",
            "2022-03-18T14:58:02 Image",
            "2022-03-18T15:02:10 Text",
            "Lina 2",
            "Shop 1",
        ],
    );
    check("bracket-year-first", &["2018-06-13T21:25:15 Text", "2018-06-13T21:26:15 Text", "Lina 1", "Shop 1"]);
    check("bracket-dots-finnish", &["2018-06-13T21:25:15 Text", "2018-06-13T21:26:15 Text", "Lina 1", "Kauppa 1"]);
}

#[test]
fn of_other_eras() {
    check("bracket-buddhist", &["2022-05-18T14:56:01 Text", "2022-05-18T14:58:01 Text", "Lina 1", "Shop 1"]);
    check("bracket-reiwa", &["2022-03-18T14:56:01 Text", "2022-03-18T14:58:01 Text", "Lina 1", "Shop 1"]);
}

#[test]
fn before_and_after_noon_in_many_languages() {
    check(
        "bracket-arabic",
        &[
            "2022-03-18T11:56:00 Notice",
            "2022-03-18T14:56:00 Text",
            "2022-03-18T14:57:00 Image",
            "2022-03-18T15:01:00 Text",
            "سارة 2",
            "المتجر 1",
        ],
    );
    check(
        "bracket-chinese",
        &["2024-02-09T11:59:15 Text", "2024-02-09T12:01:15 Image", "2024-02-09T20:01:15 Text", "丽娜 2", "商店 1"],
    );
    check(
        "bracket-japanese",
        &["2024-02-09T00:01:15 Text", "2024-02-09T15:01:15 Deleted", "2024-02-09T15:02:15 Text", "リナ 1", "店 2"],
    );
    check(
        "bracket-korean",
        &["2023-12-31T11:58:02 Text", "2023-12-31T23:58:02 Video", "2024-01-01T00:03:02 Text", "리나 2", "가게 1"],
    );
    check("time-first-vietnamese-12h", &["2022-03-18T09:56:01 Text", "2022-03-18T14:02:01 Text", "Linh 1", "Shop 1"]);
    check("dash-persian", &["2021-05-30T11:44:00 Text", "2021-05-30T18:44:00 Text", "لینا 1", "فروشگاه 1"]);
    check(
        "dash-spanish",
        &["2025-03-28T09:29:00 Text", "2025-03-28T12:05:00 Other", "2025-03-28T21:29:00 Text", "Lina 2", "Tienda 1"],
    );
    check("in-words", &["2022-03-18T09:15:00 Text", "2022-03-18T12:20:00 Text", "Lina 1", "Shop 1"]);
}

#[test]
fn the_time_first() {
    check(
        "time-first-vietnamese",
        &["2022-03-18T14:56:01 Text", "2022-03-18T14:57:01 Image", "2022-03-18T15:02:01 Text", "Linh 2", "Shop 1"],
    );
}

#[test]
fn with_a_dash() {
    check(
        "dash-german-24h",
        &[
            "2022-03-18T14:56:00 Notice",
            "2022-03-18T14:57:00 Other",
            "2022-03-18T14:58:00 Image",
            "2022-03-18T14:59:00 Document",
            "2022-03-18T15:00:00 Text",
            "Lina 3",
            "Laden 1",
        ],
    );
    // A name in quotes with a colon in it belongs to nobody's message, and a mark to whoever copied it.
    check(
        "dash-android-media",
        &[
            "2022-03-18T14:50:00 Notice",
            "2022-03-18T14:51:00 Notice",
            "2022-03-18T14:56:00 Audio",
            "2022-03-18T14:57:00 Video",
            "2022-03-18T14:58:00 Sticker",
            "2022-03-18T14:59:00 ContactCard",
            "2022-03-18T15:00:00 Other",
            "2022-03-18T15:01:00 Other",
            "2022-03-18T15:02:00 Text",
            "2022-03-18T15:03:00 Deleted",
            "2022-03-18T15:04:00 Text",
            "2022-03-18T15:05:00 Text",
            "2022-03-18T15:05:00 Location",
            "Lina 8",
            "+39 333 111‑1111 1",
            "Shop 2",
        ],
    );
    check("french-at", &["2022-03-18T18:00:00 Text", "2022-03-18T18:05:00 Text", "Lina 1", "Boutique 1"]);
    check("hungarian-dots", &["2022-03-18T14:56:00 Text", "2022-03-18T14:58:00 Text", "Lina 1", "Bolt 1"]);
}

#[test]
fn with_a_colon() {
    check("colon-12h", &["2014-03-24T13:59:59 Text", "2014-03-24T14:05:59 Text", "Lina 1", "Shop 1"]);
    check("colon-dots", &["2018-06-13T21:25:15 Text", "2018-06-13T21:26:15 Text", "Lina 1", "Shop 1"]);
}

/// The tests' now is the beginning of 2026.
#[test]
fn without_a_year() {
    check(
        "no-year",
        &["2024-12-30T09:15:00 Text", "2024-12-31T21:15:00 Text", "2025-01-01T09:15:00 Text", "Lina 2", "Shop 1"],
    );
    check("no-year-day-first", &["2024-12-30T21:15:00 Text", "2025-01-01T09:15:00 Text", "Lina 1", "Shop 1"]);
}
