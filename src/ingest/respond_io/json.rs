//! What respond.io's interface answers, and its webhooks.

use super::csv::sender_of;
use super::{ACTORS, ATTRIBUTES, ID, KINDS, STATES, time_of};
use crate::error::Fault;
use crate::ingest::fingerprint::Head;
use crate::ingest::rows::{Row, Rows, Writer, event, message};
use crate::ingest::{Options, Reader};
use crate::store::dict::{NOBODY, NONE};
use crate::store::events::Event;
use crate::store::handles::HandleKind;
use crate::store::messages::Receipts;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::time::Millis;
use std::borrow::Cow;

static ROWS: Rows = Rows {
    source: ID,
    lists: &["items"],
    next: &["pagination.next"],
    keys: &[
        "assignee",
        "attachment",
        "channel",
        "channelId",
        "closedBy",
        "closedBySource",
        "closedTime",
        "contact",
        "contactId",
        "conversation",
        "countryCode",
        "created_at",
        "custom_fields",
        "email",
        "event_type",
        "firstName",
        "id",
        "language",
        "lastName",
        "lifecycle",
        "message",
        "messageId",
        "name",
        "openedBySource",
        "openedTime",
        "phone",
        "restrictions",
        "sender",
        "source",
        "status",
        "tags",
        "template",
        "timestamp",
        "traffic",
        "type",
        "user",
        "userId",
        "value",
    ],
    keep,
    ..Rows::SINGLE
};

pub fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_known = head.beside(&["messageId", "traffic"])
        || head.beside(&["firstName", "custom_fields"])
        || head.beside(&["event_type", "event_id", "contact"]);
    is_known.then_some("fields-of-product")
}

pub fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    ROWS.reader(options, head)
}

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    if let Some(kind) = row.text("event_type") {
        return keep_webhook(row, &kind, writer);
    }
    match () {
        () if row.tells("messageId") => keep_message(row, None, row, writer),
        () if row.tells("restrictions") => {
            let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
            writer.agent(&id, name_of(row).map(Into::into));
        }
        () if row.tells("firstName") => {
            keep_contact(row, true, writer);
        }
        () => row.fault(Fault::UnknownRow, "id"),
    }
}

fn keep_webhook(row: Row<'_>, kind: &str, writer: &mut Writer<'_>) {
    let Some(contact) = row.row("contact") else { return row.fault(Fault::MissingId, "contact") };
    let Some(place) = keep_contact(contact, kind.starts_with("contact."), writer) else { return };
    match kind {
        "message.received" | "message.sent" => match row.row("message") {
            Some(message) => keep_message(message, Some(place), row, writer),
            None => row.fault(Fault::UnknownRow, "message"),
        },
        "conversation.opened" | "conversation.closed" => {
            let Some(conversation) = row.row("conversation") else {
                return row.fault(Fault::UnknownRow, "conversation");
            };
            keep_opening(conversation, place, writer);
            if kind == "conversation.closed" {
                keep_close(conversation, place, writer);
            }
        }
        "comment.created" => keep_comment(row, place, writer),
        _ if kind.starts_with("contact.") => {}
        _ => row.fault(Fault::UnknownRow, "event_type"),
    }
}

/// When the conversation was opened is told when it is closed, too.
fn keep_opening(conversation: Row<'_>, contact: u32, writer: &mut Writer<'_>) {
    let Some(at) = conversation.require(conversation.time("openedTime"), Fault::MissingTime, "openedTime") else {
        return;
    };
    let actor = conversation.word("openedBySource", &ACTORS).unwrap_or(Actor::Unknown);
    let state = Thread { updated_at: Some(at), status: Some(Status::Open), ..Thread::default() };
    keep_event(contact, &event(at, EventKind::Opened, actor, NONE), Fact::Status, state, writer);
}

fn keep_close(conversation: Row<'_>, contact: u32, writer: &mut Writer<'_>) {
    let Some(at) = conversation.require(conversation.time("closedTime"), Fault::MissingTime, "closedTime") else {
        return;
    };
    let by = conversation.row("closedBy").and_then(|user| agent(user, writer));
    let actor = conversation.word("closedBySource", &ACTORS).or(by.map(|_| Actor::Agent)).unwrap_or(Actor::Unknown);
    let by = by.filter(|_| actor == Actor::Agent).unwrap_or(NONE);
    let state = Thread { updated_at: Some(at), status: Some(Status::Closed), ..Thread::default() };
    keep_event(contact, &event(at, EventKind::Closed, actor, by), Fact::Status, state, writer);
}

fn keep_comment(row: Row<'_>, contact: u32, writer: &mut Writer<'_>) {
    let Some(at) = row.require(row.time("timestamp"), Fault::MissingTime, "timestamp") else { return };
    let by = row.row("user").and_then(|user| agent(user, writer));
    let note = event(at, EventKind::Note, Actor::Agent, by.unwrap_or(NONE));
    keep_event(contact, &note, Fact::Notes, Thread::default(), writer);
}

/// An event of the contact's conversation, and what that has become by it.
fn keep_event(contact: u32, event: &Event, fact: Fact, state: Thread, writer: &mut Writer<'_>) {
    let home = writer.batch.home(ID, contact);
    writer.write_thread(home, &Thread { coverage: Coverage::of(&[fact]), ..state });
    writer.event(home, event);
}

fn agent(user: Row<'_>, writer: &mut Writer<'_>) -> Option<u32> {
    Some(writer.agent(&user.id("id")?, name_of(user).map(Into::into)))
}

fn name_of(row: Row<'_>) -> Option<String> {
    let names = [row.text("firstName"), row.text("lastName")];
    let names: Vec<_> = names.iter().flatten().map(|name| &**name).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// A contact, and where it is the newest version the state of its conversation.
fn keep_contact(row: Row<'_>, is_newest: bool, writer: &mut Writer<'_>) -> Option<u32> {
    let id = row.require(row.id("id"), Fault::MissingId, "id")?;
    let contact = writer.contact(&id, name_of(row).map(Into::into));
    writer.handle(contact, HandleKind::Phone, row.text("phone"));
    writer.handle(contact, HandleKind::Email, row.text("email"));
    let tables = &mut writer.batch.tables;
    if let Some(at) = row.time("created_at") {
        tables.contacts.created_at[contact as usize] = at;
    }
    if let Some(country) = row.text("countryCode") {
        tables.contacts.country[contact as usize] = tables.countries.intern(&*country);
    }
    if row.is_list("tags") {
        let tags: Vec<u32> = row.texts("tags").map(|tag| tables.contact_tags.intern(&*tag)).collect();
        tables.contacts.set_tags(contact, tags);
    }
    let own = ATTRIBUTES.into_iter().filter(|key| row.tells(key)).map(|key| (Cow::from(key), row.said(key)));
    let fields = row.rows("custom_fields").filter_map(|field| Some((field.text("name")?, field.said("value"))));
    writer.batch.attributes(contact, own.chain(fields));
    if is_newest {
        let agent = row.row("assignee").and_then(|assignee| agent(assignee, writer));
        let agent = agent.or_else(|| row.tells("assignee").then_some(NOBODY));
        let coverage = Coverage::of(&[Fact::Status, Fact::Agents]);
        let version = Thread { status: row.word("status", &STATES), agent, coverage, ..Thread::default() };
        let home = writer.batch.home(ID, contact);
        writer.write_thread(home, &version);
    }
    Some(contact)
}

/// A message, and the webhook that it came with, which may name the sender and the channel.
fn keep_message(row: Row<'_>, contact: Option<u32>, hook: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("messageId"), Fault::MissingId, "messageId") else { return };
    let contact = contact.or_else(|| Some(writer.contact(&row.id("contactId")?, None)));
    let Some(contact) = row.require(contact, Fault::MissingId, "contactId") else { return };
    let receipts = receipts_of(row);
    let at = time_of(&id).or_else(|| row.time("timestamp")).or_else(|| receipts.earliest());
    let Some(at) = row.require(at, Fault::MissingTime, "messageId") else { return };
    let is_incoming = row.text("traffic").as_deref() == Some("incoming");
    let (actor, sender) = match row.row("sender") {
        _ if is_incoming => (Actor::Contact, NONE),
        Some(by) => {
            let actor = by.word("source", &ACTORS).unwrap_or(Actor::Unknown);
            (actor, by.id("userId").map_or(NONE, |id| sender_of(actor, &id, writer.batch)))
        }
        None => match hook.row("user").and_then(|user| agent(user, writer)) {
            Some(user) => (Actor::Agent, user),
            None => (Actor::Business, NONE),
        },
    };
    let mut message = message(&id, at, actor, sender);
    let kind = row.row("message").and_then(|said| {
        let attachment = said.row("attachment").and_then(|attachment| attachment.word("type", &KINDS));
        attachment.or_else(|| said.word("type", &KINDS))
    });
    message.kind = kind.unwrap_or(MessageKind::Text);
    if let Some(template) = row.row("message").and_then(|said| said.row("template")?.text("name")) {
        message.marks.template = writer.batch.tables.templates.intern(&*template);
    }
    let mut coverage = Coverage::of(&[Fact::Actors, Fact::Messages, Fact::Agents]);
    if !is_incoming && row.is_list("status") {
        message.receipts = receipts;
        coverage.add(Fact::Receipts);
    }
    let channel = row.id("channelId").or_else(|| hook.id("channel.id")).map(|channel| writer.channel(&channel));
    let home = writer.batch.home(ID, contact);
    writer.write_thread(home, &Thread { channel, coverage, ..Thread::default() });
    writer.message(home, &message);
}

fn receipts_of(row: Row<'_>) -> Receipts {
    let mut receipts = Receipts::default();
    for status in row.rows("status") {
        let Some(at) = status.time("timestamp") else { continue };
        let put = |receipt: &mut Millis| *receipt = at;
        match status.text("value").as_deref() {
            Some("sent") => put(&mut receipts.sent),
            Some("delivered") => put(&mut receipts.delivered),
            Some("read") => put(&mut receipts.read),
            Some("failed") => put(&mut receipts.failed),
            _ => {}
        }
    }
    receipts
}
