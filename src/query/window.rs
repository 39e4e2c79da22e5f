//! The 24 hours after a contact's message within which a channel lets one answer freely.
//!
//! Does not know of the 72 hours after a click on an advertisement, nor of channels with other windows or none.

use super::hours::Opening;
use crate::store::Dataset;
use crate::store::vocabulary::Actor;
use crate::time::{DAY_MS, Millis};

/// How long after a contact's message it can be answered freely.
pub const WINDOW_MS: Millis = DAY_MS;

/// Whether a message of ours lies in the window that the last message of the contact in this thread opened; nothing for
/// what is not ours.
pub fn window(data: &Dataset, thread: u32, row: usize) -> Option<Opening> {
    let messages = &data.messages;
    if !messages.actor[row].is_ours() {
        return None;
    }
    let is_near = |&other: &usize| messages.at[row] - messages.at[other] < WINDOW_MS;
    let is_contacts = |other: usize| messages.actor[other] == Actor::Contact && messages.is_public(other);
    let mut before = (messages.rows_of(thread).start..row).rev().take_while(is_near);
    Some(if before.any(is_contacts) { Opening::Inside } else { Opening::Outside })
}

#[cfg(test)]
mod tests {
    use crate::testing::{ask, inbox, rows};

    #[test]
    fn it_is_open_for_a_day_after_the_contacts_last_message() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m0","at":"2025-03-01T09:00:00Z","sender":"broadcast"},
                {"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T10:05:00Z","sender":"bot"},
                {"id":"m3","at":"2025-03-04T09:59:59Z","sender":"agent"},{"id":"m4","at":"2025-03-04T10:00:00Z","sender":"agent"}]}]"#,
        );
        let by_window = ask(&inbox, "", r#"{"metric":"messages","by":"window"}"#);
        assert_eq!(rows(&by_window), [(Some("inside"), Some(2.0)), (Some("outside"), Some(2.0)), (None, Some(1.0))]);
    }
}
