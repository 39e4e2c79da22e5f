//! How many conversations, how fast, when the rush hours are, which tags.

use super::{Dashboard, Section, chart, number, table};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "conversation-metrics",
    sections: &[
        Section {
            id: "overview",
            panels: &[
                number("conversations", 3),
                number("unique-customers", 3),
                number("messages", 3),
                number("active-conversations", 3),
                number("open-conversations", 3),
                number("closed-conversations", 3),
                number("unread-conversations", 3),
                number("conversation-duration", 3),
                chart("conversations-over-time", r#"{"metric":"conversations","over":"day"}"#, "line", 6),
                chart("customers-over-time", r#"{"metric":"unique-customers","over":"day"}"#, "line", 6),
            ],
        },
        Section {
            id: "rush-hours",
            panels: &[
                chart("peak-hours", r#"{"across":"hour-of-week","metric":"messages"}"#, "heat-map", 6),
                chart("messages-by-actor", r#"{"by":"actor","metric":"messages","over":"day"}"#, "stacked-bars", 6),
            ],
        },
        Section {
            id: "answers",
            panels: &[
                number("first-response", 4),
                number("response-time", 4),
                number("resolution-time", 4),
                chart("first-response-spread", r#"{"metric":"first-response","spread":true}"#, "histogram", 6),
                chart(
                    "first-response-by-agent",
                    r#"{"by":"agent","metric":"first-response","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
                chart(
                    "resolution-over-time",
                    r#"{"metric":"resolution-time","over":"week","stat":"median"}"#,
                    "line",
                    6,
                ),
                chart(
                    "open-by-status",
                    r#"{"by":"status","metric":"open-conversations","over":"day"}"#,
                    "stacked-bars",
                    6,
                ),
            ],
        },
        Section {
            id: "tags",
            panels: &[
                number("tags-applied", 3),
                chart("tags", r#"{"by":"tag","metric":"tags-applied"}"#, "horizontal-bars", 9),
                chart("tags-by-agent", r#"{"by":"agent","metric":"tags-applied"}"#, "horizontal-bars", 6),
                chart("tags-over-time", r#"{"metric":"tags-applied","over":"day"}"#, "stacked-bars", 6),
                table("tag-log"),
            ],
        },
        Section {
            id: "conversations",
            panels: &[
                chart("conversations-by-origin", r#"{"by":"origin","metric":"conversations"}"#, "horizontal-bars", 4),
                chart("conversations-by-channel", r#"{"by":"channel","metric":"conversations"}"#, "horizontal-bars", 4),
                chart(
                    "conversations-by-category",
                    r#"{"by":"category","metric":"conversations"}"#,
                    "horizontal-bars",
                    4,
                ),
                table("conversation-list"),
            ],
        },
    ],
};
