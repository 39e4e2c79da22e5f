//! Conversation by conversation.

use super::{Dashboard, Section, number, table};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "details",
    sections: &[
        Section {
            id: "overview",
            panels: &[
                number("conversations", 3),
                number("first-response", 3),
                number("resolution-time", 3),
                number("conversation-duration", 3),
            ],
        },
        Section {
            id: "logs",
            panels: &[table("conversation-list"), table("assignment-log"), table("tag-log"), table("note-log")],
        },
    ],
};
