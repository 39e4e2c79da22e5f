//! Front: pages of conversations, messages, events, comments, contacts and teammates of its API, single ones, and what its
//! webhooks carry. A row is known by how its id begins.
//!
//! A contact is a handle, which every row gives. Who did what and when is told by events alone: a conversation says how
//! it is now. What was deleted is left out, and so are drafts.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::dict::{NOBODY, NONE};
use crate::store::events::Event;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::time::Millis;
use std::borrow::Cow;

pub const SOURCE: Source =
    Source { id: "front", sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

static ROWS: Rows = Rows {
    source: "front",
    lists: &["_results"],
    next: &["_pagination.next"],
    keys: &[
        "_links",
        "_meta",
        "assignee",
        "author",
        "conversation",
        "created_at",
        "data",
        "emitted_at",
        "error_type",
        "first_name",
        "handle",
        "handles",
        "id",
        "is_draft",
        "is_inbound",
        "last_name",
        "name",
        "payload",
        "posted_at",
        "recipient",
        "recipients",
        "related",
        "role",
        "source",
        "status",
        "status_category",
        "tags",
        "target",
        "type",
        "updated_at",
        "username",
    ],
    keep,
    ..Rows::SINGLE
};

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let has_id = || {
        ["cnv_", "msg_", "evt_", "com_", "crd_", "tea_"].iter().any(|start| head.text.contains(&format!("\"{start}")))
    };
    (head.beside(&["_links", "id"]) && has_id()).then_some("fields-of-product")
}

const STATES: [(&str, Option<Status>); 4] = [
    ("archived", Some(Status::Closed)),
    ("unassigned", Some(Status::Open)),
    ("assigned", Some(Status::Open)),
    ("deleted", None),
];

const CATEGORIES: [(&str, Status); 3] =
    [("open", Status::Open), ("waiting", Status::Pending), ("resolved", Status::Closed)];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = row.row("payload").unwrap_or(*row);
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    match id.get(..4).unwrap_or_default() {
        "cnv_" => drop(keep_conversation(row, &id, None, writer)),
        "msg_" => keep_own(row, &id, writer, keep_message),
        "com_" => keep_own(row, &id, writer, keep_comment),
        "evt_" => keep_event(row, writer),
        "crd_" => keep_contact(row, writer),
        "tea_" => drop(person(row, writer)),
        _ => row.fault(Fault::UnknownRow, "id"),
    }
}

/// The conversation's row, unless it was deleted. `seen_at` is when it was so, where it does not say that itself.
fn keep_conversation(row: Row<'_>, id: &str, seen_at: Option<Millis>, writer: &mut Writer<'_>) -> Option<u32> {
    let status = row.word("status", &STATES);
    if status == Some(None) {
        return None;
    }
    let status = match status.flatten() {
        Some(Status::Open) => row.word("status_category", &CATEGORIES).or(Some(Status::Open)),
        other => other,
    };
    let (has_assignee, has_tags) = (row.tells("assignee"), row.is_list("tags"));
    let mut coverage = Coverage::default();
    let shown = [(status.is_some(), Fact::Status), (has_assignee, Fact::Agents), (has_tags, Fact::Tags)];
    shown.iter().filter(|(is_shown, _)| *is_shown).for_each(|&(_, fact)| coverage.add(fact));
    let agent = row.row("assignee").and_then(|person| agent(person, writer));
    let version = Thread {
        updated_at: row.time("updated_at").or(seen_at),
        contact: row.row("recipient").and_then(|recipient| contact(recipient, writer)),
        agent: has_assignee.then(|| agent.unwrap_or(NOBODY)),
        status,
        created_at: row.time("created_at"),
        tags: has_tags
            .then(|| row.rows("tags").filter_map(|tag| tag.text("name")).map(|tag| writer.tag(&tag)).collect()),
        coverage,
        is_maybe_cut: true,
        ..Thread::default()
    };
    let thread = writer.thread(id);
    writer.write_thread(thread, &version);
    Some(thread)
}

type Keep = fn(Row<'_>, &str, u32, &mut Writer<'_>);

/// Keeps a row that stands by itself and links to its conversation.
fn keep_own(row: Row<'_>, id: &str, writer: &mut Writer<'_>, keep: Keep) {
    let link = row.text("_links.related.conversation");
    let conversation = link.as_deref().and_then(|link| link.rsplit('/').next()).filter(|id| id.starts_with("cnv_"));
    let Some(conversation) = row.require(conversation, Fault::MissingId, "conversation") else { return };
    let thread = writer.thread(conversation);
    keep(row, id, thread, writer);
}

fn keep_message(row: Row<'_>, id: &str, thread: u32, writer: &mut Writer<'_>) {
    if row.flag("is_draft") == Some(true) {
        return;
    }
    let Some(at) = row.require(row.time("created_at"), Fault::MissingTime, "created_at") else { return };
    let Some(is_inbound) = row.require(row.flag("is_inbound"), Fault::WrongType, "is_inbound") else { return };
    let role = if is_inbound { "from" } else { "to" };
    let other = row.rows("recipients").find(|person| person.text("role").as_deref() == Some(role));
    let contact = other.and_then(|person| contact(person, writer));
    let (actor, sender) = match is_inbound {
        true => (Actor::Contact, contact.unwrap_or(NONE)),
        false => row.row("author").map_or((Actor::Business, NONE), |author| person(author, writer)),
    };
    let mut message = message(id, at, actor, sender);
    let channel = row.text("type");
    if channel.as_deref().is_some_and(|channel| channel.ends_with("call")) {
        message.kind = MessageKind::Call;
    }
    if row.has_text("error_type") {
        // How far others got is not said.
        message.receipts.failed = at;
    }
    let version = Thread {
        // Whom the conversation is with, it says itself: this is older than any.
        updated_at: Some(0),
        contact,
        channel: channel.map(|channel| writer.channel(&channel)),
        coverage: Coverage::of(&[Fact::Actors]),
        is_maybe_cut: true,
        ..Thread::default()
    };
    writer.write_thread(thread, &version);
    writer.message(thread, &message);
}

fn keep_comment(row: Row<'_>, id: &str, thread: u32, writer: &mut Writer<'_>) {
    let Some(at) = row.require(row.time("posted_at"), Fault::MissingTime, "posted_at") else { return };
    let (actor, sender) = row.row("author").map_or((Actor::Unknown, NONE), |author| person(author, writer));
    let mut note = message(id, at, actor, sender);
    note.kind = MessageKind::Note;
    show(thread, Fact::Notes, writer);
    writer.message(thread, &note);
}

fn show(thread: u32, fact: Fact, writer: &mut Writer<'_>) {
    writer.write_thread(thread, &Thread { coverage: Coverage::of(&[fact]), is_maybe_cut: true, ..Thread::default() });
}

fn keep_event(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(at) = row.require(row.time("emitted_at"), Fault::MissingTime, "emitted_at") else { return };
    let Some(conversation) = row.row("conversation") else { return row.fault(Fault::MissingId, "conversation") };
    let Some(id) = row.require(conversation.id("id"), Fault::MissingId, "conversation.id") else { return };
    let Some(thread) = keep_conversation(conversation, &id, Some(at), writer) else { return };
    let (actor, by) = source(row, writer);
    let event = |kind| event(at, kind, actor, by);
    let target = row.row("target.data");
    use EventKind::*;
    match &*row.text("type").unwrap_or_default() {
        "assign" => {
            let subject = target.and_then(|target| agent(target, writer)).unwrap_or(NONE);
            show(thread, Fact::Assignments, writer);
            writer.event(thread, &Event { subject, ..event(Assigned) });
        }
        "unassign" => {
            show(thread, Fact::Assignments, writer);
            writer.event(thread, &event(Unassigned));
        }
        // What was taken out of the trash again had been there.
        "archive" | "trash" => writer.event(thread, &event(Closed)),
        "reopen" | "restore" | "reminder" | "reminder_expired" => writer.event(thread, &event(Reopened)),
        kind @ ("tag" | "untag") => {
            let Some(name) = row.require(row.text("target.data.name"), Fault::WrongType, "target.data.name") else {
                return;
            };
            let subject = writer.tag(&name);
            show(thread, Fact::TagHistory, writer);
            let kind = if kind == "tag" { Tagged } else { Untagged };
            writer.event(thread, &Event { subject, ..event(kind) });
        }
        "inbound" | "outbound" | "out_reply" => keep_target(target, thread, writer, keep_message),
        "comment" => keep_target(target, thread, writer, keep_comment),
        _ => {}
    }
}

/// Keeps the message or the comment that an event is about.
fn keep_target(target: Option<Row<'_>>, thread: u32, writer: &mut Writer<'_>, keep: Keep) {
    if let Some((target, id)) = target.and_then(|target| Some((target, target.id("id")?))) {
        keep(target, &id, thread, writer);
    }
}

/// Who made an event happen.
fn source(row: Row<'_>, writer: &mut Writer<'_>) -> (Actor, u32) {
    let data = row.row("source.data");
    match &*row.text("source._meta.type").unwrap_or_default() {
        "teammate" => data.map_or((Actor::Agent, NONE), |data| person(data, writer)),
        "recipient" => (Actor::Contact, NONE),
        "" | "inboxes" => (Actor::System, NONE),
        _ => (Actor::Automation, NONE),
    }
}

/// A teammate, or what Front puts in the place of one: a rule, a macro, an integration.
fn person(row: Row<'_>, writer: &mut Writer<'_>) -> (Actor, u32) {
    if row.text("type").is_some_and(|kind| kind != "user") {
        return (Actor::Automation, NONE);
    }
    agent(row, writer).map_or((Actor::Business, NONE), |agent| (Actor::Agent, agent))
}

fn agent(person: Row<'_>, writer: &mut Writer<'_>) -> Option<u32> {
    person.id("id").map(|id| writer.agent(&id, person.full_name().or_else(|| person.text("username"))))
}

fn contact(recipient: Row<'_>, writer: &mut Writer<'_>) -> Option<u32> {
    recipient.id("handle").map(|handle| writer.contact(&handle, recipient.text("name")))
}

/// Gives the name of a contact to each of its handles.
fn keep_contact(row: Row<'_>, writer: &mut Writer<'_>) {
    for handle in row.rows("handles").filter_map(|handle| handle.id("handle")) {
        let name: Option<Cow<'_, str>> = row.text("name");
        writer.contact(&handle, name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{MINUTE, ask, at, batch, read, value};

    const CONVERSATIONS: &str = include_str!("../../tests/fixtures/front/conversations.json");
    const MESSAGES: &str = include_str!("../../tests/fixtures/front/messages.json");
    const EVENTS: &str = include_str!("../../tests/fixtures/front/events-newest-first.json");
    const COMMENTS: &str = include_str!("../../tests/fixtures/front/comments-and-contacts.ndjson");

    const ALL: [&str; 4] = [CONVERSATIONS, MESSAGES, EVENTS, COMMENTS];

    fn all(texts: &[&str]) -> Dataset {
        let mut data = Dataset::default();
        texts.iter().for_each(|text| data.add(batch(text).unwrap()));
        data
    }

    #[test]
    fn conversations() {
        let data = all(&[CONVERSATIONS]);
        let threads = &data.threads;
        let ids: Vec<_> = (0..threads.len()).map(|row| threads.keys.id(row as u32)).collect();
        assert_eq!(ids, ["cnv_1", "cnv_2", "cnv_4"], "what was deleted is left out");
        assert_eq!(threads.status, [Status::Closed, Status::Pending, Status::Open]);
        assert_eq!((threads.agent[0], threads.agent[1]), (0, NOBODY));
        assert_eq!((data.agents.keys.id(0), data.agents.names.get(0)), ("tea_2", Some("Leela Turanga")));
        assert_eq!(threads.created_at[0], at("2025-03-03T09:00:00.333Z"), "seconds have a fraction");
        assert_eq!((data.contacts.keys.id(threads.contact[0]), data.contacts.names.get(0)), ("+39333", Some("Ana")));
        assert_eq!(threads.tags.get(0).iter().map(|&tag| data.tags.get(tag)).collect::<Vec<_>>(), ["billing"]);
        assert!(data.warnings().as_slice().is_empty());
    }

    #[test]
    fn messages_and_notes() {
        use Actor::*;
        let data = all(&ALL);
        let messages = &data.messages;
        let rows: Vec<_> = messages.rows_of(0).map(|row| (messages.actor[row], messages.kind[row])).collect();
        let expected = [
            (Contact, MessageKind::Text),
            (Agent, MessageKind::Note),
            (Agent, MessageKind::Text),
            (Automation, MessageKind::Text),
            (Contact, MessageKind::Text),
            (Contact, MessageKind::Call),
        ];
        assert_eq!(rows, expected, "a draft is no message");
        assert_eq!(data.channels.get(data.threads.channel[0]), "whatsapp");
        let coverage = data.threads.coverage[0];
        assert!(
            [Fact::Messages, Fact::Notes, Fact::Assignments, Fact::TagHistory].iter().all(|&fact| coverage.has(fact))
        );
        assert_eq!(data.agents.keys.len(), 2, "a rule is no agent");
        assert_eq!(data.contacts.names.get(1), Some("Calculon"), "by the row of the contact");
        assert_eq!(data.threads.contact[0], 0, "whoever else wrote");
    }

    #[test]
    fn what_could_not_be_sent_reached_nobody() {
        let data = all(&[include_str!("../../tests/fixtures/front/message-that-failed.json")]);
        let failed: Vec<_> = (0..2).map(|row| data.messages.receipts_of(row).is_failed()).collect();
        assert_eq!((failed, data.coverage().has(Fact::Receipts)), (vec![true, false], false));
    }

    #[test]
    fn events() {
        use EventKind::*;
        let data = all(&[EVENTS]);
        let events: Vec<_> = data.events.of(0).map(|event| (event.kind, event.actor)).collect();
        let expected = [
            (Assigned, Actor::Automation),
            (Tagged, Actor::Agent),
            (Closed, Actor::Agent),
            (Reopened, Actor::System),
            (Unassigned, Actor::Agent),
            (Assigned, Actor::Agent),
            (Closed, Actor::Agent),
        ];
        assert_eq!(events, expected);
        let assigned = data.events.of(0).next().unwrap();
        assert_eq!((data.agents.names.get(assigned.subject), assigned.by), (Some("Leela Turanga"), NONE));
        assert_eq!(data.threads.status, [Status::Closed], "as the events' conversations have it");
        assert_eq!(data.messages.len(), 1, "the message that an event is about");
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        ALL.iter().for_each(|text| inbox.add(batch(text).unwrap(), Vec::new()));
        let ask = |metric: &str| value(&ask(&inbox, "", &format!("\"{metric}\"")));
        assert_eq!(ask("first-response"), Some(2.0 * MINUTE));
        assert_eq!(
            (ask("conversations"), ask("assignments"), ask("reopened-conversations")),
            (Some(3.0), Some(2.0), Some(1.0))
        );
        assert!(!all(&ALL).coverage().has(Fact::Receipts), "how far messages got is not said");
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
        assert_eq!(seen(&[COMMENTS, EVENTS, MESSAGES, CONVERSATIONS]), once);
        assert_eq!(seen(&[MESSAGES, CONVERSATIONS, COMMENTS, EVENTS, MESSAGES, EVENTS]), once);
    }

    #[test]
    fn webhooks_carry_events() {
        let hook = r#"{"type":"tag","authorization":{"id":"cmp_1"},"payload":{"_links":{"self":"x"},"id":"evt_7","type":"archive","emitted_at":1740992400.5,
            "conversation":{"id":"cnv_9","status":"archived","assignee":null},"source":{"_meta":{"type":"teammate"},"data":{"id":"tea_2","username":"leela"}}}}"#;
        let data = read(hook).unwrap();
        assert_eq!(
            (data.threads.status[0], data.threads.agent[0], data.agents.names.get(0)),
            (Status::Closed, NOBODY, Some("leela"))
        );
        assert_eq!(
            data.events.of(0).map(|event| (event.at, event.kind)).collect::<Vec<_>>(),
            [(1_740_992_400_500, EventKind::Closed)]
        );
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"{"_links":{},"_results":[7,{"_links":{},"id":"inb_1"},{"_links":{}},{"id":"cnv_1","status":"lost"},
            {"id":"msg_1","is_inbound":true,"created_at":1740992400.1},
            {"id":"msg_2","is_inbound":true,"_links":{"related":{"conversation":"https://x/conversations/cnv_1"}}},
            {"id":"msg_3","created_at":1740992400.1,"_links":{"related":{"conversation":"https://x/conversations/cnv_1"}}},
            {"id":"evt_1","type":"archive","emitted_at":1740992400.1},{"id":"evt_2","type":"archive","conversation":{"id":"cnv_1"}}]}"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected = [
            (Fault::WrongType, 2),
            (Fault::UnknownRow, 1),
            (Fault::MissingId, 3),
            (Fault::UnknownWord, 1),
            (Fault::MissingTime, 2),
        ];
        assert_eq!(told, expected);
    }
}
