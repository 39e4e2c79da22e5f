//! Rasa: trackers, the events that its broker hands on, and rows of its table of events; one, a list, or one a line.
//!
//! All that was said with one sender is a thread. A session is a conversation: it begins where an event says so, or, where
//! none does, after an hour of silence. What a human answers is mostly written elsewhere, so it is known that the bot
//! handed over, not what came of it. Of what Rasa keeps for itself (slots, forms, policies) nothing is read.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::messages::{Message, MessageId};
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind};
use crate::store::{NONE, dict};
use crate::time::{HOUR_MS, Millis};

pub const SOURCE: Source =
    Source { id: "rasa", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

const KEYS: &[&str] = &[
    "attachment",
    "buttons",
    "data",
    "event",
    "events",
    "flow_id",
    "image",
    "input_channel",
    "name",
    "sender_id",
    "text",
    "timestamp",
    "type_name",
];

static ROWS: Rows = Rows { source: "rasa", keys: KEYS, keep, ..Rows::SINGLE };

/// After so much silence Rasa begins a new session, unless it is told otherwise.
const SILENCE_MS: Millis = HOUR_MS;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_tracker = head.beside(&["sender_id", "events"]) && head.text.contains("\"event\"");
    let is_tracker = is_tracker || head.beside(&["sender_id", "latest_event_time"]);
    let is_event =
        head.beside(&["sender_id", "event", "timestamp"]) || head.beside(&["sender_id", "type_name", "data"]);
    (is_tracker || is_event).then_some("fields-of-product")
}

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    if !row.is_list("events") && !row.has_text("event") && !row.has_text("type_name") {
        return row.fault(Fault::UnknownRow, "event");
    }
    let Some(sender) = row.require(row.id("sender_id"), Fault::MissingId, "sender_id") else { return };
    let contact = writer.contact(&sender, None);
    let thread = writer.thread(&sender);
    let version = Thread {
        contact: Some(contact),
        silence_ms: Some(SILENCE_MS),
        // That sessions are never closed is known.
        coverage: Coverage::of(&[Fact::Actors, Fact::Messages, Fact::Status]),
        ..Thread::default()
    };
    writer.write_thread(thread, &version);
    if row.is_list("events") {
        row.rows("events").for_each(|event| keep_event(event, thread, writer));
    } else if row.has_text("type_name") {
        row.look_into("data", KEYS, &mut |event| keep_event(event, thread, writer));
    } else {
        keep_event(row, thread, writer);
    }
}

fn keep_event(row: Row<'_>, thread: u32, writer: &mut Writer<'_>) {
    let Some(word) = row.require(row.text("event"), Fault::UnknownRow, "event") else { return };
    let actor = match &*word {
        "user" => Actor::Contact,
        "bot" => Actor::Bot,
        "agent" => Actor::Agent,
        "session_started" | "pause" | "action" | "flow_started" => Actor::System,
        _ => return,
    };
    let Some(at) = row.require(row.time("timestamp"), Fault::MissingTime, "timestamp") else { return };
    match &*word {
        "session_started" => writer.event(thread, &event(at, EventKind::Opened, Actor::Unknown, NONE)),
        "pause" => keep_handoff(at, thread, writer),
        "action" | "flow_started" => {
            let name = row.text("name").or_else(|| row.text("flow_id"));
            if name.is_some_and(|name| hands_over(&name)) {
                keep_handoff(at, thread, writer);
            }
        }
        _ => keep_message(row, &word, at, actor, thread, writer),
    }
}

/// Whether an action or a flow of this name hands over to a human.
fn hands_over(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["handoff", "hand_off", "handover", "hand_over"].iter().any(|word| name.contains(word))
}

fn keep_handoff(at: Millis, thread: u32, writer: &mut Writer<'_>) {
    let by = bot(writer);
    writer.event(thread, &event(at, EventKind::Handoff, Actor::Bot, by));
}

fn keep_message(row: Row<'_>, word: &str, at: Millis, actor: Actor, thread: u32, writer: &mut Writer<'_>) {
    let text = row.text("text").unwrap_or_default();
    let is_contact = actor == Actor::Contact;
    if is_contact && (text == "/session_start" || text.starts_with("EXTERNAL: ")) {
        // What begins a session, or comes from other systems.
        return;
    }
    let kind = match () {
        // The contact pressed a button.
        () if is_contact && text.starts_with('/') => MessageKind::Interactive,
        () if row.rows("data.buttons").next().is_some() => MessageKind::Interactive,
        () if !text.is_empty() => MessageKind::Text,
        () if row.has("data.image") => MessageKind::Image,
        () if row.has("data.attachment") => MessageKind::Document,
        () => MessageKind::Other,
    };
    if let Some(channel) = row.text("input_channel") {
        let channel = Some(writer.channel(&channel));
        writer.write_thread(thread, &Thread { channel, ..Thread::default() });
    }
    // Not all events have ids, but hardly two of them the same millionth of a second.
    let written = row.id("timestamp").unwrap_or_default();
    let id = MessageId::from_content(at, dict::hash_all(&[word, &written, &text]), 0);
    let sender = if actor == Actor::Bot { bot(writer) } else { NONE };
    writer.message(thread, &Message { id, kind, ..message("", at, actor, sender) });
}

fn bot(writer: &mut Writer<'_>) -> u32 {
    let bot = writer.agent("bot", None);
    writer.batch.tables.agents.actor[bot as usize] = Actor::Bot;
    bot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{ask, at, batch, rate, read, value};

    const TRACKERS: &str = include_str!("../../tests/fixtures/rasa/trackers.json");
    const BROKER: &str = include_str!("../../tests/fixtures/rasa/broker.ndjson");
    const TABLE: &str = include_str!("../../tests/fixtures/rasa/event-table.json");

    fn kept(data: &Dataset, thread: u32) -> Vec<(Actor, MessageKind)> {
        data.messages.rows_of(thread).map(|row| (data.messages.actor[row], data.messages.kind[row])).collect()
    }

    #[test]
    fn trackers() {
        use Actor::*;
        use MessageKind::*;
        let data = read(TRACKERS).unwrap();
        assert!(data.warnings().as_slice().is_empty(), "{:?}", data.warnings());
        assert_eq!((data.threads.keys.id(0), data.threads.keys.id(1), data.threads.len()), ("39333", "39334", 2));
        assert_eq!(
            kept(&data, 0),
            [(Contact, Text), (Bot, Text), (Bot, Interactive), (Contact, Interactive), (Bot, Image)]
        );
        assert_eq!(kept(&data, 1), [(Contact, Text), (Bot, Text), (Agent, Text)]);
        // Seconds with a fraction, of which thousandths are kept.
        assert_eq!(data.messages.at[0], at("2025-03-03T09:00:00.123Z"));
        let kinds: Vec<_> = data.events.of(1).map(|event| (event.kind, event.actor)).collect();
        assert_eq!(kinds, [(EventKind::Opened, Unknown), (EventKind::Handoff, Bot), (EventKind::Handoff, Bot)]);
        assert_eq!(data.channels.get(data.threads.channel[0]), "rest");
        assert_eq!((data.agents.keys.len(), data.agents.actor[0]), (1, Bot));
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        inbox.add(batch(TRACKERS).unwrap(), Vec::new());
        assert_eq!(value(&ask(&inbox, "", "\"messages\"")), Some(8.0));
        // A session begins after an hour of silence.
        assert_eq!(value(&ask(&inbox, "", "\"conversations\"")), Some(3.0));
        assert_eq!(rate(&ask(&inbox, "", "\"bot-escalation-rate\"")), (1, 3));
    }

    #[test]
    fn events_of_the_broker_or_the_table_are_those_of_the_tracker() {
        let whole = |texts: &[&str]| {
            let mut data = Dataset::default();
            texts.iter().for_each(|text| data.add(batch(text).unwrap()));
            (kept(&data, 0), data.messages.at.clone(), data.events.len())
        };
        let tracker = whole(&[TRACKERS]);
        assert_eq!(whole(&[BROKER]), tracker);
        assert_eq!(whole(&[TRACKERS, BROKER, TRACKERS]), tracker);
        assert_eq!(whole(&[BROKER, TABLE, TRACKERS]), tracker);
        let lines: Vec<_> = BROKER.lines().rev().collect();
        assert_eq!(whole(&[TABLE, &lines.join("\n")]), tracker);
    }

    #[test]
    fn a_session_begins_where_it_is_told_and_not_after_silence() {
        let text = include_str!("../../tests/fixtures/rasa/session-started-by-hand.json");
        let mut inbox = Inbox::default();
        inbox.add(batch(text).unwrap(), Vec::new());
        assert_eq!(value(&ask(&inbox, "", "\"conversations\"")), Some(2.0));
        let duration = ask(&inbox, "", r#"{"metric":"conversation-duration","stat":"max"}"#);
        assert_eq!(value(&duration), Some(3.0 * HOUR_MS as f64), "silence within a session ends none");
        let untold: Vec<_> = text.lines().filter(|line| !line.contains("session_started")).collect();
        let mut inbox = Inbox::default();
        inbox.add(batch(&untold.join("\n")).unwrap(), Vec::new());
        assert_eq!(value(&ask(&inbox, "", r#"{"metric":"conversation-duration","stat":"max"}"#)), Some(1_205_000.0));
    }

    #[test]
    fn what_nobody_said_is_no_message() {
        let rows = ["/session_start", "EXTERNAL: EXTERNAL_reminder"];
        let rows =
            rows.map(|text| format!(r#"{{"sender_id":"a","event":"user","timestamp":1741000000.5,"text":"{text}"}}"#));
        assert_eq!(read(&rows.join("\n")).unwrap().messages.len(), 0);
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"[{"sender_id":"1","event":"user","timestamp":"soon"},{"sender_id":"1"},{"event":"bot","timestamp":1},
            {"sender_id":"1","event":"bot"},{"sender_id":"1","events":[{"name":"x"}]},
            {"sender_id":"1","type_name":"user","data":"{"},{"sender_id":"1","event":"slot","timestamp":"x"}]"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::BadTime, 1),
            (Fault::MissingTime, 2),
            (Fault::UnknownRow, 2),
            (Fault::MissingId, 1),
            (Fault::WrongType, 1),
        ];
        assert_eq!(told, expected);
    }
}
