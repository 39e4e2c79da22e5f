//! How well messages work: seen, answered, liked.

use super::{Dashboard, Section, chart, number};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "messaging-kpis",
    sections: &[
        Section {
            id: "overview",
            panels: &[
                number("read-rate", 3),
                number("delivery-rate", 3),
                number("failure-rate", 3),
                number("response-time", 3),
                number("csat-score", 3),
                number("csat-mean", 3),
                number("csat-response-rate", 3),
                number("reply-rate", 3),
                number("conversion-rate", 4),
                number("customer-abandonment", 4),
                number("missed-conversations", 4),
                number("turns-per-conversation", 6),
                number("retention-rate", 6),
            ],
        },
        Section {
            id: "over-time",
            panels: &[
                chart("read-rate-over-time", r#"{"metric":"read-rate","over":"day"}"#, "line", 6),
                chart(
                    "response-time-over-time",
                    r#"{"metric":"response-time","over":"day","stat":"median"}"#,
                    "line",
                    6,
                ),
                chart("csat-over-time", r#"{"metric":"csat-mean","over":"week"}"#, "line", 6),
                chart("response-time-spread", r#"{"metric":"response-time","spread":true}"#, "histogram", 6),
            ],
        },
        Section {
            id: "bots",
            panels: &[
                number("bot-resolution-rate", 4),
                number("bot-escalation-rate", 4),
                number("bot-fallback-rate", 4),
                chart("bot-outcomes", r#"{"by":"bot-outcome","metric":"bot-outcomes"}"#, "horizontal-bars", 6),
                chart("flow-steps", r#"{"by":"flow-step","metric":"flow-steps"}"#, "horizontal-bars", 6),
            ],
        },
        Section {
            id: "delivery",
            panels: &[
                chart("messages-by-actor", r#"{"by":"actor","metric":"messages","over":"day"}"#, "stacked-bars", 6),
                chart("failure-by-channel", r#"{"by":"channel","metric":"failure-rate"}"#, "horizontal-bars", 6),
            ],
        },
    ],
};
