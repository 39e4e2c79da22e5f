//! Reading a text and asking about it, through the public API.

use inboxlens::ingest::{Intake, Options};
use inboxlens::report::Inbox;
use inboxlens::report::answer::{Answer, Shape};
use inboxlens::report::request::ReportQuery;
use inboxlens::time::zone::{Change, Zone, Zones};
use inboxlens::time::{HOUR_MS, Millis};

/// The table of a zone over the years of the tests, from the time-zone crate.
pub fn zone(name: &str) -> Zone {
    use chrono::{Offset, TimeZone};
    let tz: chrono_tz::Tz = name.parse().unwrap();
    let offset_s = |at: Millis| {
        let utc = chrono::DateTime::from_timestamp_millis(at).unwrap().naive_utc();
        tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()
    };
    let first = 1_700_000_000_000 / HOUR_MS * HOUR_MS;
    let mut changes = vec![Change { at: first, offset_s: offset_s(first) }];
    for at in (first..first + 4 * 366 * 24 * HOUR_MS).step_by(HOUR_MS as usize / 4) {
        if offset_s(at) != changes[changes.len() - 1].offset_s {
            changes.push(Change { at, offset_s: offset_s(at) });
        }
    }
    Zone::new(name, changes)
}

pub fn inbox(text: &str) -> Inbox {
    let options = Options::new(Zone::utc(), 1_800_000_000_000);
    let mut intake = Intake::new(options);
    intake.begin("");
    intake.push(text.as_bytes()).unwrap();
    intake.end().unwrap();
    let inputs = intake.inputs.clone();
    let mut inbox = Inbox::default();
    inbox.add(intake.finish(), inputs);
    inbox
}

pub fn sample(seed: u64, conversations: usize) -> Inbox {
    sample_rows(seed, conversations).1
}

/// An invented inbox as rows, and as it was read.
pub fn sample_rows(seed: u64, conversations: usize) -> (inboxlens_sample::Inbox, Inbox) {
    let rows = inboxlens_sample::Plan::year_2025(seed, conversations).inbox();
    let mut text = Vec::new();
    inboxlens_sample::write_canonical(&rows, &mut text).unwrap();
    let inbox = inbox(std::str::from_utf8(&text).unwrap());
    (rows, inbox)
}

/// The answer to one request under a query without braces, in a zone.
pub fn ask<'z>(inbox: &Inbox, zones: impl Into<Zones<'z>>, query: &str, request: &str) -> Answer {
    let asked = ReportQuery::from_json(&format!("{{{query},\"metrics\":{{\"it\":{request}}}}}")).unwrap();
    let report = inbox.report(&asked, zones, 1_767_225_600_000).unwrap();
    report.metrics.into_iter().next().unwrap().1
}

pub fn value(answer: &Answer) -> Option<f64> {
    match &answer.shape {
        Shape::Number(number) => number.value,
        other => panic!("{other:?}"),
    }
}

pub const YEAR: &str = r#""period":{"from":"2025-01-01","to":"2026-01-01"},"now":"2026-01-01T00:00:00Z""#;
pub const MINUTE: f64 = 60_000.0;
