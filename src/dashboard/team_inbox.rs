//! The reports of a shared team inbox: conversations, users, contacts, messages and logs.

use super::{Dashboard, Section, chart, number, table};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "team-inbox",
    sections: &[
        Section {
            id: "conversations",
            panels: &[
                number("conversations", 3),
                number("closed-conversations", 3),
                number("open-conversations", 3),
                number("unanswered-conversations", 3),
                number("first-response", 3),
                number("resolution-time", 3),
                number("reopened-conversations", 3),
                number("messages-per-conversation", 3),
                chart("conversations-over-time", r#"{"metric":"conversations","over":"day"}"#, "line", 6),
                chart("closed-over-time", r#"{"metric":"closed-conversations","over":"day"}"#, "line", 6),
                chart(
                    "open-by-status",
                    r#"{"by":"status","metric":"open-conversations","over":"day"}"#,
                    "stacked-bars",
                    6,
                ),
                chart("conversations-by-channel", r#"{"by":"channel","metric":"conversations"}"#, "horizontal-bars", 6),
            ],
        },
        Section {
            id: "users",
            panels: &[
                number("conversations-assigned", 3),
                number("conversations-handled", 3),
                number("assignments", 3),
                number("agent-activity", 3),
                number("time-to-assignment", 4),
                number("assignment-to-response", 4),
                number("assignment-to-close", 4),
                chart("workload-by-agent", r#"{"by":"agent","metric":"workload"}"#, "horizontal-bars", 6),
                chart(
                    "response-by-agent",
                    r#"{"by":"agent","metric":"response-time","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
            ],
        },
        Section {
            id: "contacts",
            panels: &[
                number("unique-customers", 3),
                number("new-customers", 3),
                number("returning-customers", 3),
                number("inactive-customers", 3),
                number("retention-rate", 4),
                number("contacts-added", 4),
                number("contacts-removed", 4),
                chart("customers-over-time", r#"{"metric":"unique-customers","over":"day"}"#, "line", 6),
                chart("retention", r#"{"cohort":"week","metric":"retention"}"#, "cohort-triangle", 6),
            ],
        },
        Section {
            id: "messages",
            panels: &[
                number("messages", 3),
                number("messages-received", 3),
                number("messages-sent", 3),
                number("messages-failed", 3),
                number("delivery-rate", 6),
                number("read-rate", 6),
                chart("messages-by-actor", r#"{"by":"actor","metric":"messages","over":"day"}"#, "stacked-bars", 6),
                chart("messages-by-kind", r#"{"by":"message-kind","metric":"messages"}"#, "horizontal-bars", 6),
            ],
        },
        Section {
            id: "logs",
            panels: &[
                table("conversation-list"),
                table("assignment-log"),
                table("tag-log"),
                table("note-log"),
                table("contact-log"),
            ],
        },
    ],
};
