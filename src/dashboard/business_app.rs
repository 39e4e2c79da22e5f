//! The statistics of a phone with the WhatsApp Business app: sent, delivered, read, received.

use super::{Dashboard, Section, chart, number};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "business-app",
    sections: &[
        Section {
            id: "overview",
            panels: &[
                number("messages-sent", 3),
                number("messages-delivered", 3),
                number("messages-read", 3),
                number("messages-received", 3),
                number("delivery-rate", 4),
                number("read-rate", 4),
                number("messages-failed", 4),
            ],
        },
        Section {
            id: "over-time",
            panels: &[
                chart("sent-over-time", r#"{"metric":"messages-sent","over":"day"}"#, "line", 6),
                chart("received-over-time", r#"{"metric":"messages-received","over":"day"}"#, "line", 6),
                chart("delivered-over-time", r#"{"metric":"messages-delivered","over":"day"}"#, "line", 6),
                chart("read-over-time", r#"{"metric":"messages-read","over":"day"}"#, "line", 6),
            ],
        },
        Section {
            id: "rush-hours",
            panels: &[chart(
                "peak-hours-received",
                r#"{"across":"hour-of-week","metric":"messages-received"}"#,
                "heat-map",
                12,
            )],
        },
    ],
};
