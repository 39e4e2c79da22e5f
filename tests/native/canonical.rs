//! What every fixture becomes, as canonical JSON, and that this gives the answers that the fixture gives.

use crate::golden::compare;
use crate::support::sample;
use inboxlens::ingest::{Intake, Options, SOURCES};
use inboxlens::metrics::{METRICS, Measure, Value};
use inboxlens::query::dimension::Dimension;
use inboxlens::registry::Word;
use inboxlens::report::Inbox;
use inboxlens::report::canonical::to_canonical;
use inboxlens::report::request::{ReportQuery, RowsQuery};
use inboxlens::report::table::TABLES;
use inboxlens::time::{Millis, Zone};
use std::fs;
use std::path::PathBuf;

const NOW: Millis = 1_800_000_000_000;

/// All of the time of the fixtures: "all-time" would also reach to what has come to no conversation.
const PERIOD: &str = r#""period":{"from":"2010-01-01","to":"2030-01-01"}"#;

/// A dataset of these files, all of one source.
fn read(source: &str, files: &[Vec<u8>]) -> Inbox {
    let mut intake = Intake::new(Options {
        format: Some(source.to_owned()),
        business: vec!["The Shop".to_owned()],
        ..Options::new(Zone::utc(), NOW)
    });
    for file in files {
        intake.begin("");
        intake.push(file).unwrap();
        intake.end().unwrap();
    }
    let inputs = intake.inputs.clone();
    let mut inbox = Inbox::default();
    inbox.add(intake.finish(), inputs);
    inbox
}

/// The fixtures of a source by name.
fn fixtures(source: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(source);
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    let mut fixtures: Vec<_> =
        files.map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())).collect();
    fixtures.sort();
    fixtures
}

/// Everything that can be asked: each metric as a whole, over time, and by what it can be split by; each table.
fn answers(inbox: &Inbox) -> Vec<String> {
    let ask = |request: &str| {
        let asked = ReportQuery::from_json(&format!(r#"{{{PERIOD},"metrics":{{"it":{request}}}}}"#)).unwrap();
        let report = inbox.report(&asked, &Zone::utc(), NOW).unwrap();
        format!("{request} {}", serde_json::to_string(&report.metrics[0].1).unwrap())
    };
    let mut answers = Vec::new();
    for Measure { id, value, .. } in &METRICS {
        if *value == Value::Cohort {
            answers.push(ask(&format!(r#"{{"metric":"{id}","cohort":"month"}}"#)));
            continue;
        }
        answers.push(ask(&format!("\"{id}\"")));
        answers.push(ask(&format!(r#"{{"metric":"{id}","over":"month"}}"#)));
    }
    for measure in METRICS.iter().filter(|measure| measure.value != Value::Cohort) {
        let known = Dimension::ALL.iter().filter(|&&dimension| measure.knows(dimension));
        // An attribute has a key besides.
        for by in known.map(|dimension| dimension.id()).filter(|by| *by != "attribute") {
            answers.push(ask(&format!(r#"{{"metric":"{}","by":"{by}"}}"#, measure.id)));
        }
    }
    let asked = RowsQuery::from_json(&format!("{{{PERIOD}}}")).unwrap();
    for table in &TABLES {
        let rows = inbox.rows(table.id, &asked, &Zone::utc(), NOW).unwrap();
        answers.push(format!("{} {}", table.id, serde_json::to_string(&rows).unwrap()));
    }
    answers
}

fn assert_gives_the_same(inbox: &Inbox, name: &str) {
    let text = to_canonical(inbox.data());
    let again = read("canonical", &[text.clone().into_bytes()]);
    let warnings = again.data().warnings();
    assert!(warnings.as_slice().is_empty(), "{name}: {warnings:?}");
    for (again, line) in to_canonical(again.data()).lines().zip(text.lines()) {
        assert_eq!(again, line, "{name}");
    }
    for (again, answer) in answers(&again).into_iter().zip(answers(inbox)) {
        assert_eq!(again, answer, "{name}");
    }
}

#[test]
fn what_a_fixture_becomes() {
    for source in SOURCES {
        for (name, bytes) in fixtures(source.id) {
            let inbox = read(source.id, &[bytes]);
            compare(&format!("read/{}/{name}", source.id), &to_canonical(inbox.data()));
        }
    }
}

#[test]
fn every_source_gives_the_answers_that_its_canonical_json_gives() {
    for source in SOURCES {
        let fixtures = fixtures(source.id);
        for (name, bytes) in &fixtures {
            assert_gives_the_same(&read(source.id, std::slice::from_ref(bytes)), &format!("{} {name}", source.id));
        }
        let all: Vec<_> = fixtures.into_iter().map(|(_, bytes)| bytes).collect();
        assert_gives_the_same(&read(source.id, &all), source.id);
    }
}

#[test]
fn an_invented_inbox_gives_the_answers_that_its_canonical_json_gives() {
    // More rows than stand in one piece.
    assert_gives_the_same(&sample(31, 700), "an invented inbox");
}
