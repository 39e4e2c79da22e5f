//! respond.io: the tables that it exports, what its interface answers, and its webhooks.
//!
//! Ids of messages are microseconds of UTC, so a message has the same time wherever it comes from. No message names its
//! conversation: it comes with its contact.

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
    use crate::error::Fault;
    use crate::ingest::Options;
    use crate::report::Inbox;
    use crate::testing::{MINUTE, ask, at, batch, batch_of, options, read, value};
    use crate::time::zone::tests::zone;
    use crate::time::{DAY_MS, HOUR_MS, MINUTE_MS, Millis};

    const MESSAGES: &str = include_str!("../../../tests/fixtures/respond-io/messages.csv");
    const CONVERSATIONS: &str = include_str!("../../../tests/fixtures/respond-io/conversations.csv");
    const PAGE: &str = include_str!("../../../tests/fixtures/respond-io/message-page.json");

    /// A table of conversations and one of messages as an inbox in `name` exports them, a conversation every `step_ms`
    /// from nine in the morning until ten.
    fn tables_in(name: &str, days: i64) -> [String; 2] {
        let place = zone(name);
        let mut conversations =
            "Conversation ID,Contact ID,DateTime Conversation Started,DateTime Conversation Resolved\n".to_owned();
        let mut messages = "Date & Time,Sender ID,Sender Type,Contact ID,Message ID,Content Type,Content\n".to_owned();
        for day in 0..days {
            let from = at("2025-01-07T09:00:00Z") + day * DAY_MS;
            let shown = |at: Millis| place.civil_from_instant(at).format("%Y-%m-%d %H:%M:%S").to_string();
            conversations += &format!("k{day},{day},{},{}\n", shown(from), shown(from + HOUR_MS));
            let row = |at: Millis| format!("{},1,contact,{day},{}123,text,Hello\n", shown(at), at);
            messages += &row(from + MINUTE_MS);
        }
        [conversations, messages]
    }

    #[test]
    fn times_of_tables_are_in_the_zone_that_ids_of_messages_tell() {
        for name in ["America/New_York", "Asia/Kolkata", "Europe/London", "UTC"] {
            let [conversations, messages] = tables_in(name, 200);
            for order in [[&conversations, &messages], [&messages, &conversations]] {
                let mut inbox = Inbox::default();
                for text in order.iter().chain(&order) {
                    inbox.add(batch(text).unwrap(), Vec::new());
                }
                let data = inbox.data();
                let expected = (0..200).map(|day| at("2025-01-07T09:00:00Z") + day * DAY_MS).collect::<Vec<_>>();
                let threads = (0..data.threads.len()).filter(|&thread| !data.threads.is_loose(thread as u32));
                let created: Vec<_> = threads.map(|thread| data.threads.created_at[thread]).collect();
                assert_eq!(created, expected, "{name}");
                let resolution = value(&ask(&inbox, "", "\"resolution-time\""));
                assert_eq!((resolution, data.events.len(), data.messages.len()), (Some(60.0 * MINUTE), 400, 200));
                let warnings: Vec<_> = data.warnings().as_slice().iter().map(|warning| warning.code).collect();
                assert_eq!(warnings, [Fault::NaiveTime]);
                let summary = serde_json::to_value(inbox.summary("UTC")).unwrap();
                let clock = &summary["clocks"]["respond-io"];
                let (zone, offsets) = match name {
                    "UTC" => ("confirmed", vec![0]),
                    "Asia/Kolkata" => ("learnt", vec![19_800_000]),
                    "Europe/London" => ("learnt", vec![0, 3_600_000]),
                    _ => ("learnt", vec![-18_000_000, -14_400_000]),
                };
                let seen = clock["seen"].as_array().unwrap().iter().map(|seen| seen["offsetMs"].as_i64().unwrap());
                assert_eq!((clock["zone"].as_str().unwrap(), seen.collect::<Vec<_>>()), (zone, offsets));
            }
        }
    }

    #[test]
    fn messages_without_an_instant_are_in_the_zone_that_the_others_tell() {
        let [_, messages] = tables_in("America/New_York", 9);
        let rounded = "2025-01-08 04:30:00,1,contact,1,1.73633E+15,text,Hello\n";
        for text in [format!("{messages}{rounded}"), messages.replacen('\n', &format!("\n{rounded}"), 1)] {
            let data = read(&text).unwrap();
            assert!(data.messages.at.contains(&at("2025-01-08T09:30:00Z")));
            assert_eq!(data.messages.len(), 10);
        }
    }

    #[test]
    fn a_zone_that_is_given_for_a_table_holds() {
        let [conversations, messages] = tables_in("America/New_York", 9);
        let given = Options { zone: zone("Europe/Rome"), is_zone_of_input: true, ..options() };
        let mut inbox = Inbox::default();
        inbox.add(batch(&messages).unwrap(), Vec::new());
        inbox.add(batch_of(conversations.as_bytes(), "", given).unwrap(), Vec::new());
        let data = inbox.data();
        // Four in the morning in New York, and in Rome.
        let created = (0..data.threads.len()).find(|&thread| data.threads.keys.id(thread as u32) == "k0").unwrap();
        assert_eq!(data.threads.created_at[created], at("2025-01-07T03:00:00Z"));
        assert_eq!(data.messages.at[0], at("2025-01-07T09:01:00Z"));
    }

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
