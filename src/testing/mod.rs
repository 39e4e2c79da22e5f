//! What tests of several modules share: reading texts, the invented inbox, and a slow second opinion on every number.

pub mod clock;
pub mod kept;
pub mod naive;
pub mod second_opinion;

use crate::error::Error;
use crate::ingest::fingerprint::Head;
use crate::ingest::{Intake, Options};
use crate::report::answer::{Answer, Shape};
use crate::report::request::ReportQuery;
use crate::report::{Inbox, answer};
use crate::store::{Batch, Dataset};
use crate::time::zone::tests::zone;
use crate::time::{Millis, Zone};

pub fn options() -> Options {
    Options::new(Zone::utc(), at("2026-01-01T00:00:00Z"))
}

pub fn batch(text: &str) -> Result<Batch, Error> {
    batch_of(text.as_bytes(), "", options())
}

pub fn read(text: &str) -> Result<Dataset, Error> {
    read_bytes(text.as_bytes(), "")
}

pub fn read_bytes(bytes: &[u8], name: &str) -> Result<Dataset, Error> {
    Ok(dataset(batch_of(bytes, name, options())?))
}

/// The text in pieces that end at the given places, handed to the reader as they come.
pub fn read_in_pieces(text: &str, cuts: &[usize]) -> Result<Dataset, Error> {
    Ok(dataset(batch_in_pieces(text.as_bytes(), "", cuts)?))
}

/// As [`batch_of`], but without waiting for the head of the input to be complete: the source is known beforehand.
pub fn batch_in_pieces(bytes: &[u8], name: &str, cuts: &[usize]) -> Result<Batch, Error> {
    let text = String::from_utf8_lossy(bytes);
    let mut intake = Intake::new(options());
    intake.begin_known(name, &Head::new(&text, name, true))?;
    let mut from = 0;
    for &cut in cuts.iter().chain(&[bytes.len()]) {
        intake.push(&bytes[from..cut])?;
        from = cut;
    }
    intake.end()?;
    Ok(intake.finish())
}

pub fn batch_of(bytes: &[u8], name: &str, options: Options) -> Result<Batch, Error> {
    let mut intake = Intake::new(options);
    intake.begin(name);
    intake.push(bytes)?;
    intake.end()?;
    Ok(intake.finish())
}

fn dataset(batch: Batch) -> Dataset {
    let mut dataset = Dataset::default();
    dataset.add(batch);
    dataset
}

pub fn inbox(text: &str) -> Inbox {
    let mut inbox = Inbox::default();
    inbox.add(batch(text).unwrap(), Vec::new());
    inbox
}

/// The instant of an ISO 8601 time.
pub fn at(text: &str) -> Millis {
    match crate::time::iso::read(text.as_bytes()) {
        Some(crate::time::iso::Written::Instant(at)) => at,
        other => panic!("{text}: {other:?}"),
    }
}

/// The answer to a single request: `query` without braces and metrics, `request` as it stands in these.
pub fn ask_in(inbox: &Inbox, zone_name: &str, query: &str, request: &str) -> Answer {
    try_ask(inbox, zone_name, query, request).unwrap()
}

pub fn try_ask(inbox: &Inbox, zone_name: &str, query: &str, request: &str) -> Result<Answer, Error> {
    let comma = if query.is_empty() { "" } else { "," };
    let asked = ReportQuery::from_json(&format!("{{{query}{comma}\"metrics\":{{\"it\":{request}}}}}"))?;
    let report = inbox.report(&asked, &zone(zone_name), at("2025-07-01T00:00:00Z"))?;
    Ok(report.metrics.into_iter().next().unwrap().1)
}

/// The answer in UTC over the year 2025.
pub fn ask(inbox: &Inbox, query: &str, request: &str) -> Answer {
    let comma = if query.is_empty() { "" } else { "," };
    let year = r#""period":{"from":"2025-01-01","to":"2026-01-01"},"now":"2026-01-01T00:00:00Z""#;
    ask_in(inbox, "UTC", &format!("{year}{comma}{query}"), request)
}

/// The value of an answer that is a single number.
pub fn value(answer: &Answer) -> Option<f64> {
    match &answer.shape {
        Shape::Number(number) => number.value,
        other => panic!("{other:?}"),
    }
}

/// Numerator and denominator of an answer that is a single rate.
pub fn rate(answer: &Answer) -> (u64, u64) {
    match &answer.shape {
        Shape::Number(answer::Number { rate: Some(rate), .. }) => (rate.numerator, rate.denominator),
        other => panic!("{other:?}"),
    }
}

/// A message of the contact; one of ours sent and read, one sent, one failed, one that failed and was delivered, one of
/// which no receipt came.
pub const RECEIPTS: &str = r#"[{"id":"k1","contactId":"c1","messages":[
    {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
    {"id":"m2","at":"2025-03-03T09:01:00Z","sender":"agent","status":{"sent":"2025-03-03T09:01:00Z","read":"2025-03-03T09:05:00Z"}},
    {"id":"m3","at":"2025-03-03T09:02:00Z","sender":"bot","status":{"sent":"2025-03-03T09:02:00Z"}},
    {"id":"m4","at":"2025-03-03T09:03:00Z","sender":"broadcast","status":{"failed":"2025-03-03T09:03:00Z"}},
    {"id":"m5","at":"2025-03-03T09:04:00Z","sender":"agent","status":{"failed":"2025-03-03T09:04:00Z","delivered":"2025-03-03T09:06:00Z"}},
    {"id":"m6","at":"2025-03-03T09:05:00Z","sender":"agent"}]}]"#;

/// Four surveys: 5 of 5, 9 of 10, 2 of 5, and one without an answer.
pub const SURVEYS: &str = r#"[
    {"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","csat":{"score":5,"scale":5,"at":"2025-03-03T10:00:00Z","sentAt":"2025-03-03T09:30:00Z"}},
    {"id":"k2","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","csat":{"score":9,"scale":10,"at":"2025-03-03T10:00:00Z","sentAt":"2025-03-03T09:30:00Z"}},
    {"id":"k3","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","csat":{"score":2,"scale":5,"at":"2025-03-03T10:00:00Z","sentAt":"2025-03-03T09:30:00Z"}},
    {"id":"k4","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","csat":{"sentAt":"2025-03-03T09:30:00Z"}}]"#;

/// Four conversations with a bot: one is resolved, one handed off, one abandoned, and to one the contact comes back.
pub const BOTS: &str = r#"[
    {"id":"k1","contactId":"c1","status":"closed","events":[{"type":"closed","at":"2025-03-03T09:05:00Z","actor":"bot"}],"messages":[
        {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"}]},
    {"id":"k2","contactId":"c2","status":"open","events":[{"type":"handoff","at":"2025-03-03T09:05:00Z"}],"messages":[
        {"id":"m3","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m4","at":"2025-03-03T09:01:00Z","sender":"bot"}]},
    {"id":"k3","contactId":"c3","status":"open","messages":[
        {"id":"m5","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m6","at":"2025-03-03T09:01:00Z","sender":"bot"}]},
    {"id":"k4","contactId":"c4","status":"open","events":[{"type":"closed","at":"2025-03-03T09:05:00Z","actor":"bot"},
        {"type":"reopened","at":"2025-03-04T09:00:00Z"}],"messages":[
        {"id":"m7","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m8","at":"2025-03-03T09:01:00Z","sender":"bot"},
        {"id":"m9","at":"2025-03-04T09:00:00Z","sender":"contact"}]}]"#;

/// Four conversations in flows: of three in one, one comes to its end, one comes to its middle, and
/// one stays at its beginning; the fourth is in another flow, which it ends.
pub const FLOWS: &str = r#"[
    {"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
        {"type":"flow-step","at":"2025-03-03T09:00:00Z","flow":"signup","step":"welcome"},
        {"type":"flow-step","at":"2025-03-03T09:01:00Z","flow":"signup","step":"details"},
        {"type":"flow-step","at":"2025-03-03T09:02:00Z","flow":"signup","step":"details"},
        {"type":"flow-step","at":"2025-03-03T09:03:00Z","flow":"signup","step":"done"}]},
    {"id":"k2","contactId":"c2","messages":[
        {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"bot","flow":"signup","step":"welcome"},
        {"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot","flow":"signup","step":"details"}]},
    {"id":"k3","contactId":"c3","createdAt":"2025-03-03T09:00:00Z","messages":[
        {"id":"m3","at":"2025-03-03T09:00:00Z","sender":"bot","flow":"signup","step":"welcome"}]},
    {"id":"k4","contactId":"c4","createdAt":"2025-03-03T09:00:00Z","events":[
        {"type":"flow-step","at":"2025-03-03T09:00:00Z","flow":"returns","step":"welcome"},
        {"type":"flow-step","at":"2025-03-03T09:01:00Z","flow":"returns","step":"address"}]}]"#;

/// An order of 50 EUR, 20 EUR given back, an order of 100 SAR and a sign-up without a value, a day after each other.
pub const CONVERSIONS: &str = r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
    {"type":"conversion","at":"2025-03-03T09:00:00Z","value":50,"currency":"EUR","kind":"order"},
    {"type":"conversion","at":"2025-03-04T09:00:00Z","value":-20,"currency":"EUR","kind":"refund"},
    {"type":"conversion","at":"2025-03-05T09:00:00Z","value":100,"currency":"SAR","kind":"order"},
    {"type":"conversion","at":"2025-03-07T09:00:00Z","kind":"signup"}]}]"#;

/// The values of the only line of an answer that is a series.
pub fn values(answer: &Answer) -> &[Option<f64>] {
    match &answer.shape {
        Shape::Series(series) => &series.lines[0].values,
        other => panic!("{other:?}"),
    }
}

/// Key and value of each row of an answer that is a breakdown.
pub fn rows(answer: &Answer) -> Vec<(Option<&str>, Option<f64>)> {
    match &answer.shape {
        Shape::Breakdown(answer::Breakdown { rows, .. }) => {
            rows.iter().map(|row| (row.key.as_deref(), row.value)).collect()
        }
        other => panic!("{other:?}"),
    }
}

pub const MINUTE: f64 = 60_000.0;
