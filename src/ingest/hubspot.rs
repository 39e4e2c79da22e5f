//! HubSpot's conversations: pages of threads, of their messages and of actors, single ones, and webhooks.
//!
//! One list holds messages, comments, assignments and changes of the status alike, the newest first. Who somebody is, an
//! id tells by how it begins. HubSpot knows no delivery, so that how far messages got is not known; but which ones failed,
//! and reached nobody.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::dict::{NOBODY, NONE};
use crate::store::events::Event;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::time::NEVER;
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: "hubspot", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "hubspot",
    lists: &["results"],
    next: &["paging.next"],
    keys: &[
        "actorId",
        "archived",
        "assignedTo",
        "associatedContactId",
        "attachments",
        "channelId",
        "closedAt",
        "conversationsThreadId",
        "createdAt",
        "createdBy",
        "direction",
        "id",
        "latestMessageTimestamp",
        "message",
        "name",
        "newStatus",
        "objectId",
        "occurredAt",
        "originalChannelId",
        "propertyName",
        "propertyValue",
        "senders",
        "status",
        "statusType",
        "subscriptionType",
        "type",
    ],
    keep,
    ..Rows::SINGLE
};

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let says = |words: &[&str]| words.iter().any(|word| head.text.contains(word));
    let is_hook = || head.beside(&["subscriptionType", "objectId"]) && says(&["\"conversation."]);
    let is_actor =
        || head.beside(&["id", "type", "name"]) && says(&["\"A-", "\"V-"]) && says(&["\"AGENT\"", "\"VISITOR\""]);
    let is_row = head.beside(&["conversationsThreadId"]) || head.beside(&["originalChannelId", "inboxId"]);
    (is_row || is_hook() || is_actor()).then_some("fields-of-product")
}

const STATES: [(&str, Status); 2] = [("OPEN", Status::Open), ("CLOSED", Status::Closed)];

const DIRECTIONS: [(&str, bool); 2] = [("INCOMING", true), ("OUTGOING", false)];

/// Numbers of channels that are known; others are called by their number.
const CHANNELS: [(&str, &str); 3] = [("1000", "live-chat"), ("1002", "email"), ("1007", "whatsapp")];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = row.row("message").unwrap_or(*row);
    match () {
        () if row.tells("subscriptionType") => keep_hook(row, writer),
        () if row.tells("conversationsThreadId") => keep_item(row, writer),
        () if row.tells("originalChannelId") || row.tells("status") => keep_thread(row, writer),
        () if row.tells("type") => drop(row.id("id").map(|id| person(&id, row.text("name"), writer))),
        () => row.fault(Fault::UnknownRow, "id"),
    }
}

fn keep_thread(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let status = row.word("status", &STATES);
    let closed_at = row.time("closedAt").filter(|_| status == Some(Status::Closed));
    let (created_at, last_at) = (row.time("createdAt"), row.time("latestMessageTimestamp"));
    let assigned = row.id("assignedTo");
    let version = Thread {
        updated_at: [created_at, last_at, row.time("closedAt")].into_iter().flatten().max(),
        contact: row.id("associatedContactId").map(|id| writer.contact(&id, None)),
        channel: channel(row, "originalChannelId", writer),
        // Whom nobody has is left out of the row.
        agent: Some(assigned.map_or(NOBODY, |id| writer.agent(&id, None))),
        status,
        created_at,
        closed_at: if status == Some(Status::Open) { Some(NEVER) } else { closed_at },
        coverage: Coverage::of(&[Fact::Status, Fact::Agents]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    let thread = writer.thread(&id);
    writer.write_thread(thread, &version);
}

fn channel(row: Row<'_>, way: &'static str, writer: &mut Writer<'_>) -> Option<u32> {
    let number = row.id(way)?;
    let name = CHANNELS.iter().find(|(known, _)| *known == number).map_or(&*number, |(_, name)| name);
    Some(writer.channel(name))
}

/// Keeps one of the list that has messages, comments and what happened.
fn keep_item(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let way = "conversationsThreadId";
    let Some(conversation) = row.require(row.id(way), Fault::MissingId, way) else { return };
    let Some(at) = row.require(row.time("createdAt"), Fault::MissingTime, "createdAt") else { return };
    let sender = row.rows("senders").find_map(|sender| Some((sender.id("actorId")?, sender.text("name"))));
    let thread = writer.thread(&conversation);
    // Whom the conversation is with, its own row says: this one is older than any.
    let mut version = Thread { updated_at: Some(0), is_maybe_cut: true, ..Thread::default() };
    match &*row.text("type").unwrap_or_default() {
        "MESSAGE" => {
            let is_incoming = row.word("direction", &DIRECTIONS);
            let (actor, by) = author(sender, row.id("createdBy"), is_incoming, writer);
            let mut message = message(&id, at, actor, by);
            message.kind = kind(row);
            if row.text("status.statusType").as_deref() == Some("FAILED") {
                message.receipts.failed = at;
            }
            version.contact = Some(by).filter(|&by| actor == Actor::Contact && by != NONE);
            version.channel = channel(row, "channelId", writer);
            version.coverage.add(Fact::Actors);
            writer.message(thread, &message);
        }
        "WELCOME_MESSAGE" => {
            let by = row.id("createdBy").filter(|id| id.starts_with("B-")).map_or(NONE, |id| bot(&id, None, writer));
            writer.message(thread, &message(&id, at, Actor::Bot, by));
        }
        "COMMENT" => {
            let (actor, by) = author(sender, row.id("createdBy"), None, writer);
            let mut note = message(&id, at, actor, by);
            note.kind = MessageKind::Note;
            version.coverage.add(Fact::Notes);
            writer.message(thread, &note);
        }
        "ASSIGNMENT" => {
            let (actor, by) = author(None, row.id("createdBy"), None, writer);
            version.coverage.add(Fact::Assignments);
            keep_assignment(event(at, EventKind::Assigned, actor, by), thread, row.id("assignedTo"), writer);
        }
        "THREAD_STATUS_CHANGE" => {
            let (actor, by) = author(None, row.id("createdBy"), None, writer);
            keep_status(event(at, EventKind::Reopened, actor, by), thread, row.word("newStatus", &STATES), writer);
        }
        "THREAD_INBOX_CHANGE" => {}
        _ => return row.fault(Fault::UnknownWord, "type"),
    }
    writer.write_thread(thread, &version);
}

fn kind(row: Row<'_>) -> MessageKind {
    if row.flag("archived") == Some(true) {
        return MessageKind::Deleted;
    }
    let is_template = |attachment: Row<'_>| attachment.text("type").as_deref() == Some("WHATSAPP_TEMPLATE_METADATA");
    if row.rows("attachments").any(is_template) { MessageKind::Template } else { MessageKind::Text }
}

fn keep_assignment(event: Event, thread: u32, to: Option<Cow<'_, str>>, writer: &mut Writer<'_>) {
    let event = match to {
        Some(to) => Event { subject: writer.agent(&to, None), ..event },
        None => Event { kind: EventKind::Unassigned, ..event },
    };
    writer.event(thread, &event);
}

fn keep_status(event: Event, thread: u32, status: Option<Status>, writer: &mut Writer<'_>) {
    let kind = if status == Some(Status::Closed) { EventKind::Closed } else { EventKind::Reopened };
    if status.is_some() {
        writer.event(thread, &Event { kind, ..event });
    }
}

/// What a webhook says that a conversation has become. New messages are only announced in them.
fn keep_hook(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("objectId"), Fault::MissingId, "objectId") else { return };
    let Some(at) = row.require(row.time("occurredAt"), Fault::MissingTime, "occurredAt") else { return };
    let thread = writer.thread(&id);
    let mut version = Thread { updated_at: Some(at), is_maybe_cut: true, ..Thread::default() };
    let value = row.id("propertyValue");
    match (&*row.text("subscriptionType").unwrap_or_default(), &*row.text("propertyName").unwrap_or_default()) {
        ("conversation.creation", _) => version.created_at = Some(at),
        ("conversation.propertyChange", "status") => {
            version.status = row.word("propertyValue", &STATES);
            version.coverage.add(Fact::Status);
            keep_status(event(at, EventKind::Reopened, Actor::Unknown, NONE), thread, version.status, writer);
        }
        ("conversation.propertyChange", "assignedTo") => {
            version.agent = Some(value.as_deref().map_or(NOBODY, |id| writer.agent(id, None)));
            [Fact::Agents, Fact::Assignments].iter().for_each(|&fact| version.coverage.add(fact));
            keep_assignment(event(at, EventKind::Assigned, Actor::Unknown, NONE), thread, value, writer);
        }
        _ => {}
    }
    writer.write_thread(thread, &version);
}

/// Who wrote or did it: whom the senders name, or else who made the row. What comes in is the contact's, whoever handed it
/// over.
fn author(
    sender: Option<(Cow<'_, str>, Option<Cow<'_, str>>)>,
    created_by: Option<Cow<'_, str>>,
    is_incoming: Option<bool>,
    writer: &mut Writer<'_>,
) -> (Actor, u32) {
    let (id, name) = sender.or(created_by.map(|id| (id, None))).unwrap_or_default();
    match (person(&id, name, writer), is_incoming) {
        ((Actor::Contact, contact), Some(true) | None) => (Actor::Contact, contact),
        (_, Some(true)) => (Actor::Contact, NONE),
        ((Actor::Contact | Actor::Unknown, _), Some(false)) => (Actor::Business, NONE),
        (known, _) => known,
    }
}

/// Who has an id. A visitor's is that of the contact.
fn person(id: &str, name: Option<Cow<'_, str>>, writer: &mut Writer<'_>) -> (Actor, u32) {
    match id.split_once('-').unwrap_or_default() {
        ("A", _) => (Actor::Agent, writer.agent(id, name)),
        ("B" | "L", _) => (Actor::Bot, bot(id, name, writer)),
        ("V", contact) => (Actor::Contact, writer.contact(contact, name)),
        ("E", _) => (Actor::Contact, writer.contact(id, name)),
        ("I" | "S", _) => (Actor::Automation, NONE),
        _ => (Actor::Unknown, NONE),
    }
}

fn bot(id: &str, name: Option<Cow<'_, str>>, writer: &mut Writer<'_>) -> u32 {
    let bot = writer.agent(id, name);
    writer.batch.tables.agents.actor[bot as usize] = Actor::Bot;
    bot
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{MINUTE, ask, at, batch, read, value};

    const THREADS: &str = include_str!("../../tests/fixtures/hubspot/threads.json");
    const MESSAGES: &str = include_str!("../../tests/fixtures/hubspot/messages-newest-first.json");
    const ACTORS: &str = include_str!("../../tests/fixtures/hubspot/actors.json");
    const HOOKS: &str = include_str!("../../tests/fixtures/hubspot/webhooks.json");

    const ALL: [&str; 4] = [THREADS, MESSAGES, ACTORS, HOOKS];

    fn all(texts: &[&str]) -> Dataset {
        let mut data = Dataset::default();
        texts.iter().for_each(|text| data.add(batch(text).unwrap()));
        data
    }

    #[test]
    fn threads() {
        let data = all(&[THREADS]);
        let threads = &data.threads;
        assert_eq!(threads.status, [Status::Closed, Status::Open]);
        assert_eq!(threads.closed_at, [at("2025-03-03T11:00:00Z"), NEVER]);
        assert_eq!((data.agents.keys.id(threads.agent[0]), threads.agent[1]), ("A-8", NOBODY));
        assert_eq!(
            (data.channels.get(threads.channel[0]), data.channels.get(threads.channel[1])),
            ("whatsapp", "live-chat")
        );
        assert_eq!(data.contacts.keys.id(threads.contact[0]), "55");
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn one_list_of_everything() {
        use Actor::*;
        let data = all(&ALL);
        let messages = &data.messages;
        let rows: Vec<_> = messages.rows_of(0).map(|row| (messages.actor[row], messages.kind[row])).collect();
        let text = MessageKind::Text;
        let expected = [
            (Contact, text),
            (Bot, text),
            (Agent, MessageKind::Note),
            (Agent, text),
            (Bot, text),
            (Automation, MessageKind::Template),
            (Contact, text),
            (Business, MessageKind::Deleted),
        ];
        assert_eq!(rows, expected);
        use EventKind::*;
        let events: Vec<_> = data.events.of(0).map(|event| (event.kind, event.actor)).collect();
        let expected = [
            (Assigned, Automation),
            (Closed, Agent),
            (Reopened, Contact),
            (Unassigned, Agent),
            (Assigned, Agent),
            (Closed, Agent),
        ];
        assert_eq!(events, expected);
        let names: Vec<_> = (0..data.agents.keys.len() as u32)
            .map(|row| (data.agents.keys.id(row), data.agents.names.get(row), data.agents.actor[row as usize]))
            .collect();
        assert!(
            names.contains(&("A-8", Some("Zoe"), Unknown)) && names.contains(&("B-3", Some("Helper"), Bot)),
            "{names:?}"
        );
        assert_eq!(data.contacts.names.get(data.threads.contact[0]), Some("Ana"));
        assert_eq!(data.contacts.keys.len(), 3, "a visitor and the contact of the thread are one");
    }

    #[test]
    fn webhooks_tell_what_became_of_a_thread() {
        let data = all(&[HOOKS]);
        assert_eq!((data.threads.status[0], data.threads.created_at[0]), (Status::Closed, at("2025-03-05T09:00:00Z")));
        let kinds: Vec<_> = data.events.of(0).map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::Assigned, EventKind::Closed]);
        assert_eq!(data.agents.keys.id(data.threads.agent[0]), "A-7");
    }

    #[test]
    fn what_failed_reached_nobody() {
        let data = read(include_str!("../../tests/fixtures/hubspot/message-that-failed.json")).unwrap();
        let failed: Vec<_> = (0..2).map(|row| data.messages.receipts_of(row).is_failed()).collect();
        assert_eq!((failed, data.coverage().has(Fact::Receipts)), (vec![true, false], false));
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        ALL.iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
        let ask = |metric: &str| value(&ask(&inbox, "", &format!("\"{metric}\"")));
        assert_eq!(ask("first-response"), Some(5.0 * MINUTE), "a comment is no answer, and neither is a bot's");
        assert_eq!(
            (ask("conversations"), ask("assignments"), ask("reopened-conversations")),
            (Some(3.0), Some(3.0), Some(1.0))
        );
        assert!(!all(&ALL).coverage().has(Fact::Receipts));
    }

    #[test]
    fn pages_in_any_order_and_again_are_the_same() {
        let seen = |texts: &[&str]| {
            let data = all(texts);
            let threads = &data.threads;
            let row = |row: usize| {
                let thread = row as u32;
                let messages =
                    data.messages.rows_of(thread).map(|row| (data.messages.at[row], data.messages.actor[row]));
                let contact = (threads.contact[row] != NONE).then(|| data.contacts.keys.id(threads.contact[row]));
                let events = data.events.of(thread).map(|event| (event.at, event.kind));
                let state = (threads.keys.id(thread), threads.status[row], contact);
                (state, threads.coverage[row], messages.collect::<Vec<_>>(), events.collect::<Vec<_>>())
            };
            let mut rows: Vec<_> = (0..threads.len()).map(row).collect();
            rows.sort_by_key(|row| row.0.0);
            format!("{rows:?}")
        };
        let once = seen(&ALL);
        assert_eq!(seen(&[HOOKS, ACTORS, MESSAGES, THREADS]), once);
        assert_eq!(seen(&[MESSAGES, THREADS, MESSAGES, ACTORS, HOOKS, THREADS, HOOKS]), once);
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"results":[7,{"id":"x"},{"originalChannelId":"1000","inboxId":"1","status":"OPEN"},{"id":"9","inboxId":"1","status":"LOST"},
            {"conversationsThreadId":"9","type":"MESSAGE","createdAt":"2025-03-03T09:00:00Z"},
            {"conversationsThreadId":"9","type":"MESSAGE","id":"m1"},
            {"conversationsThreadId":"9","type":"SONG","id":"m2","createdAt":"2025-03-03T09:00:00Z"},
            {"conversationsThreadId":"9","type":"THREAD_STATUS_CHANGE","newStatus":"HALF","id":"m3","createdAt":"2025-03-03T09:00:00Z"},
            {"subscriptionType":"conversation.creation","occurredAt":1740992400000}]}"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 1),
            (Fault::UnknownRow, 1),
            (Fault::MissingId, 3),
            (Fault::UnknownWord, 3),
            (Fault::MissingTime, 1),
        ];
        assert_eq!(told, expected);
    }
}
