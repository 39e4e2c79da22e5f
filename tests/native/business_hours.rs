//! Time on the business clock, and what happens inside and outside of business hours.

use crate::support::{MINUTE, YEAR, ask, inbox, sample, value, zone};
use inboxlens::query::observation::Reason;
use inboxlens::report::Inbox;
use inboxlens::report::answer::{Excluded, Shape};
use inboxlens::report::request::{ExplainQuery, ReportQuery, RowsQuery};
use inboxlens::time::{Zone, Zones};
use serde_json::{Value, json};

const OFFICE: &str = r#"{"week":{"mon":[["09:00","18:00"]],"tue":[["09:00","18:00"]],"wed":[["09:00","18:00"]],
    "thu":[["09:00","18:00"]],"fri":[["09:00","18:00"]]},"closed":["2025-12-25","2025-12-26"],
    "exceptions":{"2025-12-24":[["09:00","12:00"]]}}"#;

fn on_business_clock(schedule: &str) -> String {
    format!(r#"{YEAR},"policy":{{"clock":"business"}},"schedule":{schedule}"#)
}

/// A conversation in which somebody asks and is answered.
fn asked_and_answered(id: &str, of: &str, asked_at: &str, answered_at: &str) -> String {
    format!(
        r#"{{"id":"{id}","contactId":"c1"{of},"messages":[{{"id":"{id}-1","at":"{asked_at}Z","sender":"contact"}},
            {{"id":"{id}-2","at":"{answered_at}Z","sender":"agent"}}]}}"#
    )
}

fn minutes_in(zones: Zones<'_>, schedule: &str, asked_at: &str, answered_at: &str) -> Option<f64> {
    let inbox = inbox(&format!("[{}]", asked_and_answered("k1", "", asked_at, answered_at)));
    value(&ask(&inbox, zones, &on_business_clock(schedule), "\"first-response\"")).map(|ms| ms / MINUTE)
}

fn minutes(schedule: &str, asked_at: &str, answered_at: &str) -> Option<f64> {
    minutes_in(Zones::from(&Zone::utc()), schedule, asked_at, answered_at)
}

#[test]
fn asked_on_friday_evening_and_answered_on_monday_morning() {
    assert_eq!(minutes(OFFICE, "2025-03-07T17:50:00", "2025-03-10T09:10:00"), Some(20.0));
    // From closing to opening no time passes, but there is an answer.
    assert_eq!(minutes(OFFICE, "2025-03-07T18:00:00", "2025-03-10T09:00:00"), Some(0.0));
}

#[test]
fn holidays_and_exceptions() {
    // An hour and a half before noon on the 24th, two free days and a weekend, half an hour on the 29th.
    assert_eq!(minutes(OFFICE, "2025-12-24T10:30:00", "2025-12-29T09:30:00"), Some(120.0));
}

#[test]
fn over_midnight() {
    let nights = r#"{"week":{"mon":[["22:00","06:00"]]},"exceptions":{"2025-03-10":[]}}"#;
    assert_eq!(minutes(nights, "2025-03-03T21:00:00", "2025-03-04T01:00:00"), Some(180.0));
    assert_eq!(minutes(nights, "2025-03-04T05:30:00", "2025-03-05T05:30:00"), Some(30.0));
    // The next Monday's night has been called off, Tuesday's hours of it too.
    assert_eq!(minutes(nights, "2025-03-10T00:00:00", "2025-03-12T00:00:00"), Some(0.0));
}

#[test]
fn a_zone_other_than_that_of_the_question() {
    let zones = [Zone::utc(), zone("Asia/Kolkata")];
    let zones = Zones::new("UTC", &zones).unwrap();
    let kolkata = r#"{"timeZone":"Asia/Kolkata","week":{"mon":[["09:00","18:00"]]}}"#;
    // There, nine o'clock is half past three.
    assert_eq!(minutes_in(zones, kolkata, "2025-03-03T03:00:00", "2025-03-03T04:00:00"), Some(30.0));
    let everywhere = r#"{"week":{"mon":[["09:00","18:00"]]}}"#;
    assert_eq!(minutes_in(zones, everywhere, "2025-03-03T03:00:00", "2025-03-03T10:00:00"), Some(60.0));
    let kolkata = zone("Asia/Kolkata");
    assert_eq!(minutes_in((&kolkata).into(), everywhere, "2025-03-03T03:00:00", "2025-03-03T04:00:00"), Some(30.0));
}

#[test]
fn the_night_on_which_the_clocks_go_back_has_an_hour_more() {
    let rome = zone("Europe/Rome");
    let nights = r#"{"week":{"sat":[["22:00","06:00"]]}}"#;
    let minutes = |from: &str, to: &str| minutes_in((&rome).into(), nights, from, to);
    assert_eq!(minutes("2025-10-25T12:00:00", "2025-10-26T12:00:00"), Some(9.0 * 60.0));
    assert_eq!(minutes("2025-03-29T12:00:00", "2025-03-30T12:00:00"), Some(7.0 * 60.0));
}

/// An agent with hours of their own, two teams, and somebody without either.
fn teams() -> Inbox {
    let people = [
        ("k1", r#","team":"sales","agentId":"a1""#),
        ("k2", r#","team":"sales","agentId":"a2""#),
        ("k3", r#","agentId":"a3""#),
        ("k4", ""),
    ];
    let conversation = |(id, of)| asked_and_answered(id, of, "2025-03-03T08:00:00", "2025-03-03T12:00:00");
    let conversations = people.map(conversation).join(",");
    inbox(&format!(
        r#"{{"inboxlens":1,"agents":[{{"id":"a1"}},{{"id":"a2"}},{{"id":"a3","team":"support"}}],"conversations":[{conversations}]}}"#
    ))
}

/// The value and the reason of each conversation.
fn list(inbox: &Inbox, query: &str) -> Vec<(Value, Value)> {
    let asked = RowsQuery::from_json(&format!(r#"{{{query},"sort":"id"}}"#)).unwrap();
    let page = serde_json::to_value(inbox.rows("conversation-list", &asked, &Zone::utc(), 0).unwrap()).unwrap();
    let place = |id: &str| page["columns"].as_array().unwrap().iter().position(|column| column["id"] == id).unwrap();
    let (value, reason) = (place("firstResponse"), place("firstResponseReason"));
    page["rows"].as_array().unwrap().iter().map(|row| (row[value].clone(), row[reason].clone())).collect()
}

const OF_TEAMS: &str = r#""teams":{"sales":{"week":{"mon":[["09:00","18:00"]]}},"support":{"week":{"mon":[["10:00","18:00"]]}},
    "nobody":{"week":{}}},"agents":{"a1":{"week":{"mon":[["11:00","18:00"]]}}}"#;

#[test]
fn an_agents_hours_come_before_the_teams_and_those_before_everybodys() {
    let hour = |hours: f64| (json!(hours * 60.0 * MINUTE), Value::Null);
    let everybody = on_business_clock(&format!(r#"{{"week":{{"mon":[["08:00","18:00"]]}},{OF_TEAMS}}}"#));
    assert_eq!(list(&teams(), &everybody), [hour(1.0), hour(3.0), hour(2.0), hour(4.0)]);
    let only_teams = on_business_clock(&format!("{{{OF_TEAMS}}}"));
    let nobody = (Value::Null, json!("no-schedule"));
    assert_eq!(list(&teams(), &only_teams), [hour(1.0), hour(3.0), hour(2.0), nobody]);
    let answer = ask(&teams(), &Zone::utc(), &only_teams, "\"first-response\"");
    assert_eq!((answer.n, value(&answer)), (3, Some(120.0 * MINUTE)));
    assert_eq!(answer.excluded, [Excluded { reason: Reason::NoSchedule, count: 1 }]);
}

#[test]
fn whoever_waits_does_so_with_a_schedule_or_without() {
    let text = r#"[{"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]}]"#;
    let query = on_business_clock(r#"{"teams":{"sales":{"week":{}}}}"#);
    let answer = ask(&inbox(text), &Zone::utc(), &query, "\"first-response\"");
    assert_eq!(answer.excluded, [Excluded { reason: Reason::Awaiting, count: 1 }]);
}

#[test]
fn each_cycle_is_measured_by_itself() {
    let inbox = inbox(
        r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-07T17:00:00Z","status":"closed","events":[
            {"type":"closed","at":"2025-03-07T17:30:00Z"},{"type":"reopened","at":"2025-03-10T08:00:00Z"},
            {"type":"closed","at":"2025-03-10T10:00:00Z"}]}]"#,
    );
    for (resolution, expected) in [("lastClose", 120.0), ("firstClose", 30.0), ("openSpans", 90.0), ("perCycle", 45.0)]
    {
        let query =
            format!(r#"{YEAR},"policy":{{"clock":"business","resolution":"{resolution}"}},"schedule":{OFFICE}"#);
        let answer = ask(&inbox, &Zone::utc(), &query, "\"resolution-time\"");
        assert_eq!(value(&answer), Some(expected * MINUTE), "{resolution}");
    }
}

fn reason(answer: &impl serde::Serialize) -> Value {
    serde_json::to_value(answer).unwrap()["reason"].clone()
}

#[test]
fn without_a_schedule_there_is_no_answer() {
    let inbox = teams();
    let wall = |request: &str| reason(&ask(&inbox, &Zone::utc(), YEAR, request));
    assert_eq!(wall(r#"{"metric":"messages","by":"business-hours"}"#), "no-schedule");
    assert_eq!(wall(r#"{"metric":"messages","by":"business-hours","over":"day"}"#), "no-schedule");
    assert_eq!(wall("\"first-response\""), Value::Null);
    let business = format!(r#"{YEAR},"policy":{{"clock":"business"}}"#);
    assert_eq!(reason(&ask(&inbox, &Zone::utc(), &business, "\"first-response\"")), "no-schedule");
    assert_eq!(reason(&ask(&inbox, &Zone::utc(), &business, "\"messages\"")), Value::Null);
    assert!(list(&inbox, &business).iter().all(|row| *row == (Value::Null, json!("no-schedule"))));
    let filtered = format!(r#"{YEAR},"filter":{{"business-hours":{{"any":["inside",null]}}}}"#);
    assert_eq!(reason(&ask(&inbox, &Zone::utc(), &filtered, "\"messages\"")), "no-schedule");
    let rows = RowsQuery::from_json(&format!("{{{filtered}}}")).unwrap();
    let page = inbox.rows("conversation-list", &rows, &Zone::utc(), 0).unwrap();
    assert_eq!((page.total, page.unavailable), (0, Some(Reason::NoSchedule)));
    let explained = ExplainQuery::from_json(&format!(r#"{{{filtered},"metric":"messages"}}"#)).unwrap();
    let explanation = inbox.explain(&explained, &Zone::utc(), 0).unwrap();
    assert_eq!([explanation.counted.unavailable, explanation.left_out.unavailable], [Some(Reason::NoSchedule); 2]);
}

#[test]
fn inside_and_outside() {
    let inbox = teams();
    let query = format!(r#"{YEAR},"schedule":{{{OF_TEAMS}}}"#);
    let answer = ask(&inbox, &Zone::utc(), &query, r#"{"metric":"messages","by":"business-hours"}"#);
    let Shape::Breakdown(breakdown) = &answer.shape else { panic!() };
    let rows: Vec<_> = breakdown.rows.iter().map(|row| (row.key.as_deref(), row.n)).collect();
    // Three asked at eight, before anybody was there, and were answered at noon; nobody has the fourth's hours.
    assert_eq!(rows, [(Some("inside"), 3), (Some("outside"), 3), (None, 2)]);
    for (key, n) in [("\"inside\"", 3), ("\"outside\"", 3), ("null", 2)] {
        let filtered = format!(r#"{query},"filter":{{"business-hours":{{"any":[{key}]}}}}"#);
        assert_eq!(ask(&inbox, &Zone::utc(), &filtered, "\"messages\"").n, n, "{key}");
        let explained = format!(r#"{{{query},"metric":"messages","by":"business-hours","key":{key}}}"#);
        let explanation = inbox.explain(&ExplainQuery::from_json(&explained).unwrap(), &Zone::utc(), 0).unwrap();
        assert_eq!(explanation.counted.total as u64, n, "{key}");
    }
    let series =
        ask(&inbox, &Zone::utc(), &query, r#"{"metric":"conversations","by":"business-hours","over":"month"}"#);
    let Shape::Series(series) = &series.shape else { panic!() };
    let lines: Vec<_> = series.lines.iter().map(|line| (line.key.as_deref(), line.n[2])).collect();
    assert_eq!(lines, [(Some("outside"), 3), (None, 1)]);
}

#[test]
fn a_report_says_which_schedule_was_understood() {
    let ask = |query: &str| {
        let asked = ReportQuery::from_json(&format!("{{{YEAR}{query}}}")).unwrap();
        serde_json::to_value(teams().report(&asked, &zone("Europe/Rome"), 0).unwrap()).unwrap()
    };
    let said = &ask(&format!(r#","schedule":{OFFICE}"#))["schedule"];
    assert_eq!(said["timeZone"], "Europe/Rome");
    assert_eq!(said["closed"], json!(["2025-12-25", "2025-12-26"]));
    assert_eq!((&said["week"]["fri"], &said["week"]["sun"]), (&json!([["09:00", "18:00"]]), &json!([])));
    assert!(ask("").get("schedule").is_none());
}

#[test]
fn what_is_wrong_with_a_schedule_is_found_by_its_path() {
    for (schedule, path) in [
        (r#"{"week":{"mon":[["18:00","18:00"]]}}"#, "schedule.week.mon[0]"),
        (r#"{"teams":{"sales":{"week":{"mon":[["09:00","25:00"]]}}}}"#, "schedule.teams.sales.week.mon[0][1]"),
    ] {
        let error = ReportQuery::from_json(&format!(r#"{{"schedule":{schedule}}}"#)).err().unwrap();
        assert_eq!(error.place.path.as_deref(), Some(path));
    }
    let elsewhere = ReportQuery::from_json(r#"{"schedule":{"timeZone":"Asia/Tokyo","week":{}}}"#).unwrap();
    let error = teams().report(&elsewhere, &Zone::utc(), 0).unwrap_err();
    let expected = ("unknown-time-zone", Some("schedule.timeZone"));
    assert_eq!((inboxlens::registry::Word::id(error.code), error.place.path.as_deref()), expected);
}

#[test]
fn answers_under_a_schedule_do_not_depend_on_what_was_asked_before() {
    let rome = zone("Europe/Rome");
    let metrics = r#""metrics":{"speed":{"metric":"first-response","by":"business-hours"},"length":"conversation-duration",
        "closes":{"metric":"resolution-time","over":"month"},"volume":{"metric":"messages","by":"business-hours"}}"#;
    let later = OFFICE.replace("09:00", "10:00");
    let schedules = [OFFICE, &later, r#"{"week":{"sat":[["22:00","06:00"]]},"agents":{"a2":{"week":{}}}}"#];
    let mut queries = vec![format!("{{{YEAR},{metrics}}}")];
    for (schedule, clock) in schedules.iter().flat_map(|schedule| [(schedule, "business"), (schedule, "wall")]) {
        queries.push(format!(r#"{{{YEAR},"policy":{{"clock":"{clock}"}},"schedule":{schedule},{metrics}}}"#));
    }
    let answer = |inbox: &Inbox, query: &String| {
        let asked = ReportQuery::from_json(query).unwrap();
        serde_json::to_string(&inbox.report(&asked, &rome, 0).unwrap()).unwrap()
    };
    let kept = sample(15, 80);
    let fresh: Vec<_> = queries.iter().map(|query| answer(&sample(15, 80), query)).collect();
    for (place, query) in queries.iter().enumerate().chain(queries.iter().enumerate().rev()) {
        assert_eq!(answer(&kept, query), fresh[place], "{query}");
        // And after another zone, in which the same hours are others.
        let asked = ReportQuery::from_json(query).unwrap();
        assert_ne!(
            serde_json::to_string(&kept.report(&asked, &zone("Asia/Kolkata"), 0).unwrap()).unwrap(),
            fresh[place]
        );
    }
}
