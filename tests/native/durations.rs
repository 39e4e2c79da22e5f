//! What stands behind a duration: from when to when it ran, and between which messages or events.

use crate::support::{YEAR, inbox, sample_rows, zone};
use inboxlens::metrics::{METRICS, Measure};
use inboxlens::report::Inbox;
use inboxlens::report::request::ExplainQuery;
use inboxlens::time::Zone;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn durations() -> impl Iterator<Item = &'static Measure> {
    METRICS.iter().filter(|measure| measure.is_timed())
}

/// The rows that a metric counts, each with its cells by column.
fn explained(inbox: &Inbox, zone: &Zone, query: &str, metric: &str) -> Vec<Value> {
    let asked = format!(r#"{{{query},"metric":"{metric}","limit":10000,"descending":false}}"#);
    let explanation = inbox.explain(&ExplainQuery::from_json(&asked).unwrap(), zone, 1_767_225_600_000).unwrap();
    let page = explanation.counted;
    assert_eq!((page.unavailable, page.rows.len()), (None, page.total), "{metric} {query}");
    let columns = page.columns.iter().map(|column| column.id.to_owned());
    let row = |cells: &Vec<_>| columns.clone().zip(cells.iter().map(|cell| json!(cell))).collect();
    page.rows.iter().map(|cells| Value::Object(row(cells))).collect()
}

const DAY: &str = r#"{"agents":[{"id":"a1"}],"conversations":[{"id":"k1","contactId":"c1","status":"closed",
    "createdAt":"2025-03-03T09:00:00Z","events":[{"type":"assigned","at":"2025-03-03T09:02:00Z","to":"a1"},
        {"type":"closed","at":"2025-03-03T09:30:00Z","by":"a1"},{"type":"reopened","at":"2025-03-03T09:45:00Z"},
        {"type":"closed","at":"2025-03-03T10:15:00Z","by":"a1"}],
    "messages":[{"id":"m1","at":"2025-03-03T09:01:00Z","sender":"contact"},{"id":"700","at":"2025-03-03T09:05:00Z","sender":"contact"},
        {"id":"m3","at":"2025-03-03T09:11:00Z","sender":"agent","senderId":"a1"},{"id":"m4","at":"2025-03-03T09:46:00Z","sender":"contact"},
        {"id":"b5e0c1f4-1f5a-4d5b-9e39-6c6d1d1c7d11","at":"2025-03-03T09:50:00Z","sender":"agent","senderId":"a1"}]}]}"#;

#[test]
fn a_worked_day() {
    let inbox = inbox(DAY);
    for (metric, policy, expected) in [
        ("first-response", "{}", vec!["09:01 m1 – 09:11 m3"]),
        ("first-response", r#"{"turnStart":"last"}"#, vec!["09:05 700 – 09:11 m3"]),
        ("first-response", r#"{"firstResponseFrom":"opened"}"#, vec!["09:00 opened – 09:11 m3"]),
        ("first-response", r#"{"firstResponseFrom":"assigned"}"#, vec!["09:02 assigned – 09:11 m3"]),
        ("response-time", "{}", vec!["09:01 m1 – 09:11 m3", "09:46 m4 – 09:50 ~"]),
        ("response-time", r#"{"dateBasis":"closed"}"#, vec!["09:01 m1 – 09:11 m3", "09:46 m4 – 09:50 ~"]),
        ("resolution-time", "{}", vec!["09:00 opened – 10:15 closed"]),
        ("resolution-time", r#"{"resolution":"firstClose"}"#, vec!["09:00 opened – 09:30 closed"]),
        ("resolution-time", r#"{"resolution":"openSpans"}"#, vec!["09:00 opened – 10:15 closed"]),
        (
            "resolution-time",
            r#"{"resolution":"perCycle"}"#,
            vec!["09:00 opened – 09:30 closed", "09:45 reopened – 10:15 closed"],
        ),
        (
            "resolution-time",
            r#"{"resolution":"everyClose","dateBasis":"opened"}"#,
            vec!["09:00 opened – 09:30 closed", "09:00 opened – 10:15 closed"],
        ),
        ("conversation-duration", "{}", vec!["09:01 m1 – 09:50 ~"]),
        ("conversation-duration", r#"{"duration":"openClose"}"#, vec!["09:00 opened – 10:15 closed"]),
        ("conversation-duration", r#"{"duration":"assigned"}"#, vec!["09:02 assigned – 10:15 closed"]),
        ("time-to-assignment", "{}", vec!["09:00 opened – 09:02 assigned"]),
        ("assignment-to-response", "{}", vec!["09:02 assigned – 09:11 m3"]),
        ("assignment-to-close", "{}", vec!["09:02 assigned – 10:15 closed"]),
    ] {
        let rows = explained(&inbox, &Zone::utc(), &format!(r#"{YEAR},"policy":{policy}"#), metric);
        let end = |row: &Value, end: &str| {
            let minutes = row[end].as_f64().unwrap() as i64 / 60_000 % 1440;
            let [message, event] = ["Message", "Event"].map(|part| row[format!("{end}{part}")].as_str());
            assert_ne!(message.is_some(), event.is_some(), "{metric} {row}");
            let what = message.or(event).unwrap();
            let what = if what.starts_with('~') { &what[..1] } else { what };
            format!("{:02}:{:02} {what}", minutes / 60, minutes % 60)
        };
        let found: Vec<_> = rows.iter().map(|row| format!("{} – {}", end(row, "from"), end(row, "to"))).collect();
        assert_eq!(found, expected, "{metric} {policy}");
        if policy.contains("openSpans") {
            assert_eq!(rows[0]["value"], 3_600_000.0);
        }
    }
}

#[test]
fn a_handoff_and_a_reopening_start_the_clock() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[{"type":"handoff","at":"2025-03-03T09:05:00Z"}],
            "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:10:00Z","sender":"agent"}]},
            {"id":"k2","contactId":"c2","createdAt":"2025-03-03T11:00:00Z","events":[{"type":"closed","at":"2025-03-03T11:05:00Z"},
            {"type":"reopened","at":"2025-03-03T12:00:00Z"}],
            "messages":[{"id":"m3","at":"2025-03-03T12:01:00Z","sender":"contact"},{"id":"m4","at":"2025-03-03T12:10:00Z","sender":"agent"}]}]"#,
    );
    let starts = |policy: &str| {
        let query = format!(r#"{YEAR},"policy":{policy}"#);
        let rows = explained(&inbox, &Zone::utc(), &query, "first-response");
        rows.iter().map(|row| [row["fromEvent"].clone(), row["fromMessage"].clone()]).collect::<Vec<_>>()
    };
    assert_eq!(starts("{}"), [[json!("handoff"), Value::Null], [Value::Null, json!("m3")]]);
    let since_last = r#"{"firstResponseFrom":"lastOpened"}"#;
    assert_eq!(starts(since_last), [[json!("handoff"), Value::Null], [json!("reopened"), Value::Null]]);
}

#[test]
fn turns_of_one_instant_are_told_apart() {
    let message =
        |id: &str, sender: &str| format!(r#"{{"id":"{id}","at":"2025-03-03T09:00:00Z","sender":"{sender}"}}"#);
    let messages = [message("1", "contact"), message("2", "agent"), message("3", "contact"), message("4", "agent")];
    let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","messages":[{}]}}]"#, messages.join(",")));
    let rows = explained(&inbox, &Zone::utc(), YEAR, "response-time");
    let ends: Vec<_> = rows.iter().map(|row| [&row["fromMessage"], &row["toMessage"]]).collect();
    assert_eq!(ends, [["1", "2"], ["3", "4"]]);
}

#[test]
fn every_duration_says_from_when_to_when_it_ran() {
    for (seed, zone) in (31..).zip(["Europe/Rome", "America/St_Johns"].map(zone)) {
        let (rows, inbox) = sample_rows(seed, 150);
        for measure in durations() {
            for choice in [
                r#""turnStart":"first""#,
                r#""turnStart":"last","duration":"openClose","firstResponseFrom":"opened","resolution":"firstClose""#,
                r#""duration":"assigned","firstResponseFrom":"assigned","resolution":"perCycle""#,
                r#""firstResponseFrom":"lastOpened","resolution":"everyClose","repliesBy":["bot","agent","echo"]"#,
                r#""resolution":"openSpans","unit":{"inactivityHours":24}"#,
            ] {
                for basis in ["event", "opened", "closed"] {
                    let query = format!(r#"{YEAR},"policy":{{{choice},"dateBasis":"{basis}"}}"#);
                    let found = explained(&inbox, &zone, &query, measure.id);
                    assert!(found.len() > 20, "{} {query}", measure.id);
                    let mut pairs = BTreeSet::new();
                    for row in &found {
                        let place = format!("{} {query} {row}", measure.id);
                        let number = |column: &str| row[column].as_f64().unwrap_or_else(|| panic!("{place}: {column}"));
                        let lasts = number("to") - number("from");
                        match choice.contains("openSpans") && measure.id == "resolution-time" {
                            true => assert!(number("value") <= lasts, "{place}"),
                            false => assert_eq!(number("value"), lasts, "{place}"),
                        }
                        for end in ["from", "to"] {
                            let [message, event] =
                                ["Message", "Event"].map(|part| row[format!("{end}{part}")].as_str());
                            assert_ne!(message.is_some(), event.is_some(), "{place}");
                            let Some(id) = message else { continue };
                            let own = rows.conversations.iter().filter(|own| row["conversation"] == *own.id);
                            let mut messages = own.flat_map(|own| &own.messages);
                            let message = messages.find(|message| message.id == id);
                            let at = message.unwrap_or_else(|| panic!("{place}: {id}")).at;
                            assert_eq!(at as f64, number(end), "{place}");
                        }
                        let ends =
                            [&row["fromMessage"], &row["toMessage"], &row["from"], &row["to"], &row["conversation"]];
                        assert!(pairs.insert(ends.map(Value::to_string)), "{place}: a second time");
                    }
                }
            }
        }
    }
}

#[test]
fn other_clocks_tell_the_same_ends() {
    let (_, inbox) = sample_rows(33, 150);
    let schedule =
        r#""schedule":{"week":{"mon":[["09:00","18:00"]],"tue":[["09:00","18:00"]],"thu":[["22:00","06:00"]]}}"#;
    for measure in durations() {
        for policy in [r#"{"excludeBotTime":true}"#, r#"{"clock":"business"}"#] {
            for row in explained(&inbox, &Zone::utc(), &format!(r#"{YEAR},"policy":{policy},{schedule}"#), measure.id) {
                let [from, to, value] = ["from", "to", "value"].map(|column| row[column].as_f64().unwrap());
                assert!(value <= to - from, "{} {policy} {row}", measure.id);
            }
        }
    }
}

#[test]
fn every_duration_knows_what_it_lies_between() {
    let without: Vec<_> = METRICS.iter().filter(|it| it.is_timed() != it.between.is_some()).map(|it| it.id).collect();
    assert!(without.is_empty(), "{without:?}");
}
