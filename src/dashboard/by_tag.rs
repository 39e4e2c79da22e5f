//! What conversations are about, and what that means for the team.

use super::{Dashboard, Section, chart, table};

pub const DASHBOARD: Dashboard = Dashboard {
    id: "by-tag",
    sections: &[
        Section {
            id: "tags",
            panels: &[
                chart("tags", r#"{"by":"tag","metric":"tags-applied"}"#, "horizontal-bars", 6),
                chart("conversations-by-tag", r#"{"by":"tag","metric":"conversations"}"#, "horizontal-bars", 6),
                chart("tags-over-time", r#"{"by":"tag","metric":"tags-applied","over":"day"}"#, "stacked-bars", 12),
            ],
        },
        Section {
            id: "speed",
            panels: &[
                chart(
                    "first-response-by-tag",
                    r#"{"by":"tag","metric":"first-response","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
                chart(
                    "resolution-by-tag",
                    r#"{"by":"tag","metric":"resolution-time","stat":"median"}"#,
                    "horizontal-bars",
                    6,
                ),
                chart("turns-by-tag", r#"{"by":"tag","metric":"turns-per-conversation"}"#, "horizontal-bars", 6),
                chart("messages-by-tag", r#"{"by":"tag","metric":"messages"}"#, "horizontal-bars", 6),
            ],
        },
        Section {
            id: "satisfaction",
            panels: &[
                chart("csat-by-tag", r#"{"by":"tag","metric":"csat-score"}"#, "horizontal-bars", 6),
                chart("reopen-by-tag", r#"{"by":"tag","metric":"reopen-rate"}"#, "horizontal-bars", 6),
            ],
        },
        Section { id: "logs", panels: &[table("tag-log")] },
    ],
};
