//! respond.io: the tables that it exports, what its interface answers, and its webhooks.
//!
//! Ids of messages are microseconds of UTC, so a message has the same time wherever it comes from. No message names its
//! conversation: it comes with its contact.

mod clock;
mod csv;
mod json;

use super::Source;
use super::fingerprint::Head;
use crate::store::vocabulary::{Actor, MessageKind};
use crate::time::{BELIEVED, Millis};

pub const SOURCE: Source = Source {
    id: ID,
    sniff,
    reader: |options, head| if head.is_json() { json::reader(options, head) } else { csv::reader(options, head) },
    is_lenient: false,
};

const ID: &str = "respond-io";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    if head.is_json() { json::sniff(head) } else { csv::sniff(head) }
}

/// Who writes messages, opens and closes conversations.
const ACTORS: [(&str, Actor); 14] = [
    ("contact", Actor::Contact),
    ("user", Actor::Agent),
    ("echo", Actor::Echo),
    ("bot", Actor::Bot),
    ("ai_agent", Actor::Bot),
    ("workflow", Actor::Automation),
    ("api", Actor::Automation),
    ("zapier", Actor::Automation),
    ("make", Actor::Automation),
    ("n8n", Actor::Automation),
    ("auto_close", Actor::Automation),
    ("ctc_ads", Actor::Contact),
    ("growth_widget", Actor::Contact),
    ("broadcast", Actor::Broadcast),
];

fn meaning<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, meaning)| *meaning)
}

const KINDS: [(&str, MessageKind); 19] = [
    ("text", MessageKind::Text),
    ("email", MessageKind::Text),
    ("story_reply", MessageKind::Text),
    ("post", MessageKind::Text),
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("audio", MessageKind::Audio),
    ("file", MessageKind::Document),
    ("attachment", MessageKind::Document),
    ("location", MessageKind::Location),
    ("quick_reply", MessageKind::Interactive),
    ("card", MessageKind::Interactive),
    ("rating", MessageKind::Interactive),
    ("whatsapp_interactive", MessageKind::Interactive),
    ("whatsapp_order", MessageKind::Interactive),
    ("whatsapp_template", MessageKind::Template),
    ("template", MessageKind::Template),
    ("custom_payload", MessageKind::Other),
    ("unsupported", MessageKind::Other),
];

/// The instant that an id of 16 digits is.
fn time_of(id: &str) -> Option<Millis> {
    let is_one = id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_digit());
    let at = id.parse::<Millis>().ok().filter(|_| is_one)? / 1000;
    BELIEVED.contains(at).then_some(at)
}

#[cfg(test)]
mod tests {
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, batch, value};

    const MESSAGES: &str = include_str!("../../../tests/fixtures/respond-io/messages.csv");
    const CONVERSATIONS: &str = include_str!("../../../tests/fixtures/respond-io/conversations.csv");
    const PAGE: &str = include_str!("../../../tests/fixtures/respond-io/message-page.json");

    #[test]
    fn tables_and_pages_in_any_order_are_the_same() {
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut inbox = Inbox::default();
            for file in order.iter().chain(&order) {
                inbox.add(batch([MESSAGES, CONVERSATIONS, PAGE][*file]).unwrap(), Vec::new());
            }
            let metrics = ["conversations", "messages", "first-response", "resolution-time", "messages-read"];
            let numbers = metrics.map(|metric| value(&ask(&inbox, "", &format!("\"{metric}\""))));
            let expected = [Some(2.0), Some(3.0), Some(5.0 * MINUTE), Some(60.0 * MINUTE), Some(1.0)];
            assert_eq!(numbers, expected, "{order:?}");
            assert!(inbox.data().warnings().as_slice().is_empty());
        }
    }
}
