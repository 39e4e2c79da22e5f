//! Who does what, and how fast.

use super::{Dashboard, Section, chart};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "by-agent",
    sections: &[
        Section {
            id: "work",
            panels: &[
                chart("handled-by-agent", r#"{"by":"agent","metric":"conversations-handled"}"#, "horizontal-bars", 6),
                chart("messages-by-agent", r#"{"by":"agent","metric":"messages-attempted"}"#, "horizontal-bars", 6),
                chart("workload-by-agent", r#"{"by":"agent","metric":"workload"}"#, "horizontal-bars", 6),
                chart("activity-by-agent", r#"{"by":"agent","metric":"agent-activity"}"#, "horizontal-bars", 6),
            ],
        },
        Section {
            id: "speed",
            panels: &[
                chart(
                    "first-response-by-agent",
                    r#"{"by":"agent","metric":"first-response","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
                chart(
                    "response-by-agent",
                    r#"{"by":"agent","metric":"response-time","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
                chart(
                    "resolution-by-agent",
                    r#"{"by":"agent","metric":"resolution-time","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
                chart(
                    "assignment-to-response-by-agent",
                    r#"{"by":"agent","metric":"assignment-to-response","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
            ],
        },
        Section {
            id: "satisfaction",
            panels: &[
                chart("csat-by-agent", r#"{"by":"agent","metric":"csat-score"}"#, "horizontal-bars", 6),
                chart("reopen-by-agent", r#"{"by":"agent","metric":"reopen-rate"}"#, "horizontal-bars", 6),
            ],
        },
    ],
};
