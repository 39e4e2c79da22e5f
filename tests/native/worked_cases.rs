//! The cases that every build must reproduce, each as a person would put it.

use crate::support::{MINUTE, YEAR, ask, inbox, value, zone};
use inboxlens::query::observation::Reason;
use inboxlens::report::answer::Shape;
use inboxlens::time::Zone;

fn minutes(text: &str, query: &str, metric: &str) -> Option<f64> {
    let inbox = inbox(&format!("[{text}]"));
    value(&ask(&inbox, &Zone::utc(), query, &format!("\"{metric}\""))).map(|ms| ms / MINUTE)
}

fn with_policy(policy: &str) -> String {
    format!("{YEAR},\"policy\":{policy}")
}

#[test]
fn date_basis() {
    let text = r#"{"id":"k1","contactId":"c1","createdAt":"2025-09-30T23:00:00Z","status":"closed","closedAt":"2025-10-02T10:00:00Z",
        "messages":[{"id":"m1","at":"2025-09-30T23:00:00Z","sender":"contact"},{"id":"m2","at":"2025-10-01T09:00:00Z","sender":"agent"}]}"#;
    let september = r#""period":{"from":"2025-09-01","to":"2025-10-01"}"#;
    let october = r#""period":{"from":"2025-10-01","to":"2025-11-01"}"#;
    let opened = r#""policy":{"dateBasis":"opened"}"#;
    assert_eq!(minutes(text, october, "first-response"), Some(600.0));
    assert_eq!(minutes(text, september, "first-response"), None);
    assert_eq!(minutes(text, &format!("{september},{opened}"), "first-response"), Some(600.0));
    assert_eq!(minutes(text, &format!("{october},{opened}"), "first-response"), None);
}

#[test]
fn reopened_after_a_bot() {
    let text = r#"{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open",
        "events":[{"type":"closed","at":"2025-03-03T09:05:00Z","actor":"bot"}],
        "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"},
                    {"id":"m3","at":"2025-03-07T14:00:00Z","sender":"contact"},{"id":"m4","at":"2025-03-07T14:10:00Z","sender":"agent"}]}"#;
    assert_eq!(minutes(text, YEAR, "first-response"), Some(10.0));
}

#[test]
fn two_cycles() {
    let text = r#"{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed",
        "events":[{"type":"closed","at":"2025-03-03T09:30:00Z"},{"type":"reopened","at":"2025-03-03T09:45:00Z"},{"type":"closed","at":"2025-03-03T10:15:00Z"}],
        "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:11:00Z","sender":"agent"}]}"#;
    assert_eq!(minutes(text, YEAR, "first-response"), Some(11.0));
    for (resolution, expected) in [("lastClose", 75.0), ("firstClose", 30.0), ("openSpans", 60.0)] {
        let query = with_policy(&format!(r#"{{"resolution":"{resolution}"}}"#));
        assert_eq!(minutes(text, &query, "resolution-time"), Some(expected), "{resolution}");
    }
}

#[test]
fn turn_start() {
    let text = r#"{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
        {"id":"m2","at":"2025-03-03T10:05:00Z","sender":"contact"},{"id":"m3","at":"2025-03-03T10:06:00Z","sender":"agent"}]}"#;
    assert_eq!(minutes(text, YEAR, "response-time"), Some(6.0));
    assert_eq!(minutes(text, &with_policy(r#"{"turnStart":"last"}"#), "response-time"), Some(1.0));
}

#[test]
fn silence() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-04T10:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-04T10:20:00Z","sender":"agent"},{"id":"m3","at":"2025-03-07T10:00:00Z","sender":"contact"}],
            "events":[{"type":"closed","at":"2025-03-04T10:30:00Z"}]}]"#,
    );
    let count = |query: &str| value(&ask(&inbox, &Zone::utc(), query, "\"conversations\""));
    assert_eq!(count(YEAR), Some(1.0));
    assert_eq!(count(&with_policy(r#"{"unit":{"inactivityHours":24}}"#)), Some(2.0));
    assert_eq!(count(&with_policy(r#"{"unit":{"inactivityHours":100}}"#)), Some(1.0));
}

#[test]
fn what_a_thread_says_of_now_is_said_of_its_last_part() {
    let said = |rest: &str| {
        inbox(&format!(
            r#"[{{"id":"k1","contactId":"c1",{rest},
            "messages":[{{"id":"m1","at":"2025-03-04T10:00:00Z","sender":"contact"}},{{"id":"m2","at":"2025-03-04T10:20:00Z","sender":"agent"}},
                        {{"id":"m3","at":"2025-03-07T10:00:00Z","sender":"contact"}}]}}]"#
        ))
    };
    let on = |day: &str, next: &str| {
        let period = format!(r#""period":{{"from":"{day}","to":"{next}"}},"now":"2025-03-10T00:00:00Z""#);
        format!(r#"{period},"policy":{{"unit":{{"inactivityHours":24}}}}"#)
    };
    let count =
        |inbox: &_, query: &str, metric: &str| value(&ask(inbox, &Zone::utc(), query, &format!("\"{metric}\"")));
    // Two messages are unread: the first part's was answered all the same.
    let unread = said(r#""status":"open","unread":2"#);
    assert_eq!(count(&unread, &on("2025-03-04", "2025-03-05"), "unread-conversations"), Some(0.0));
    assert_eq!(count(&unread, &on("2025-03-07", "2025-03-08"), "unread-conversations"), Some(1.0));
    // Closed once, in the first part: the row tells of it, and an event may, too.
    for event in ["", r#","events":[{"type":"closed","at":"2025-03-04T10:30:00Z"}]"#] {
        let closed = said(&format!(r#""status":"open","closedAt":"2025-03-04T10:30:00Z"{event}"#));
        let year = with_policy(r#"{"unit":{"inactivityHours":24}}"#);
        let answer = ask(&closed, &Zone::utc(), &year, "\"closed-conversations\"");
        assert_eq!((value(&answer), answer.n), (Some(1.0), 1), "{event}");
        assert_eq!(count(&closed, &on("2025-03-04", "2025-03-05"), "open-conversations"), Some(0.0), "{event}");
        assert_eq!(count(&closed, &on("2025-03-07", "2025-03-08"), "open-conversations"), Some(1.0), "{event}");
    }
}

#[test]
fn hours_and_states_are_what_they_are_whatever_dates_the_rest() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","status":"open","createdAt":"2025-03-03T09:00:00Z",
            "messages":[{"id":"m1","at":"2025-03-03T09:10:00Z","sender":"agent","senderId":"a1"},{"id":"m2","at":"2025-03-03T11:10:00Z","sender":"agent","senderId":"a1"}]},
            {"id":"k2","contactId":"c2","status":"closed","createdAt":"2025-03-03T09:00:00Z","closedAt":"2025-03-05T09:00:00Z"}]"#,
    );
    let count =
        |policy: &str, metric: &str| value(&ask(&inbox, &Zone::utc(), &with_policy(policy), &format!("\"{metric}\"")));
    assert_eq!(count(r#"{"dateBasis":"opened"}"#, "agent-activity"), Some(2.0));
    for metric in ["open-conversations", "backlog"] {
        assert_eq!(count(r#"{"dateBasis":"openedAndClosed"}"#, metric), Some(1.0), "{metric}");
    }
}

#[test]
fn what_is_left_out_for_a_reason_of_its_own_is_so_whatever_dates_the_rest() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","status":"open","messages":[
            {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"broadcast","status":{"failed":"2025-03-03T09:01:00Z"}}]},
            {"id":"k2","contactId":"c2","status":"closed","closedAt":"2025-03-04T09:00:00Z","messages":[
            {"id":"m2","at":"2025-03-03T10:00:00Z","sender":"broadcast","status":{"sent":"2025-03-03T10:01:00Z"}}]}]"#,
    );
    let reasons = |policy: &str| {
        let answer = ask(&inbox, &Zone::utc(), &with_policy(policy), "\"reply-rate\"");
        answer.excluded.iter().map(|excluded| (excluded.reason, excluded.count)).collect::<Vec<_>>()
    };
    for policy in ["\"default\"", r#"{"dateBasis":"closed"}"#] {
        assert_eq!(reasons(policy), [(Reason::MessageFailed, 1)], "{policy}");
    }
}

#[test]
fn replies_are_the_senders_and_all_else_is_the_assignees() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","status":"closed","agentId":"a2",
            "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:10:00Z","sender":"agent","senderId":"a1"}],
            "events":[{"type":"assigned","at":"2025-03-03T09:05:00Z","to":"a1"},{"type":"tagged","at":"2025-03-03T09:20:00Z","tag":"vip","by":"a1"},
                      {"type":"closed","at":"2025-03-03T10:00:00Z","by":"a1"}]}]"#,
    );
    let query = with_policy(r#"{"credit":"replier"}"#);
    let agent = |metric: &str| {
        let answer = ask(&inbox, &Zone::utc(), &query, &format!(r#"{{"metric":"{metric}","by":"agent"}}"#));
        let Shape::Breakdown(breakdown) = &answer.shape else { panic!() };
        breakdown.rows.iter().map(|row| row.key.clone()).collect::<Vec<_>>()
    };
    for metric in ["response-time", "first-response", "assignment-to-response", "conversations-handled"] {
        assert_eq!(agent(metric), [Some("a1".to_owned())], "{metric}");
    }
    for metric in ["closed-conversations", "resolution-time", "tags-applied", "assignments", "time-to-assignment"] {
        assert_eq!(agent(metric), [Some("a2".to_owned())], "{metric}");
    }
}

#[test]
fn an_empty_day_is_a_gap() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-03T10:01:00Z","sender":"agent"},{"id":"m3","at":"2025-03-05T10:00:00Z","sender":"contact"},
            {"id":"m4","at":"2025-03-05T10:02:00Z","sender":"agent"}]}]"#,
    );
    let query = r#""period":{"from":"2025-03-03","to":"2025-03-06"}"#;
    let answer = ask(&inbox, &Zone::utc(), query, r#"{"metric":"response-time","over":"day"}"#);
    let Shape::Series(series) = &answer.shape else { panic!() };
    assert_eq!(series.lines[0].values, [Some(MINUTE), None, Some(2.0 * MINUTE)]);
    let counted = ask(&inbox, &Zone::utc(), query, r#"{"metric":"messages","over":"day"}"#);
    let Shape::Series(series) = &counted.shape else { panic!() };
    assert_eq!(series.lines[0].values, [Some(2.0), Some(0.0), Some(2.0)]);
}

#[test]
fn clock_changes() {
    let inbox = inbox(r#"[{"id":"k1","contactId":"c1","createdAt":"2025-10-26T00:30:00Z","messages":[]}]"#);
    let rome = zone("Europe/Rome");
    for (from, to, hours) in [("2025-10-26", "2025-10-27", 25), ("2025-03-30", "2025-03-31", 23)] {
        let query = format!(r#""period":{{"from":"{from}","to":"{to}"}}"#);
        let answer = ask(&inbox, &rome, &query, r#"{"metric":"conversations","over":"hour"}"#);
        let Shape::Series(series) = &answer.shape else { panic!() };
        assert_eq!(series.buckets.len(), hours);
    }
    // 00:30 UTC is the first of the two half past two on that night.
    let query = r#""period":{"from":"2025-10-26","to":"2025-10-27"}"#;
    let answer = ask(&inbox, &rome, query, r#"{"metric":"conversations","over":"hour"}"#);
    let Shape::Series(series) = &answer.shape else { panic!() };
    let hour = series.lines[0].values.iter().position(|value| *value == Some(1.0)).unwrap();
    assert_eq!((hour, series.buckets[hour].local.as_str()), (2, "2025-10-26T02:00"));
    assert_eq!(series.buckets[hour + 1].local, "2025-10-26T02:00");
}

#[test]
fn agents_do_not_add_up_silently() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","agentId":"a1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"agent","senderId":"a1"},
            {"id":"m2","at":"2025-03-03T10:01:00Z","sender":"agent","senderId":"a2"}]}]"#,
    );
    let query = with_policy(r#"{"credit":"participants"}"#);
    let answer = ask(&inbox, &Zone::utc(), &query, r#"{"metric":"conversations","by":"agent"}"#);
    let Shape::Breakdown(breakdown) = &answer.shape else { panic!() };
    assert_eq!((breakdown.rows.len(), breakdown.total, breakdown.overlap), (2, Some(1.0), 1));
}

#[test]
fn a_source_without_a_fact_is_unavailable_and_not_zero() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","direction":"in"}]}]"#,
    );
    for (metric, reason) in [
        ("open-conversations", "no-status"),
        ("closed-conversations", "no-status"),
        ("resolution-time", "no-status"),
        ("tags-applied", "no-tags"),
    ] {
        let answer = ask(&inbox, &Zone::utc(), YEAR, &format!("\"{metric}\""));
        let spelled = serde_json::to_value(&answer).unwrap();
        assert_eq!((&spelled["shape"], &spelled["reason"]), (&"unavailable".into(), &reason.into()), "{metric}");
    }
}
