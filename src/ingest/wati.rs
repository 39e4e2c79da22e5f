//! Wati: its webhooks as they came, and pages of the messages of a conversation.
//!
//! A ticket is a conversation; where none is named, a conversation is all that was said with one contact, until silence ends
//! it. Whoever wrote for the business is known by name only. Lists say how far a message got, but not when.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, message};
use crate::error::Fault;
use crate::store::NONE;
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, Fact, MessageKind};
use crate::time::{DAY_MS, Millis};
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: ID, sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

const ID: &str = "wati";

static ROWS: Rows = Rows {
    source: ID,
    lists: &["messages.items", "message_list"],
    next: &["link.nextPage"],
    keys: &[
        "chatbotTriggeredEventId",
        "conversationId",
        "conversation_id",
        "created",
        "eventType",
        "event_type",
        "failedCode",
        "id",
        "operatorEmail",
        "operatorName",
        "operator_name",
        "owner",
        "senderName",
        "statusString",
        "status_string",
        "ticketId",
        "ticket_id",
        "timestamp",
        "type",
        "waId",
    ],
    keep,
    ..Rows::SINGLE
};

/// Silence that ends a conversation of which no ticket is named.
const SILENCE_MS: Millis = DAY_MS;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_hook = ["ticketId", "conversationId", "waId"].iter().any(|id| head.beside(&["eventType", id]));
    (is_hook || head.beside(&["event_type", "conversation_id", "final_text"])).then_some("fields-of-product")
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Said,
    Template,
    Broadcast,
    /// A line about the ticket.
    Notice,
    Delivered,
    Read,
    Failed,
}

/// What has been replied to has been read.
const KINDS: [(&str, Kind); 13] = [
    ("message", Kind::Said),
    ("newContactMessageReceived", Kind::Said),
    ("sessionMessageSent", Kind::Said),
    ("templateMessageSent", Kind::Template),
    ("broadcastMessage", Kind::Broadcast),
    ("ticket", Kind::Notice),
    ("sentMessageDELIVERED", Kind::Delivered),
    ("sentMessageREAD", Kind::Read),
    ("sentMessageREPLIED", Kind::Read),
    ("sessionMessageFailed", Kind::Failed),
    ("sessionMessageFAILED", Kind::Failed),
    ("templateMessageFailed", Kind::Failed),
    ("templateMessageFAILED", Kind::Failed),
];

const TYPES: [(&str, MessageKind); 17] = [
    ("text", MessageKind::Text),
    ("image", MessageKind::Image),
    ("video", MessageKind::Video),
    ("audio", MessageKind::Audio),
    ("voice", MessageKind::Audio),
    ("document", MessageKind::Document),
    ("sticker", MessageKind::Sticker),
    ("location", MessageKind::Location),
    ("contacts", MessageKind::ContactCard),
    ("interactive", MessageKind::Interactive),
    ("button", MessageKind::Interactive),
    ("order", MessageKind::Interactive),
    ("catalog", MessageKind::Interactive),
    ("template", MessageKind::Template),
    ("reaction", MessageKind::Reaction),
    ("media_placeholder", MessageKind::Other),
    ("unsupported", MessageKind::Other),
];

/// What stands under one of the names that a thing has in webhooks and in lists.
fn either<'t>(row: Row<'t>, ways: [&'static str; 2]) -> Option<Cow<'t, str>> {
    row.id(ways[0]).or_else(|| row.id(ways[1]))
}

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    let Some(word) = either(row, ["eventType", "event_type"]) else { return row.fault(Fault::UnknownRow, "eventType") };
    let word = word.strip_suffix("_v2").unwrap_or(&word);
    let Some(&(_, kind)) = KINDS.iter().find(|(known, _)| *known == word) else {
        return row.fault(Fault::UnknownRow, "eventType");
    };
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    // Both are there in webhooks and lists, but of the same message only the first one is the same.
    let at = row.time("timestamp").or_else(|| row.time("created"));
    let Some(at) = row.require(at, Fault::MissingTime, "timestamp") else { return };
    let facts: &[Fact] = if has_receipts(row, kind) { &[Fact::Receipts] } else { &[] };
    let thread = keep_thread(row, facts, writer);
    let none = Receipts::default();
    let receipts = match kind {
        Kind::Delivered => Receipts { delivered: at, ..none },
        Kind::Read => Receipts { read: at, ..none },
        Kind::Failed => Receipts { failed: at, ..none },
        _ => {
            let Some((thread, contact)) = row.require(thread, Fault::MissingId, "conversationId") else { return };
            let message = message_of(row, kind, message(&id, at, Actor::Unknown, NONE), contact, writer);
            return writer.message(thread, &message);
        }
    };
    let Some((thread, _)) = thread else {
        return writer.batch.stray_receipts(ID, MessageId::from_text(&*id), receipts);
    };
    let error = row.id("failedCode").map_or(NONE, |code| writer.batch.tables.errors.intern(&*code));
    let is_template = word.starts_with("template") || row.text("type").as_deref() == Some("template");
    let marks = Marks { error, ..Marks::default() };
    writer.batch.receipts(thread, MessageId::from_text(&*id), is_template, receipts, marks);
}

fn is_ours(row: Row<'_>, kind: Kind) -> bool {
    !matches!(kind, Kind::Said | Kind::Notice) || row.flag("owner") == Some(true)
}

fn has_receipts(row: Row<'_>, kind: Kind) -> bool {
    let is_told = either(row, ["statusString", "status_string"]).is_some();
    matches!(kind, Kind::Delivered | Kind::Read | Kind::Failed) || is_told && is_ours(row, kind)
}

/// The thread, and its contact. Numbers of phones are not in all rows, what each contact's conversations have in common is.
fn keep_thread(row: Row<'_>, facts: &[Fact], writer: &mut Writer<'_>) -> Option<(u32, u32)> {
    let all = either(row, ["conversationId", "conversation_id"]).or_else(|| row.id("waId"));
    let ticket = either(row, ["ticketId", "ticket_id"]);
    let is_ticket = ticket.is_some();
    let id = ticket.or_else(|| all.clone())?;
    let contact =
        all.map(|all| writer.contact(&all, row.text("senderName").filter(|_| row.flag("owner") == Some(false))));
    if let Some(contact) = contact {
        writer.handle(contact, HandleKind::Phone, row.id("waId"));
    }
    let thread = writer.thread(&id);
    let facts = [&[Fact::Actors, Fact::Agents, Fact::Messages], facts].concat();
    let version = Thread {
        contact,
        channel: Some(writer.channel("whatsapp")),
        silence_ms: (!is_ticket).then_some(SILENCE_MS),
        coverage: Coverage::of(&facts),
        ..Thread::default()
    };
    writer.write_thread(thread, &version);
    Some((thread, contact.unwrap_or(NONE)))
}

fn message_of(row: Row<'_>, kind: Kind, message: Message, contact: u32, writer: &mut Writer<'_>) -> Message {
    if kind == Kind::Notice {
        return Message { kind: MessageKind::Notice, actor: Actor::System, ..message };
    }
    let (actor, sender) = match is_ours(row, kind) {
        true => author(row, kind, writer),
        false if row.flag("owner") == Some(false) || row.has("waId") => (Actor::Contact, contact),
        false => (Actor::Unknown, NONE),
    };
    // A reached state has no time: that it was sent is all that is certain.
    let receipts = match either(row, ["statusString", "status_string"]).map(|status| status.to_ascii_lowercase()) {
        Some(status) if actor.is_ours() => match &*status {
            "failed" => Receipts { failed: message.at, ..message.receipts },
            "sent" | "delivered" | "read" | "replied" => Receipts { sent: message.at, ..message.receipts },
            _ => message.receipts,
        },
        _ => message.receipts,
    };
    let kind = match kind {
        Kind::Template | Kind::Broadcast => MessageKind::Template,
        _ => row.word("type", &TYPES).unwrap_or(MessageKind::Other),
    };
    Message { actor, sender, kind, receipts, ..message }
}

/// Who wrote for the business: somebody of the team has a name, and lists do not tell more.
fn author(row: Row<'_>, kind: Kind, writer: &mut Writer<'_>) -> (Actor, u32) {
    let name = either(row, ["operatorName", "operator_name"]).or_else(|| row.id("operatorEmail"));
    match name {
        Some(name) if name != "Bot" => (Actor::Agent, writer.agent(&name, Some(name.clone()))),
        name if name.is_some() || row.has("chatbotTriggeredEventId") => {
            let bot = writer.agent("Bot", None);
            writer.batch.tables.agents.actor[bot as usize] = Actor::Bot;
            (Actor::Bot, bot)
        }
        _ if kind == Kind::Broadcast => (Actor::Broadcast, NONE),
        _ => (Actor::Automation, NONE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Options;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{MINUTE, ask, at, batch, batch_of, options, read, value};

    const HOOKS: &str = include_str!("../../tests/fixtures/wati/webhooks.ndjson");
    const LIST: &str = include_str!("../../tests/fixtures/wati/messages.json");
    const LIST_V3: &str = include_str!("../../tests/fixtures/wati/messages-v3.json");

    fn rows(data: &Dataset, thread: u32) -> Vec<(Actor, MessageKind)> {
        data.messages.rows_of(thread).map(|row| (data.messages.actor[row], data.messages.kind[row])).collect()
    }

    #[test]
    fn webhooks() {
        use Actor::*;
        use MessageKind::*;
        let data = read(HOOKS).unwrap();
        assert!(data.warnings().as_slice().is_empty(), "{:?}", data.warnings());
        assert_eq!((data.threads.keys.id(0), data.threads.keys.id(1), data.threads.len()), ("t3", "c8", 2));
        let expected = [(Contact, Text), (Bot, Text), (Contact, Image), (Agent, Text), (Automation, Template)];
        assert_eq!(rows(&data, 0), expected);
        let seconds = |second: i64| at("2025-03-03T09:00:00Z") + second * 1000;
        let none = Receipts::default();
        assert_eq!(
            data.messages.receipts_of(3),
            Receipts { sent: seconds(300), delivered: seconds(303), read: seconds(360), ..none }
        );
        assert_eq!(data.messages.receipts_of(4), Receipts { sent: seconds(600), failed: seconds(602), ..none });
        assert_eq!(data.errors.get(data.messages.marks.of(4).error), "131026");
        assert_eq!((data.threads.silence_ms[0], data.threads.silence_ms[1]), (0, SILENCE_MS));
        // Hundreds of nanoseconds are more than is kept.
        assert_eq!((data.messages.at[5], data.contacts.names.get(1)), (at("2025-03-04T08:00:00.123Z"), Some("Omar")));
        assert_eq!((data.agents.keys.id(1), data.agents.keys.len()), ("Lina", 2));
    }

    #[test]
    fn pages_of_messages() {
        use Actor::*;
        use MessageKind::*;
        let data = read(LIST).unwrap();
        assert!(data.warnings().as_slice().is_empty(), "{:?}", data.warnings());
        let expected = [(System, Notice), (Contact, Text), (Agent, Text), (Broadcast, Template)];
        assert_eq!(rows(&data, 0), expected);
        let newer = read(LIST_V3).unwrap();
        assert_eq!(rows(&newer, 0), [(Contact, Audio), (Agent, Text)]);
        assert!(newer.warnings().as_slice().is_empty(), "{:?}", newer.warnings());
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        inbox.add(batch(HOOKS).unwrap(), Vec::new());
        for (metric, expected) in [("conversations", 2.0), ("messages-sent", 3.0), ("first-response", 5.0 * MINUTE)] {
            assert_eq!(value(&ask(&inbox, "", &format!("\"{metric}\""))), Some(expected), "{metric}");
        }
    }

    #[test]
    fn lists_and_webhooks_in_any_order_and_again_are_the_same() {
        let kept = |texts: &[&str]| {
            let mut data = Dataset::default();
            texts.iter().for_each(|text| data.add(batch(text).unwrap()));
            let mut kept: Vec<_> = (0..data.messages.len())
                .map(|row| {
                    let (thread, receipts) = (data.messages.thread_of(row), data.messages.receipts_of(row));
                    let agent = data.messages.agent(row);
                    let agent = if agent == NONE { "" } else { data.agents.keys.id(agent) };
                    format!(
                        "{} {} {:?} {agent} {receipts:?}",
                        data.threads.keys.id(thread),
                        data.messages.at[row],
                        data.messages.actor[row]
                    )
                })
                .collect();
            kept.sort();
            kept
        };
        let lines: Vec<_> = HOOKS.lines().collect();
        let turned: String = lines.iter().rev().map(|line| format!("{line}\n")).collect();
        assert_eq!(kept(&[HOOKS, LIST]), kept(&[LIST, &turned, HOOKS, LIST]));
    }

    #[test]
    fn receipts_may_come_to_a_message_that_they_only_name() {
        let receipt =
            r#"{"eventType":"sentMessageREAD_v2","id":"66a4","timestamp":"1740992760","statusString":"Read"}"#;
        for texts in [[receipt, HOOKS], [HOOKS, receipt]] {
            let mut data = Dataset::default();
            texts.iter().for_each(|text| data.add(batch_of(text.as_bytes(), "", wati()).unwrap()));
            assert_eq!((data.stray_receipts.len(), data.warnings().as_slice().len()), (0, 0));
            assert_eq!(data.messages.receipts_of(3).read, at("2025-03-03T09:06:00Z"));
        }
        let alone = batch_of(receipt.as_bytes(), "", wati()).unwrap();
        assert_eq!(alone.tables.stray_receipts.len(), 1);
    }

    fn wati() -> Options {
        Options { format: Some(ID.to_owned()), ..options() }
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"[{"waId":"1","eventType":"message"},{"eventType":"chatbotTriggered","waId":"1"},{"waId":"1"},
            {"eventType":"message","id":"1","waId":"2"},{"eventType":"message","id":"1","timestamp":"1741000000"},
            {"eventType":"message","id":"1","timestamp":"1741000000","waId":"1","owner":false,"type":"odd"}]"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected =
            [(Fault::MissingId, 2), (Fault::UnknownRow, 2), (Fault::MissingTime, 1), (Fault::UnknownWord, 1)];
        assert_eq!(told, expected);
    }
}
