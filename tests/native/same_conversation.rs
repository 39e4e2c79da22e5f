//! The same conversations, written in every format, come to the same numbers.
//!
//! Lina asks where her lamp is. A bot answers, Omar takes over, writes a note, answers twice, tags, closes, and she is
//! content. Three days later she asks Zoe, who answers twice and closes; then once more, and nobody answers. Each format
//! is read alone, from the files in its folder whose names begin with `same-conversation`, in the order of their names.

use inboxlens::ingest::{Intake, Options, SOURCES};
use inboxlens::metrics::METRICS;
use inboxlens::report::Inbox;
use inboxlens::report::request::ReportQuery;
use inboxlens::time::Zone;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Numbers that are others, since a format does not tell something.
struct Exception {
    why: &'static str,
    sources: &'static [&'static str],
    /// As [`requests`] call them; a metric alone stands for all that is asked of it.
    requests: &'static [&'static str],
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        why: "when a contact was added is not told",
        sources: &[
            "intercom",
            "front",
            "hubspot",
            "twilio",
            "telegram",
            "wati",
            "zoko",
            "rasa",
            "whatsapp-cloud",
            "whatsapp",
            "json-rows",
            "csv",
        ],
        requests: &["contacts-added"],
    },
    Exception {
        why: "what no person wrote may be a bot's or an automation's",
        sources: &["zendesk", "freshdesk", "front", "twilio", "zoko"],
        requests: &["bot-outcomes", "bot-resolution-rate", "bot-escalation-rate"],
    },
    Exception {
        why: "who was asked how it was, is not told, only who answered",
        sources: &["freshdesk", "json-rows", "csv"],
        requests: &["csat-response-rate"],
    },
    Exception {
        why: "a column of scores has no time, so that the close stands for it",
        sources: &["json-rows", "csv"],
        requests: &["csat-score by hour", "csat-mean by hour", "csat-responses by hour"],
    },
    Exception {
        why: "that it is closed is told, but not since when",
        sources: &["hilos"],
        requests: &[
            "closed-conversations",
            "reopen-rate",
            "resolution-time",
            "turns-per-conversation",
            "messages-per-conversation",
        ],
    },
    Exception {
        why: "sessions end, but nobody closes them",
        sources: &["rasa"],
        requests: &[
            "closed-conversations",
            "reopen-rate",
            "resolution-time",
            "turns-per-conversation",
            "messages-per-conversation",
            "customer-abandonment",
        ],
    },
    Exception {
        why: "bot and agents write under the one name of the business",
        sources: &["telegram", "whatsapp"],
        requests: &[
            "first-response",
            "response-time",
            "conversations-handled",
            "agent-activity",
            "conversations by agent",
            "active-conversations by agent",
            "conversation-duration by agent",
            "messages by agent",
            "messages-received by agent",
            "messages-per-contact by agent",
            "unique-customers by agent",
            "new-customers by agent",
        ],
    },
    Exception {
        why: "who writes is told, but not whom it is assigned to",
        sources: &["wati"],
        requests: &[
            "conversations by agent",
            "active-conversations by agent",
            "conversation-duration by agent",
            "messages by agent",
            "messages-received by agent",
            "unique-customers by agent",
            "new-customers by agent",
        ],
    },
    Exception {
        why: "whether a bot or a person wrote what did not come from the phone, is not told",
        sources: &["whatsapp-cloud"],
        requests: &["first-response", "response-time"],
    },
    Exception {
        why: "all is one chat, which is assigned until that changes",
        sources: &["zoko"],
        requests: &["workload"],
    },
];

/// In its table is neither what agents write, nor whom a session is with, so that nothing of this is in it.
const HOLDS_ONLY_BOTS: &str = "dialogflow-cx";

/// The ids that agents have where a format does not tell their names.
const NAMES: [(&str, &str); 2] = [("4021", "Omar"), ("4022", "Zoe")];

fn read(source: &str) -> Inbox {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(source);
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let is_same = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("same-conversation");
    let mut files: Vec<_> = files.filter(is_same).collect();
    files.sort();
    assert!(!files.is_empty(), "{source}: the conversation is not there");
    let business = vec!["The Shop".to_owned()];
    let (zone, now) = (Zone::utc(), 1_743_465_600_000);
    let mut intake = Intake::new(Options { business, ..Options::new(zone, now) });
    for file in files {
        intake.begin(file.file_name().unwrap().to_str().unwrap());
        intake.push(&std::fs::read(&file).unwrap()).unwrap();
        let recognised = intake.end().unwrap();
        assert_eq!(recognised.format, source, "{}", file.display());
        assert_eq!(recognised.warnings, [], "{}", file.display());
    }
    let inputs = intake.inputs.clone();
    let mut inbox = Inbox::default();
    inbox.add(intake.finish(), inputs);
    inbox
}

/// Of every metric its number, and where it has them those of each agent and each hour of the week.
fn requests() -> Vec<(String, Value)> {
    let of_metric = |metric: &'static str| match metric {
        "retention" => vec![(metric.to_owned(), json!({ "metric": metric, "cohort": "week" }))],
        _ => vec![
            (metric.to_owned(), json!({ "metric": metric })),
            (format!("{metric} by agent"), json!({ "metric": metric, "by": "agent" })),
            (format!("{metric} by hour"), json!({ "metric": metric, "across": "hour-of-week" })),
        ],
    };
    METRICS.iter().flat_map(|metric| of_metric(metric.id)).collect()
}

/// What it says, or nothing where it is not available.
fn answer(inbox: &Inbox, request: &Value) -> Option<Value> {
    let asked = json!({ "period": { "from": "2025-03-01", "to": "2025-04-01" }, "now": "2025-04-01T00:00:00Z",
        "metrics": { "it": request } });
    let asked = ReportQuery::from_json(&asked.to_string()).ok()?;
    let report = inbox.report(&asked, &Zone::utc(), 0).ok()?;
    let answer = json!(report.metrics[0].1);
    if answer["shape"] == "unavailable" {
        return None;
    }
    let kept =
        ["value", "n", "numerator", "denominator", "stats", "ages", "values", "counts", "numerators", "denominators"];
    let said = kept.iter().filter(|&&key| !answer[key].is_null());
    let mut told: Map<String, Value> = said.map(|&key| (key.to_owned(), answer[key].clone())).collect();
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    told.insert("rows".to_owned(), rows.iter().filter_map(row).collect());
    Some(told.into())
}

/// The row of one of the two agents, by name, since ids are each format's own. Not all tell a bot from an automation, or
/// what it is called.
fn row(row: &Value) -> Option<Value> {
    let label = row["label"].as_str()?;
    let name = NAMES.iter().find(|(id, name)| *id == label || *name == label)?.1;
    let numbers = ["value", "n", "numerator", "denominator"].map(|key| row[key].clone());
    Some(json!([name, numbers]))
}

/// Why the format may say something else.
fn reason(source: &str, request: &str) -> Option<&'static str> {
    let metric = request.split(' ').next().unwrap();
    let is_of = |exception: &&Exception| {
        let has = |known: &&str| *known == request || *known == metric;
        exception.sources.contains(&source) && exception.requests.iter().any(has)
    };
    EXCEPTIONS.iter().find(is_of).map(|exception| exception.why)
}

#[test]
fn the_same_conversations_come_to_the_same_numbers_in_every_format() {
    let canonical = read("canonical");
    let others = SOURCES.iter().map(|source| source.id).filter(|id| !["canonical", HOLDS_ONLY_BOTS].contains(id));
    for source in others {
        let inbox = read(source);
        let (mut same, mut wrong, mut excused) = (0, Vec::new(), Vec::new());
        for (name, request) in requests() {
            let (Some(told), Some(expected)) = (answer(&inbox, &request), answer(&canonical, &request)) else {
                continue;
            };
            match reason(source, &name) {
                None if told == expected => same += 1,
                None => wrong.push(format!("{name}: {told} instead of {expected}")),
                Some(_) if told == expected => {}
                Some(_) => excused.push(name),
            }
        }
        assert_eq!(wrong, [] as [String; 0], "{source}");
        assert!(same >= 30, "{source} tells hardly anything: {same} answers");
        for Exception { why, requests, .. } in EXCEPTIONS.iter().filter(|exception| exception.sources.contains(&source))
        {
            let is_used = |request: &&&str| {
                excused.iter().any(|name| name == **request || name.starts_with(&format!("{request} ")))
            };
            let unused: Vec<_> = requests.iter().filter(|request| !is_used(request)).collect();
            assert!(unused.is_empty(), "{source} agrees on {unused:?}, though {why}");
        }
    }
}
