//! What every reader owes to any input: no panic, the same whole and in pieces, and that all can be asked which is
//! known afterwards. Used by tests, and by the fuzzer.

use inboxlens::dashboard::{DASHBOARDS, Panel};
use inboxlens::error::Error;
use inboxlens::ingest::fingerprint::HEAD;
use inboxlens::ingest::scan::zip;
use inboxlens::ingest::whatsapp::is_chat;
use inboxlens::ingest::{Intake, Options};
use inboxlens::report::Inbox;
use inboxlens::report::request::{ReportQuery, RowsQuery};
use inboxlens::report::table::TABLES;
use inboxlens::time::{Millis, Zone};
use serde_json::{Map, Value, json};

const NOW: Millis = 1_800_000_000_000;

/// Reads bytes as what `source` gives, whole and in pieces that end at `cuts`, which rise.
pub fn assert_reads(source: &str, bytes: &[u8], cuts: &[usize]) {
    if let Ok(inbox) = read(source, bytes, &[]) {
        ask(&inbox);
    }
    let long = behind_a_head(source, bytes);
    let before = long.len() - bytes.len();
    let cuts: Vec<usize> = cuts.iter().map(|cut| before + cut).collect();
    let known = |cuts: &[usize]| read(source, &long, cuts).map(|inbox| known(&inbox));
    assert_eq!(known(&cuts), known(&[]), "{source}: {} in pieces {cuts:?}", bytes.escape_ascii());
}

/// The beginning of an array of rows.
const ROW: &[u8] = br#"[{"conversation_id":"c","id":"m","timestamp":"2025-03-03T09:00:00Z","role":"user","text":"x"},"#;

/// The beginning of a table.
const TABLE: &[u8] =
    b"conversation_id,id,timestamp,role,text\nc,m,2025-03-03T09:00:00Z,user,x\nc,m2,2025-03-03T09:01:00Z,agent,";

/// An input that ends with the bytes, or with all but the first of them. Before them stands so much that they are read
/// as they come: a reader is not chosen before that is there.
fn behind_a_head(source: &str, bytes: &[u8]) -> Vec<u8> {
    let blanks = &[b' '; HEAD][..];
    match (source, bytes) {
        // The shape of the lines and their ends are found in the head, so they stand there, too, before a long line.
        ("whatsapp", _) => [bytes, b"\r\n", &[b'x'; HEAD], b"\r\n", bytes].concat(),
        // So is whether this is a page.
        ("chatwoot", [b'{', rest @ ..]) => [&b"{\"payload\":[],"[..], blanks, rest].concat(),
        ("whatsapp-cloud", [b'{', rest @ ..]) => [&b"{\"entry\":[],"[..], blanks, rest].concat(),
        // And which column is what.
        ("csv", _) => [TABLE, &[b'x'; HEAD], b"\n", bytes].concat(),
        ("json-rows", [b'[', rest @ ..]) => [ROW, blanks, rest].concat(),
        ("json-rows", _) => [&ROW[1..ROW.len() - 1], blanks, b"\n", bytes].concat(),
        ("canonical", _) => [blanks, bytes].concat(),
        (_, [b'[', rest @ ..]) => [&b"["[..], blanks, rest].concat(),
        (_, [b'{', rest @ ..]) => [&b"{\"unknown\":0,"[..], blanks, rest].concat(),
        _ => [blanks, bytes].concat(),
    }
}

fn read(source: &str, bytes: &[u8], cuts: &[usize]) -> Result<Inbox, Error> {
    let (format, business) = (Some(source.to_owned()), vec!["The Shop".to_owned()]);
    let mut intake = Intake::new(Options { format, business, ..Options::new(Zone::utc(), NOW) });
    intake.begin("");
    let mut from = 0;
    for &cut in cuts.iter().chain(&[bytes.len()]) {
        intake.push(&bytes[from..cut])?;
        from = cut;
    }
    intake.end()?;
    let inputs = intake.inputs.clone();
    let mut inbox = Inbox::default();
    inbox.add(intake.finish(), inputs);
    Ok(inbox)
}

/// All of it, as text.
fn known(inbox: &Inbox) -> String {
    format!("{:?} {}", **inbox.data(), json!(inbox.summary("UTC")))
}

/// Asks all that dashboards ask, of the whole time there is.
pub fn ask(inbox: &Inbox) {
    let all = json!({ "period": "all-time", "compare": "previous-year", "metrics": requests() });
    let asked = ReportQuery::from_json(&all.to_string()).expect("dashboards ask what can be asked");
    inbox.report(&asked, &Zone::utc(), NOW).expect("there is an answer to what can be asked");
    let asked = RowsQuery::from_json(r#"{"period":"all-time"}"#).expect("rows can be asked for");
    for table in &TABLES {
        inbox.rows(table.id, &asked, &Zone::utc(), NOW).expect("there are rows of every table");
    }
}

/// Of every panel what it shows, by a name of its own.
fn requests() -> Map<String, Value> {
    let panels = DASHBOARDS.iter().flat_map(|dashboard| dashboard.sections).flat_map(|section| section.panels);
    let requests = panels.map(Panel::to_json).flat_map(|panel| [panel["request"].clone(), panel["spark"].clone()]);
    requests.filter(Value::is_object).enumerate().map(|(number, request)| (number.to_string(), request)).collect()
}

/// Takes bytes for an archive, for the directory of one, and for the header of a file in one.
pub fn assert_unzips(bytes: &[u8]) {
    if let Ok(zip::Directory { offset, length }) = zip::directory(bytes, bytes.len() as u64) {
        let directory = &bytes[offset as usize..][..length as usize];
        let _ = zip::entries(directory, is_chat);
    }
    for entry in zip::entries(bytes, is_chat).unwrap_or_default() {
        if let Ok(offset) = zip::data_offset(entry.header_offset, bytes) {
            assert!(offset > entry.header_offset, "{entry:?} begins at {offset}");
        }
    }
}
