//! What has to hold for every metric, filter, zone and policy.

use crate::support::{YEAR, ask, sample, zone};
use inboxlens::metrics::{METRICS, Measure, Value};
use inboxlens::query::split::Split;
use inboxlens::report::answer::{Answer, Shape};
use inboxlens::report::request::{ExplainQuery, PoliciesQuery};
use inboxlens::report::table::Cell;

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

/// Cohorts are a view of their own.
fn has_numbers(measure: &&Measure) -> bool {
    measure.value != Value::Cohort
}

fn is_additive(measure: &Measure) -> bool {
    measure.value == Value::Count && !measure.is_of_contacts
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
    // What is rare may not be in so few conversations.
    let is_known = |measure: &&Measure| measure.needs.iter().all(|&fact| inbox.data().coverage().has(fact));
    for measure in METRICS.iter().filter(is_known).filter(has_numbers) {
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
                "contact-source",
                "contact-tag",
                "attribute:orders",
                "customer-kind",
                "weekday",
                "hour",
                "business-hours",
                "bot-involved",
            ] {
                if !Split::from_id(by).is_some_and(|by| measure.knows(by.dimension)) {
                    continue;
                }
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
        let view = if metric == "retention" { "cohort" } else { "over" };
        let request = format!(r#"{{"metric":"{metric}","{view}":"week"}}"#);
        serde_json::to_string(&ask(inbox, &rome, &query, &request)).unwrap()
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

/// What a number counts, and the sum of what it counts.
fn count_and_sum(measure: &Measure, answer: &Answer) -> (f64, f64) {
    let Shape::Number(number) = &answer.shape else { panic!("{} {:?}", measure.id, answer.shape) };
    match (measure.value, number.rate) {
        (_, Some(rate)) => (rate.denominator as f64, rate.numerator as f64),
        // Money of several currencies has no sum.
        (Value::Per(_) | Value::Sum, _) => (answer.n as f64, 0.0),
        (Value::Amount, _) => (answer.n as f64, number.value.unwrap_or(0.0) * answer.n as f64),
        (Value::Snapshot, _) => {
            let ages = number.ages.map_or(0.0, |ages| ages.mean);
            (number.value.unwrap(), ages * number.value.unwrap())
        }
        _ => (number.value.unwrap(), 0.0),
    }
}

#[test]
fn what_moves_between_two_policies_makes_the_one_answer_the_other() {
    let inbox = sample(15, 400);
    let rome = zone("Europe/Rome");
    let march = r#""period":{"from":"2025-03-10","to":"2025-05-20"},"now":"2025-05-10T00:00:00Z""#;
    let mut moved = 0;
    for (a, b) in POLICIES.iter().zip(POLICIES.iter().skip(1)).chain([(&POLICIES[0], &"\"chatwoot\"")]) {
        for (measure, filter) in
            METRICS.iter().filter(has_numbers).flat_map(|it| [(it, "{}"), (it, r#"{"agent":{"any":["a1",null]}}"#)])
        {
            let asked =
                format!(r#"{{{march},"filter":{filter},"metric":"{}","a":{a},"b":{b},"limit":10000}}"#, measure.id);
            let found = inbox.compare_policies(&PoliciesQuery::from_json(&asked).unwrap(), &rome, 0).unwrap();
            // Contacts know no agents.
            if matches!(found.a.shape, Shape::Unavailable { .. }) && measure.is_of_contacts {
                continue;
            }
            let place = |id: &str| found.moved.columns.iter().position(|column| column.id == id).unwrap();
            let [happened, value_a, value_b, fields] = ["happened", "valueA", "valueB", "fields"].map(place);
            let (mut count, mut sum) = count_and_sum(measure, &found.a);
            let number = |cell: &Cell| match cell {
                Cell::Number(number) => *number,
                Cell::Text(flag) => f64::from(flag == "yes"),
                _ => 0.0,
            };
            for row in &found.moved.rows {
                let is = |kind: &str| row[happened] == Cell::text(kind);
                let is_money = measure.value == Value::Sum;
                let values = [value_a, value_b].map(|place| if is_money { 0.0 } else { number(&row[place]) });
                count += f64::from(is("only-b")) - f64::from(is("only-a"));
                sum -= if is("only-b") { 0.0 } else { values[0] };
                sum += if is("only-a") { 0.0 } else { values[1] };
                assert!(matches!(&row[fields], Cell::Texts(fields) if !fields.is_empty()));
            }
            let (count_b, sum_b) = count_and_sum(measure, &found.b);
            assert_eq!(count, count_b, "{asked}");
            assert!((sum - sum_b).abs() <= 1e-6 * sum_b.abs().max(1.0), "{asked}: {sum} for {sum_b}");
            assert_eq!(found.moved.rows.len(), found.moved.total);
            moved += found.moved.total;
        }
    }
    assert!(moved > 1000, "the policies hardly differ: {moved}");
}
