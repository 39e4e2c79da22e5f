//! What has to hold for every metric, filter, zone and policy.

use crate::support::{YEAR, ask, sample, zone};
use inboxlens::metrics::{METRICS, Measure, Value};
use inboxlens::report::answer::Shape;
use inboxlens::report::request::ExplainQuery;

const POLICIES: [&str; 8] = [
    "\"default\"",
    r#"{"dateBasis":"opened"}"#,
    r#"{"dateBasis":"closed"}"#,
    r#"{"dateBasis":"openedAndClosed"}"#,
    r#"{"unit":{"inactivityHours":24}}"#,
    r#"{"credit":"participants"}"#,
    r#"{"credit":"firstAssignee","resolution":"perCycle"}"#,
    r#"{"credit":"assignee","repliesBy":["bot","agent","echo","automation"]}"#,
];

const SCHEDULE: &str = r#"{"week":{"mon":[["09:00","18:00"]],"wed":[["09:00","18:00"]],"fri":[["22:00","06:00"]]},
    "teams":{"sales":{"week":{"tue":[["08:00","20:00"]]}}}}"#;

fn is_additive(measure: &Measure) -> bool {
    measure.value == Value::Count
}

#[test]
fn the_total_is_the_sum_of_its_buckets() {
    let inbox = sample(11, 120);
    for zone in ["Europe/Rome", "America/St_Johns", "Asia/Kolkata"].map(zone) {
        for measure in METRICS.iter().filter(|measure| is_additive(measure)) {
            for policy in POLICIES {
                for filter in ["{}", r#"{"tag":{"any":["refund",null]}}"#, r#"{"actor":{"none":["contact"]}}"#] {
                    let query = format!(r#"{YEAR},"policy":{policy},"filter":{filter}"#);
                    let total = ask(&inbox, &zone, &query, &format!("\"{}\"", measure.id)).n;
                    for step in ["hour", "day", "week", "month"] {
                        let request = format!(r#"{{"metric":"{}","over":"{step}"}}"#, measure.id);
                        let answer = ask(&inbox, &zone, &query, &request);
                        let Shape::Series(series) = &answer.shape else { panic!() };
                        let sum: f64 = series.lines[0].values.iter().flatten().sum();
                        assert_eq!(sum, total as f64, "{} {step} {policy} {filter}", measure.id);
                    }
                }
            }
        }
    }
}

#[test]
fn a_filter_on_a_key_gives_the_row_of_that_key() {
    let inbox = sample(12, 120);
    let rome = zone("Europe/Rome");
    for measure in &METRICS {
        for policy in POLICIES.into_iter().chain([r#"{"clock":"business"}"#]) {
            for by in [
                "agent",
                "team",
                "tag",
                "channel",
                "origin",
                "category",
                "status",
                "actor",
                "country",
                "weekday",
                "hour",
                "business-hours",
                "bot-involved",
            ] {
                let query = format!(r#"{YEAR},"policy":{policy},"schedule":{SCHEDULE}"#);
                let answer = ask(&inbox, &rome, &query, &format!(r#"{{"metric":"{}","by":"{by}"}}"#, measure.id));
                let Shape::Breakdown(breakdown) = &answer.shape else { panic!("{} {by}", measure.id) };
                for row in breakdown.rows.iter().take(3) {
                    let key = row.key.as_ref().map_or("null".to_owned(), |key| format!("\"{key}\""));
                    let query = format!(r#"{query},"filter":{{"{by}":{{"any":[{key}]}}}}"#);
                    let filtered = ask(&inbox, &rome, &query, &format!("\"{}\"", measure.id));
                    let Shape::Number(number) = &filtered.shape else { panic!() };
                    assert_eq!((number.value, filtered.n), (row.value, row.n), "{} {by} {key} {policy}", measure.id);
                }
            }
        }
    }
}

#[test]
fn answers_do_not_depend_on_what_was_asked_before() {
    let (first, second) = (sample(13, 80), sample(13, 80));
    let rome = zone("Europe/Rome");
    let spelled = |inbox, policy: &str, metric: &str| {
        let query = format!(r#"{YEAR},"policy":{policy}"#);
        serde_json::to_string(&ask(inbox, &rome, &query, &format!(r#"{{"metric":"{metric}","over":"week"}}"#))).unwrap()
    };
    for measure in &METRICS {
        let forward: Vec<_> = POLICIES.iter().map(|policy| spelled(&first, policy, measure.id)).collect();
        let mut backward: Vec<_> = POLICIES.iter().rev().map(|policy| spelled(&second, policy, measure.id)).collect();
        backward.reverse();
        assert_eq!(forward, backward, "{}", measure.id);
    }
}

#[test]
fn a_bar_of_a_spread_is_explained_by_as_many_rows() {
    let inbox = sample(14, 120);
    let rome = zone("Europe/Rome");
    for measure in METRICS.iter().filter(|measure| measure.value == Value::Amount) {
        let answer = ask(&inbox, &rome, YEAR, &format!(r#"{{"metric":"{}","spread":true}}"#, measure.id));
        let Shape::Distribution(distribution) = &answer.shape else { panic!() };
        for bin in &distribution.bins {
            let bounds = serde_json::json!({ "from": bin.from, "to": bin.to });
            let query = format!(r#"{{{YEAR},"metric":"{}","bin":{bounds}}}"#, measure.id);
            let asked = ExplainQuery::from_json(&query).unwrap();
            let explanation = inbox.explain(&asked, &rome, 0).unwrap();
            assert_eq!(explanation.counted.total, bin.count as usize, "{} {bounds}", measure.id);
        }
    }
}
