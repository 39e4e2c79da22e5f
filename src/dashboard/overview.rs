//! What a team lead looks at first.

use super::{Dashboard, Section, chart, number};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "overview",
    sections: &[
        Section {
            id: "overview",
            panels: &[
                number("conversations", 3),
                number("unique-customers", 3),
                number("first-response", 3),
                number("resolution-time", 3),
                number("unanswered-conversations", 3),
                number("backlog", 3),
                number("csat-score", 3),
                number("reopen-rate", 3),
            ],
        },
        Section {
            id: "over-time",
            panels: &[
                chart("conversations-over-time", r#"{"metric":"conversations","over":"day"}"#, "line", 6),
                chart("backlog-over-time", r#"{"metric":"backlog","over":"day"}"#, "line", 6),
                chart(
                    "first-response-over-time",
                    r#"{"metric":"first-response","over":"day","stat":"median"}"#,
                    "line",
                    6,
                ),
                chart("peak-hours", r#"{"across":"hour-of-week","metric":"messages"}"#, "heat-map", 6),
            ],
        },
        Section {
            id: "who-and-what",
            panels: &[
                chart("handled-by-agent", r#"{"by":"agent","metric":"conversations-handled"}"#, "horizontal-bars", 6),
                chart("conversations-by-tag", r#"{"by":"tag","metric":"conversations"}"#, "horizontal-bars", 6),
            ],
        },
    ],
};
