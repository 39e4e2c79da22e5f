//! The boundary, as JavaScript meets it: in Node, and in a browser with a canvas.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use inboxlens::api::{Engine, draw, zip_directory};
use inboxlens::error::Code;
use inboxlens::ingest::scan::json::{Cursor, Stop};
use js_sys::{Function, Uint8Array};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

const TEXT: &str = r#"{"inboxlens":1,"agents":[{"id":"a1","name":"Omar"}],"conversations":[
  {"id":"k1","contactId":"c1","status":"closed","createdAt":"2025-03-29T23:30:00Z","closedAt":"2025-03-30T02:00:00Z",
   "messages":[{"id":"m1","at":"2025-03-29T23:30:00Z","sender":"contact"},
               {"id":"m2","at":"2025-03-29T23:40:00Z","sender":"agent","senderId":"a1"}]},
  {"id":"k2","contactId":"c2","createdAt":"2025-03-30T01:30:00Z",
   "messages":[{"id":"m3","at":"2025-03-30T01:30:00Z","sender":"contact"}]}]}"#;

/// From standard to summer time in Rome, 2025.
const ROME: [f64; 4] = [1_729_987_200_000.0, 3600.0, 1_743_296_400_000.0, 7200.0];
const NOW: f64 = 1_743_500_000_000.0;

fn engine() -> Engine {
    let mut engine = Engine::new("Europe/Rome");
    engine.add_zone("Europe/Rome", &ROME);
    engine
}

fn read(engine: &mut Engine, text: &str, chunk: usize) -> Result<(), JsValue> {
    engine.begin(&format!(r#"{{"now":{NOW}}}"#))?;
    engine.begin_input("", None, None);
    for bytes in text.as_bytes().chunks(chunk) {
        engine.push(&Uint8Array::from(bytes))?;
    }
    engine.end_input()?;
    engine.commit();
    Ok(())
}

/// Each series with its buckets, as the package hands it over.
fn report(engine: &Engine, query: Value) -> Value {
    let mut report: Value = serde_json::from_str(&engine.report(&query.to_string(), NOW).unwrap()).unwrap();
    let buckets = report["buckets"].take();
    for answer in report["metrics"].as_object_mut().unwrap().values_mut() {
        if let Some(place) = answer["buckets"].as_u64() {
            answer["buckets"] = buckets[place as usize].clone();
        }
    }
    report
}

fn thrown(result: Result<impl Sized, JsValue>) -> Value {
    let error = result.err().expect("an error is thrown").as_string().expect("errors are thrown as texts");
    serde_json::from_str(&error).unwrap()
}

#[wasm_bindgen_test]
fn a_file_is_read_in_chunks_of_any_size() {
    let query = json!({ "period": { "from": "2025-03-30", "to": "2025-03-31" }, "metrics": {
        "total": "conversations",
        "hours": { "metric": "messages", "over": "hour" },
        "speed": "first-response",
    } });
    let answers = [1, 7, 100_000].map(|chunk| {
        let mut engine = engine();
        read(&mut engine, TEXT, chunk).unwrap();
        report(&engine, query.clone())
    });
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    let metrics = &answers[0]["metrics"];
    assert_eq!(metrics["total"]["value"], 2.0);
    assert_eq!(metrics["speed"]["value"], 600_000.0);
    // The day on which the clocks go forward has 23 hours, by the table that was handed over.
    let hours = &metrics["hours"];
    assert_eq!(hours["buckets"].as_array().unwrap().len(), 23);
    assert_eq!(hours["buckets"][2]["local"], "2025-03-30T03:00");
    assert_eq!(hours["lines"][0]["values"][2], 1.0);
}

#[wasm_bindgen_test]
fn errors_are_thrown_as_json_and_leave_the_data_as_it_was() {
    let mut engine = engine();
    read(&mut engine, TEXT, 1000).unwrap();
    let error = thrown(read(&mut engine, &TEXT[..TEXT.len() - 30], 1000));
    assert_eq!(error["code"], "truncated-input");
    engine.abandon();
    assert_eq!(thrown(read(&mut engine, "", 10))["code"], "empty-input");
    engine.abandon();
    let wrong = json!({ "metrics": { "x": "no-such-metric" } }).to_string();
    let error = thrown(engine.report(&wrong, NOW));
    assert_eq!((&error["code"], &error["path"]), (&json!("unknown-id"), &json!("metrics.x")));
    let elsewhere = json!({ "timeZone": "Asia/Tokyo", "metrics": {} }).to_string();
    assert_eq!(thrown(engine.report(&elsewhere, NOW))["code"], "unknown-time-zone");
    assert_eq!(thrown(zip_directory(b"PK no zip", 9.0))["code"], "bad-zip");
    let total = json!({ "period": "all-time", "metrics": { "total": "conversations" } });
    assert_eq!(report(&engine, total)["metrics"]["total"]["value"], 2.0);
}

#[wasm_bindgen_test]
fn a_schedule_has_a_zone_of_its_own() {
    let mut engine = engine();
    read(&mut engine, TEXT, 1000).unwrap();
    let schedule = json!({ "timeZone": "UTC", "week": { "sat": [["23:35", "24:00"]] } });
    let policy = json!({ "clock": "business" });
    let query = json!({ "period": "all-time", "policy": policy, "schedule": schedule, "metrics": { "speed": "first-response" } });
    let error = thrown(engine.report(&query.to_string(), NOW));
    assert_eq!((&error["code"], &error["path"]), (&json!("unknown-time-zone"), &json!("schedule.timeZone")));
    engine.add_zone("UTC", &[]);
    let answered = report(&engine, query);
    assert_eq!(answered["metrics"]["speed"]["value"], 300_000.0);
    assert_eq!(answered["schedule"]["timeZone"], "UTC");
}

#[wasm_bindgen_test]
fn rows_and_explanations_cross_as_pages() {
    let mut engine = engine();
    read(&mut engine, TEXT, 1000).unwrap();
    let query = json!({ "period": "all-time", "limit": 1 }).to_string();
    let page: Value = serde_json::from_str(&engine.rows("conversation-list", &query, NOW).unwrap()).unwrap();
    assert_eq!((&page["total"], page["rows"].as_array().unwrap().len()), (&json!(2), 1));
    let query = json!({ "period": "all-time", "metric": "first-response" }).to_string();
    let explanation: Value = serde_json::from_str(&engine.explain(&query, NOW).unwrap()).unwrap();
    assert_eq!((&explanation["counted"]["total"], &explanation["leftOut"]["total"]), (&json!(1), &json!(1)));
}

#[wasm_bindgen_test]
fn what_moves_between_two_policies_crosses_as_a_page() {
    let mut engine = engine();
    read(&mut engine, TEXT, 1000).unwrap();
    let query =
        json!({ "period": "all-time", "metric": "first-response", "a": "default", "b": { "repliesBy": ["bot"] } });
    let found: Value = serde_json::from_str(&engine.compare_policies(&query.to_string(), NOW).unwrap()).unwrap();
    assert_eq!((&found["a"]["n"], &found["b"]["n"], &found["moved"]["total"]), (&json!(1), &json!(0), &json!(1)));
    assert_eq!(found["fields"], json!([{ "field": "repliesBy", "count": 1 }]));
}

#[wasm_bindgen_test]
fn what_is_wrong_with_the_data_crosses_with_where_it_is() {
    let mut engine = engine();
    read(&mut engine, TEXT, 1000).unwrap();
    let quality: Value = serde_json::from_str(&engine.quality().unwrap()).unwrap();
    let findings = quality["findings"].as_array().unwrap();
    let contacts = findings.iter().find(|found| found["finding"] == "undescribed-contacts").unwrap();
    assert_eq!((&contacts["count"], &contacts["severity"]), (&json!(2), &json!("note")));
    assert_eq!(contacts["first"], json!([{ "conversation": "k1" }, { "conversation": "k2" }]));
}

#[wasm_bindgen_test]
fn strings_end_where_they_do_with_simd_too() {
    for place in 0..40 {
        for byte in 0..0x80_u8 {
            let mut text = vec![b'x'; 40];
            text[place] = byte;
            let text = format!("\"{}\" ", std::str::from_utf8(&text).unwrap());
            let mut cursor = Cursor::new(&text, 0, true);
            let read = cursor.skip().map(|()| cursor.at());
            let expected = match byte {
                b'"' => Ok(place + 2),
                // `\x` is no escape, and before the closing quote the string has no end.
                b'\\' if place == 39 => Err(Stop::bad(43, Code::TruncatedInput)),
                b'\\' | 0..0x20 => Err(Stop::bad(place + 1, Code::BadJson)),
                _ => Ok(42),
            };
            assert_eq!(read, expected, "{byte} at {place}");
        }
    }
}

/// A context of a real canvas where there is one, else one that counts; and how much has been painted on it.
const CONTEXT: &str = "
    if (typeof OffscreenCanvas === 'function') {
        const context = new OffscreenCanvas(800, 400).getContext('2d');
        const pixels = () => context.getImageData(0, 0, 800, 400).data;
        return { context, painted: () => pixels().reduce((sum, value, n) => sum + (n % 4 === 3 && value > 0 ? 1 : 0), 0) };
    }
    let calls = 0;
    const own = { measureText: (text) => ({ width: text.length * 6 }) };
    const count = () => { calls += 1; };
    const context = new Proxy(own, { get: (_, name) => own[name] ?? count, set: () => true });
    return { context, painted: () => calls };
";

const FORMATTER: &str = "
    const text = (...parts) => parts.join(' ');
    return { number: text, duration: text, money: text, percent: text, bucket: text, weekday: text, hour: text, word: text };
";

fn made(body: &str) -> JsValue {
    Function::new_no_args(body).call0(&JsValue::NULL).unwrap()
}

#[wasm_bindgen_test]
fn charts_are_drawn_on_the_context() {
    let mut engine = engine();
    read(&mut engine, TEXT, 1000).unwrap();
    let requests = json!({
        "line": { "metric": "messages", "over": "day" },
        "stacked-bars": { "metric": "messages", "over": "day", "by": "actor" },
        "horizontal-bars": { "metric": "messages", "by": "actor" },
        "heat-map": { "metric": "messages", "across": "hour-of-week" },
        "cohort-triangle": { "metric": "retention", "cohort": "week" },
        "histogram": { "metric": "first-response", "spread": true },
    });
    let query = json!({ "period": { "from": "2025-03-24", "to": "2025-03-31" }, "metrics": requests });
    let answers = report(&engine, query);
    for (chart, answer) in answers["metrics"].as_object().unwrap() {
        let sheet = made(CONTEXT);
        let context = js_sys::Reflect::get(&sheet, &"context".into()).unwrap();
        let painted = js_sys::Reflect::get(&sheet, &"painted".into()).unwrap().unchecked_into::<Function>();
        let options = json!({ "chart": chart }).to_string();
        let formatter = made(FORMATTER).unchecked_into();
        let drawn =
            draw(context.unchecked_into(), 400.0, 200.0, 2.0, &answer.to_string(), &options, &formatter).unwrap();
        let drawn: Value = serde_json::from_str(&drawn).unwrap();
        assert_eq!(drawn["chart"], *chart);
        assert!(!drawn["hits"].as_array().unwrap().is_empty(), "{chart}");
        assert!(painted.call0(&JsValue::NULL).unwrap().as_f64().unwrap() > 8.0, "{chart}");
    }
    let wrong = json!({ "chart": "histogram" }).to_string();
    let context = js_sys::Reflect::get(&made(CONTEXT), &"context".into()).unwrap().unchecked_into();
    let formatter = made(FORMATTER).unchecked_into();
    let answer = answers["metrics"]["line"].to_string();
    assert_eq!(thrown(draw(context, 400.0, 200.0, 1.0, &answer, &wrong, &formatter))["code"], "bad-chart");
}
