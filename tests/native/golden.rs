//! Answers and pictures as they were last reviewed. `cargo xtask golden` writes them anew; read the difference.

use crate::support::{sample, zone};
use inboxlens::chart::pen::{FINE, OnBackend};
use inboxlens::chart::{self, Options};
use inboxlens::lang::Plain;
use inboxlens::report::request::ReportQuery;
use std::path::PathBuf;

const QUERY: &str = r#"{
    "period": { "from": "2025-03-01", "to": "2025-04-01" }, "now": "2025-03-27T10:00:00Z", "compare": "previous-period",
    "metrics": {
        "number": "conversations",
        "duration": { "metric": "first-response", "stat": "median" },
        "distinct": "closed-conversations",
        "line": { "metric": "conversations", "over": "day" },
        "gaps": { "metric": "first-response", "over": "day", "stat": "p90" },
        "stacked": { "metric": "messages", "over": "week", "by": "actor" },
        "grouped": { "metric": "response-time", "over": "week", "by": "agent", "stat": "median" },
        "rows": { "metric": "tags-applied", "by": "tag" },
        "agents": { "metric": "first-response", "by": "agent" },
        "grid": { "metric": "messages", "across": "hour-of-week" },
        "spread": { "metric": "response-time", "spread": { "limit": 900000 } },
        "waiting": { "metric": "first-response", "curve": { "limit": 900000 } },
        "resolving": { "metric": "resolution-time", "curve": true },
        "cohorts": { "metric": "retention", "cohort": "week" },
        "retained": { "metric": "retention-rate", "over": "week" },
        "states": { "metric": "open-conversations", "over": "day", "by": "status" }
    }
}"#;

pub fn compare(name: &str, made: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "{name} is not as it was; see it with `cargo xtask golden` and `git diff`");
}

fn report() -> serde_json::Value {
    let asked = ReportQuery::from_json(QUERY).unwrap();
    let report = sample(1, 700).report(&asked, &zone("Europe/Rome"), 0).unwrap();
    serde_json::to_value(&report).unwrap()
}

#[test]
fn answers() {
    compare("report.json", &(serde_json::to_string_pretty(&report()).unwrap() + "\n"));
}

/// More cohorts than a narrow picture has room to write in.
fn year_of_cohorts() -> serde_json::Value {
    let year = r#"{"period":"this-year","now":"2025-12-10T10:00:00Z","metrics":{"it":{"metric":"retention","cohort":"month"}}}"#;
    let report = sample(2, 400).report(&ReportQuery::from_json(year).unwrap(), &zone("Europe/Rome"), 0).unwrap();
    serde_json::to_value(&report.metrics[0].1).unwrap()
}

#[test]
fn pictures() {
    let mut report = report();
    report["metrics"]["months"] = year_of_cohorts();
    for (name, answer, options, width, height) in [
        ("line", "line", r#"{}"#, 640, 260),
        ("line-narrow", "line", r#"{}"#, 300, 220),
        ("line-dark-mirrored", "line", r#"{"theme":{"shade":"dark"},"rtl":true}"#, 640, 260),
        ("line-with-gaps", "gaps", r#"{}"#, 640, 260),
        ("lines", "states", r#"{"chart":"line"}"#, 640, 260),
        ("stacked-bars", "stacked", r#"{"chart":"stacked-bars"}"#, 640, 260),
        ("stacked-bars-selected", "stacked", r#"{"chart":"stacked-bars","selected":2}"#, 640, 260),
        ("grouped-bars", "grouped", r#"{"chart":"grouped-bars"}"#, 640, 260),
        ("horizontal-bars", "rows", r#"{}"#, 420, 240),
        ("horizontal-bars-mirrored", "agents", r#"{"rtl":true}"#, 420, 240),
        ("heat-map", "grid", r#"{}"#, 640, 240),
        ("heat-map-narrow", "grid", r#"{"theme":{"shade":"dark"}}"#, 300, 220),
        ("histogram", "spread", r#"{}"#, 640, 260),
        ("waiting-curve", "waiting", r#"{}"#, 640, 260),
        ("waiting-curve-dark-mirrored", "waiting", r#"{"theme":{"shade":"dark"},"rtl":true,"selected":20}"#, 640, 260),
        ("waiting-curve-narrow", "resolving", r#"{}"#, 300, 220),
        ("cohort-triangle", "cohorts", r#"{}"#, 640, 260),
        ("cohort-triangle-dark-mirrored", "cohorts", r#"{"theme":{"shade":"dark"},"rtl":true,"selected":6}"#, 640, 260),
        ("cohort-triangle-narrow", "months", r#"{}"#, 300, 220),
        ("sparkline", "line", r#"{"chart":"sparkline"}"#, 160, 40),
    ] {
        let options = Options::from_json(options).unwrap();
        let mut svg = String::new();
        {
            let size = (width * FINE as u32, height * FINE as u32);
            let backend = plotters_svg::SVGBackend::with_string(&mut svg, size);
            let mut pen = OnBackend::new(backend);
            let answer = report["metrics"][answer].to_string();
            let drawing = chart::draw(&answer, &options, &mut pen, &Plain).unwrap();
            assert_eq!(pen.failure, None);
            let is_inside = |hit: &chart::Hit| {
                hit.x >= 0.0
                    && hit.y >= 0.0
                    && hit.x + hit.width <= f64::from(width) + 1.0
                    && hit.y + hit.height <= f64::from(height) + 1.0
            };
            assert!(drawing.hits.iter().all(is_inside), "{name}");
        }
        compare(&format!("charts/{name}.svg"), &svg);
    }
}
