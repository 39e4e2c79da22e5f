//! Twilio Conversations: pages of conversations, messages, participants, receipts and users of its API, single ones, and
//! webhooks that were kept as JSON.
//!
//! Twilio knows no agents and no contacts. Who writes from an address is a contact; who has an identity is taken for an
//! agent, which visitors of a web chat have, too. When a conversation was closed is told only while it is. Programmable
//! Messaging knows no conversations, either: what is said between two addresses is a thread, and silence ends one.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message, receipts_by};
use crate::error::Fault;
use crate::store::dict::NONE;
use crate::store::marks::Marks;
use crate::store::messages::{MessageId, Receipts};
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::time::{DAY_MS, Millis, NEVER};
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: "twilio", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "twilio",
    lists: &["conversations", "messages", "participants", "delivery_receipts", "users"],
    next: &["meta.next_page_url", "next_page_uri"],
    keys: &[
        "Author",
        "ConversationSid",
        "DateCreated",
        "ErrorCode",
        "EventType",
        "MessageSid",
        "State",
        "StateTo",
        "StateUpdated",
        "Status",
        "address",
        "author",
        "content_sid",
        "content_type",
        "conversation_sid",
        "date_closed",
        "date_created",
        "date_sent",
        "date_updated",
        "delivered",
        "delivery",
        "direction",
        "error_code",
        "failed",
        "friendly_name",
        "from",
        "identity",
        "last_read_timestamp",
        "media",
        "message_sid",
        "messaging_binding",
        "num_media",
        "read",
        "sent",
        "sid",
        "state",
        "status",
        "timers",
        "to",
        "type",
        "undelivered",
    ],
    keep,
    ..Rows::SINGLE
};

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let rows = [
        &["conversation_sid", "account_sid", "sid"][..],
        &["chat_service_sid", "account_sid", "sid"],
        &["EventType", "ConversationSid"],
        &["account_sid", "direction", "num_segments"],
    ];
    rows.iter().any(|keys| head.beside(keys)).then_some("fields-of-product")
}

const STATES: [(&str, Status); 4] = [
    ("initializing", Status::Open),
    ("active", Status::Open),
    // Nobody has written for a while.
    ("inactive", Status::Open),
    ("closed", Status::Closed),
];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    let id = row.id("sid");
    match id.as_deref().and_then(|id| id.get(..2)).unwrap_or_default() {
        _ if row.tells("EventType") => keep_hook(row, writer),
        "CH" => keep_conversation(row, id.as_deref().unwrap_or_default(), writer),
        "IM" => keep_message(row, &API, writer),
        "MB" => keep_participant(row, writer),
        "SM" | "MM" => keep_sent(row, writer),
        "US" => drop(row.id("identity").map(|id| writer.agent(&id, row.text("friendly_name")))),
        "" => row.fault(Fault::MissingId, "sid"),
        _ if row.tells("message_sid") => keep_receipt(row, &RECEIPT, writer),
        _ => row.fault(Fault::UnknownRow, "sid"),
    }
}

/// What is called what in a row.
struct Names {
    message: &'static str,
    conversation: &'static str,
    author: &'static str,
    at: &'static str,
    status: &'static str,
    error: &'static str,
}

static API: Names = Names {
    message: "sid",
    conversation: "conversation_sid",
    author: "author",
    at: "date_created",
    status: "status",
    error: "error_code",
};

static RECEIPT: Names = Names { message: "message_sid", ..API };

static HOOK: Names = Names {
    message: "MessageSid",
    conversation: "ConversationSid",
    author: "Author",
    at: "DateCreated",
    status: "Status",
    error: "ErrorCode",
};

fn keep_conversation(row: Row<'_>, id: &str, writer: &mut Writer<'_>) {
    let status = row.word("state", &STATES);
    let updated_at = row.time("date_updated");
    // The timer says when it was to be closed; somebody may have been faster.
    let timer = row.time("timers.date_closed").filter(|&at| updated_at.is_none_or(|updated_at| at <= updated_at));
    let closed_at = match status {
        Some(Status::Closed) => timer.or(updated_at),
        Some(_) => Some(NEVER),
        None => None,
    };
    let version = Thread {
        updated_at,
        status,
        created_at: row.time("date_created"),
        closed_at,
        coverage: Coverage::of(&[Fact::Status]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    let thread = writer.thread(id);
    writer.write_thread(thread, &version);
}

/// Silence that ends a conversation of Programmable Messaging.
const SILENCE_MS: Millis = DAY_MS;

/// A message of Programmable Messaging. Who of the business wrote it is not told.
fn keep_sent(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.id("sid") else { return };
    let at = row.time("date_sent").or_else(|| row.time("date_created"));
    let Some(at) = row.require(at, Fault::MissingTime, "date_sent") else { return };
    let direction = row.text("direction").unwrap_or_default();
    let is_inbound = direction == "inbound";
    let ways = if is_inbound { ["to", "from"] } else { ["from", "to"] };
    let Some(other) = row.require(row.id(ways[1]), Fault::MissingId, ways[1]) else { return };
    let contact = writer.contact(&other, None);
    let (actor, sender) = if is_inbound { (Actor::Contact, contact) } else { (Actor::Business, NONE) };
    let mut message = message(&id, at, actor, sender);
    if row.whole("num_media").is_some_and(|media| media > 0) {
        message.kind = MessageKind::Other;
    }
    let mut version = Thread {
        contact: Some(contact),
        channel: channel_of(&other).map(|channel| writer.channel(channel)),
        silence_ms: Some(SILENCE_MS),
        coverage: Coverage::of(&[Fact::Actors, Fact::Messages]),
        ..Thread::default()
    };
    if !is_inbound {
        message.receipts = receipts_by(&row.text("status").unwrap_or_default(), at);
        let error = row.id("error_code").filter(|code| code != "0");
        message.marks.error = error.map_or(NONE, |code| writer.batch.tables.errors.intern(&*code));
        version.coverage.add(Fact::Receipts);
    }
    // Sent through a service, a message may not name the number that it came from.
    let ours = row.id(ways[0]).unwrap_or_default();
    let thread = writer.thread(&format!("{ours}/{other}"));
    writer.write_thread(thread, &version);
    writer.message(thread, &message);
}

/// The channel that an address is of; nothing of an identity.
fn channel_of(author: &str) -> Option<&'static str> {
    let starts = [
        ("whatsapp:", "whatsapp"),
        ("messenger:", "messenger"),
        ("instagram:", "instagram"),
        ("rcs:", "rcs"),
        ("+", "sms"),
    ];
    starts.iter().find(|(start, _)| author.starts_with(start)).map(|(_, channel)| *channel)
}

fn keep_message(row: Row<'_>, names: &Names, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id(names.message), Fault::MissingId, names.message) else { return };
    let Some(conversation) = row.require(row.id(names.conversation), Fault::MissingId, names.conversation) else {
        return;
    };
    let Some(at) = row.require(row.time(names.at), Fault::MissingTime, names.at) else { return };
    let author: Cow<'_, str> = row.id(names.author).unwrap_or_default();
    let channel = channel_of(&author);
    let contact = channel.map(|_| writer.contact(&author, None));
    let (actor, sender) = match (&*author, contact) {
        (_, Some(contact)) => (Actor::Contact, contact),
        ("", _) => (Actor::Unknown, NONE),
        // So is called what a program sends in nobody's name.
        ("system", _) => (Actor::Automation, NONE),
        _ => (Actor::Agent, writer.agent(&author, None)),
    };
    let mut message = message(&id, at, actor, sender);
    message.kind = kind(row);
    let mut version = Thread {
        contact,
        channel: channel.map(|channel| writer.channel(channel)),
        coverage: Coverage::of(&[Fact::Actors]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    if let Some(delivery) = row.row("delivery").filter(|_| actor != Actor::Contact) {
        message.receipts = receipts_by(reached(delivery), at);
        version.coverage.add(Fact::Receipts);
    }
    let thread = writer.thread(&conversation);
    writer.write_thread(thread, &version);
    writer.message(thread, &message);
}

fn kind(row: Row<'_>) -> MessageKind {
    if row.has_text("content_sid") {
        return MessageKind::Template;
    }
    let Some(kind) = row.rows("media").find_map(|media| media.text("content_type")) else { return MessageKind::Text };
    match kind.split('/').next() {
        Some("image") => MessageKind::Image,
        Some("video") => MessageKind::Video,
        Some("audio") => MessageKind::Audio,
        _ => MessageKind::Document,
    }
}

/// How far a message got with at least some of those whom it was sent to.
fn reached(delivery: Row<'_>) -> &'static str {
    let ways = ["read", "delivered", "failed", "undelivered", "sent"];
    let has = |way: &&&'static str| delivery.text(way).is_some_and(|many| many != "none");
    ways.iter().find(has).copied().unwrap_or_default()
}

fn keep_receipt(row: Row<'_>, names: &Names, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id(names.message), Fault::MissingId, names.message) else { return };
    let Some(conversation) = row.require(row.id(names.conversation), Fault::MissingId, names.conversation) else {
        return;
    };
    let Some(at) = row.require(row.time(names.at), Fault::MissingTime, names.at) else { return };
    let none = Receipts::default();
    let receipts = match &*row.text(names.status).unwrap_or_default() {
        "sent" => Receipts { sent: at, ..none },
        "delivered" => Receipts { delivered: at, ..none },
        "read" => Receipts { read: at, ..none },
        "failed" | "undelivered" => Receipts { failed: at, ..none },
        "queued" | "sending" => return,
        _ => return row.fault(Fault::UnknownWord, names.status),
    };
    let error = row.id(names.error).filter(|code| code != "0");
    let error = error.map_or(NONE, |code| writer.batch.tables.errors.intern(&*code));
    let thread = writer.thread(&conversation);
    let coverage = Coverage::of(&[Fact::Receipts]);
    writer.write_thread(thread, &Thread { coverage, is_maybe_cut: true, ..Thread::default() });
    writer.batch.receipts(thread, MessageId::from_text(&*id), false, receipts, Marks { error, ..Marks::default() });
}

fn keep_participant(row: Row<'_>, writer: &mut Writer<'_>) {
    let way = "conversation_sid";
    let Some(conversation) = row.require(row.id(way), Fault::MissingId, way) else { return };
    let address = row.id("messaging_binding.address");
    let mut version = Thread {
        contact: address.map(|address| writer.contact(&address, None)),
        channel: row.text("messaging_binding.type").map(|channel| writer.channel(&channel)),
        is_maybe_cut: true,
        ..Thread::default()
    };
    let thread = writer.thread(&conversation);
    if let Some(identity) = row.id("identity") {
        let agent = writer.agent(&identity, None);
        if let Some(at) = row.time("last_read_timestamp") {
            version.coverage.add(Fact::Seen);
            writer.event(thread, &event(at, EventKind::Seen, Actor::Agent, agent));
        }
    }
    writer.write_thread(thread, &version);
}

/// A webhook, which is a form: its names begin with capital letters.
fn keep_hook(row: Row<'_>, writer: &mut Writer<'_>) {
    match &*row.text("EventType").unwrap_or_default() {
        "onMessageAdded" => keep_message(row, &HOOK, writer),
        "onDeliveryUpdated" => keep_receipt(row, &HOOK, writer),
        "onConversationAdded" => keep_state(row, row.word("State", &STATES), None, writer),
        "onConversationStateUpdated" => {
            keep_state(row, row.word("StateTo", &STATES), row.time("StateUpdated"), writer);
        }
        _ => {}
    }
}

/// What a conversation has become, and when; it is new where that is not said.
fn keep_state(row: Row<'_>, status: Option<Status>, changed_at: Option<Millis>, writer: &mut Writer<'_>) {
    let way = "ConversationSid";
    let Some(id) = row.require(row.id(way), Fault::MissingId, way) else { return };
    let created_at = row.time("DateCreated");
    let thread = writer.thread(&id);
    let version = Thread {
        updated_at: changed_at.or(created_at),
        status,
        created_at,
        closed_at: changed_at.map(|at| if status == Some(Status::Closed) { at } else { NEVER }),
        coverage: Coverage::of(&[Fact::Status]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    writer.write_thread(thread, &version);
    if let (Some(at), Some(status)) = (changed_at, status) {
        let kind = if status == Status::Closed { EventKind::Closed } else { EventKind::Reopened };
        writer.event(thread, &event(at, kind, Actor::Unknown, NONE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{MINUTE, ask, at, batch, rate, read, value};

    const CONVERSATIONS: &str = include_str!("../../tests/fixtures/twilio/conversations.json");
    const MESSAGES: &str = include_str!("../../tests/fixtures/twilio/messages.json");
    const OTHERS: &str = include_str!("../../tests/fixtures/twilio/participants-receipts-users.ndjson");
    const HOOKS: &str = include_str!("../../tests/fixtures/twilio/webhooks.ndjson");

    const ALL: [&str; 4] = [CONVERSATIONS, MESSAGES, OTHERS, HOOKS];

    fn all(texts: &[&str]) -> Dataset {
        let mut data = Dataset::default();
        texts.iter().for_each(|text| data.add(batch(text).unwrap()));
        data
    }

    #[test]
    fn conversations() {
        let data = all(&[CONVERSATIONS]);
        let threads = &data.threads;
        assert_eq!(threads.status, [Status::Closed, Status::Open, Status::Closed]);
        assert_eq!(threads.closed_at[0], at("2025-03-03T10:00:00Z"), "when it was updated: the timer is of later");
        assert_eq!(threads.closed_at[1], NEVER, "a timer that has not run down");
        assert_eq!(threads.closed_at[2], at("2025-03-05T09:30:00Z"), "the timer");
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn messages_and_receipts() {
        use Actor::*;
        use MessageKind::*;
        let data = all(&ALL);
        let messages = &data.messages;
        let rows: Vec<_> = messages.rows_of(0).map(|row| (messages.actor[row], messages.kind[row])).collect();
        assert_eq!(rows, [(Contact, Text), (Agent, Text), (Contact, Image), (Automation, Template), (Agent, Text)]);
        let own = at("2025-03-03T09:04:00Z");
        let none = Receipts::default();
        assert_eq!(
            messages.receipts_of(1),
            Receipts { sent: own, delivered: own, read: own, ..none },
            "the summary has no times"
        );
        assert_eq!(messages.receipts_of(3), Receipts { failed: at("2025-03-03T09:10:05Z"), ..none });
        assert_eq!(data.errors.get(messages.marks.of(3).error), "63016");
        assert_eq!(messages.receipts_of(4), none, "in a chat there are none");
        assert_eq!(data.agents.names.get(messages.sender[1]), Some("Omar"), "a user has the name");
        assert_eq!(data.contacts.keys.id(data.threads.contact[0]), "whatsapp:+39333");
        assert_eq!(data.channels.get(data.threads.channel[0]), "whatsapp");
        assert_eq!(data.events.of(0).map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Seen]);
        assert!(data.threads.coverage[0].has(Fact::Messages));
    }

    #[test]
    fn webhooks() {
        let data = all(&[HOOKS]);
        let messages = &data.messages;
        assert_eq!(messages.actor, [Actor::Contact, Actor::Agent]);
        assert_eq!(messages.receipts_of(1).delivered, at("2025-03-06T09:02:03Z"));
        assert_eq!((data.threads.status[0], data.threads.closed_at[0]), (Status::Closed, at("2025-03-06T10:00:00Z")));
        assert_eq!(data.events.of(0).map(|event| event.kind).collect::<Vec<_>>(), [EventKind::Closed]);
        assert_eq!(data.channels.get(data.threads.channel[0]), "sms");
    }

    #[test]
    fn messages_without_conversations() {
        use Actor::*;
        let data = read(include_str!("../../tests/fixtures/twilio/programmable-messages.json")).unwrap();
        let ids = [0, 1].map(|thread| data.threads.keys.id(thread));
        assert_eq!((data.threads.len(), ids), (2, ["+39021/+39334", "whatsapp:+39020/whatsapp:+39333"]));
        let messages = &data.messages;
        assert_eq!(messages.actor, [Business, Contact, Business, Business]);
        assert_eq!(messages.at[1], at("2025-03-03T09:00:00Z"), "in the words of mails");
        assert_eq!(messages.receipts_of(0), Receipts::default(), "queued, and not sent yet");
        assert_eq!((messages.receipts_of(2).is_read(), messages.receipts_of(3).is_failed()), (true, true));
        assert_eq!(data.errors.get(messages.marks.of(3).error), "63016");
        let channels = [0, 1].map(|thread| data.channels.get(data.threads.channel[thread]));
        assert_eq!(channels, ["sms", "whatsapp"]);
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        ALL.iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
        let ask = |metric: &str| ask(&inbox, "", &format!("\"{metric}\""));
        assert_eq!(value(&ask("first-response")), Some((3.0 * MINUTE + 119_000.0) / 2.0));
        assert_eq!((value(&ask("conversations")), value(&ask("closed-conversations"))), (Some(4.0), Some(3.0)));
        assert_eq!(rate(&ask("delivery-rate")), (2, 2));
    }

    #[test]
    fn pages_in_any_order_and_again_are_the_same() {
        let seen = |texts: &[&str]| {
            let data = all(texts);
            let threads = &data.threads;
            let row = |row: usize| {
                let thread = row as u32;
                let messages = data
                    .messages
                    .rows_of(thread)
                    .map(|row| (data.messages.at[row], data.messages.actor[row], data.messages.receipts_of(row)));
                let contact = (threads.contact[row] != NONE).then(|| data.contacts.keys.id(threads.contact[row]));
                let events = data.events.of(thread).map(|event| (event.at, event.kind));
                let state = (threads.keys.id(thread), threads.status[row], threads.closed_at[row], contact);
                (state, threads.coverage[row], messages.collect::<Vec<_>>(), events.collect::<Vec<_>>())
            };
            let mut rows: Vec<_> = (0..threads.len()).map(row).collect();
            rows.sort_by_key(|row| row.0.0);
            format!("{rows:?}")
        };
        let once = seen(&ALL);
        assert_eq!(seen(&[HOOKS, OTHERS, MESSAGES, CONVERSATIONS]), once);
        assert_eq!(seen(&[OTHERS, MESSAGES, CONVERSATIONS, OTHERS, HOOKS, MESSAGES]), once);
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"meta":{"key":"messages"},"messages":[7,{"account_sid":"AC1","conversation_sid":"CH1","sid":"ZZ1"},{"conversation_sid":"CH1"},
            {"sid":"IM1","date_created":"2025-03-03T09:00:00Z"},{"sid":"IM2","conversation_sid":"CH1"},{"sid":"CH2","state":"lost"},
            {"sid":"MB1","identity":"omar"},{"sid":"DY1","message_sid":"IM3","conversation_sid":"CH1","status":"eaten","date_created":"2025-03-03T09:00:00Z"},
            {"EventType":"onMessageAdded","ConversationSid":"CH1"},
            {"sid":"IM4","conversation_sid":"CH1","author":null,"date_created":"2025-03-03T09:00:00Z"}]}"#;
        let data = read(odd).unwrap();
        let told: Vec<_> = data.warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::UnknownRow, 1),
            (Fault::MissingId, 4),
            (Fault::MissingTime, 1),
            (Fault::UnknownWord, 2),
        ];
        assert_eq!((told, data.messages.actor.as_slice()), (expected.to_vec(), &[Actor::Unknown][..]));
    }
}
