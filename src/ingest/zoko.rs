//! Zoko: its webhooks as they came, in a list or one a line.
//!
//! All that was said with one customer is a thread, and silence ends a conversation. What somebody of the team wrote carries
//! an address, what an automation or a bot wrote does not; the same message may come again with the address. Updates of a
//! delivery name the message only. There is no list of messages to ask for, so all that is known has been sent.

use super::Source;
use super::fingerprint::Head;
use super::rows::{Row, Rows, Writer, event, message};
use crate::error::Fault;
use crate::store::NONE;
use crate::store::events::Event;
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind};
use crate::time::{DAY_MS, Millis};

pub const SOURCE: Source =
    Source { id: ID, sniff, reader: |options, head| ROWS.reader(options, head), is_lenient: false };

const ID: &str = "zoko";

static ROWS: Rows = Rows {
    source: ID,
    keys: &[
        "agent",
        "agentEmail",
        "closedBy",
        "customer",
        "customerId",
        "customerName",
        "deliveryStatus",
        "email",
        "event",
        "eventAt",
        "id",
        "name",
        "platform",
        "platformSenderId",
        "platformTimestamp",
        "type",
    ],
    keep,
    ..Rows::SINGLE
};

/// Silence that ends a conversation.
const SILENCE_MS: Millis = DAY_MS;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_message = head.beside(&["event", "deliveryStatus", "platformTimestamp"]);
    let is_chat = head.beside(&["event", "eventAt", "customerId"]) && head.text.contains("\"zoko:chat:");
    (is_message || is_chat).then_some("fields-of-product")
}

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
    ("button", MessageKind::Interactive),
    ("interactive", MessageKind::Interactive),
    ("order", MessageKind::Interactive),
    ("template", MessageKind::Template),
    ("richTemplate", MessageKind::Template),
    ("buttonTemplate", MessageKind::Template),
    ("reaction", MessageKind::Reaction),
    ("unsupported", MessageKind::Other),
];

fn keep(row: &Row<'_>, writer: &mut Writer<'_>) {
    let row = *row;
    match row.text("event").as_deref() {
        Some("message:user:in") => keep_message(row, false, writer),
        Some("message:store:out") => keep_message(row, true, writer),
        Some("message:delivery:update") => keep_receipt(row, writer),
        Some("zoko:chat:assigned") => keep_event(row, EventKind::Assigned, writer),
        Some("zoko:chat:closed") => keep_event(row, EventKind::Closed, writer),
        _ => row.fault(Fault::UnknownRow, "event"),
    }
}

/// The customer's thread, and the customer.
fn keep_thread(row: Row<'_>, facts: &[Fact], writer: &mut Writer<'_>) -> Option<(u32, u32)> {
    let id = row.id("customer.id").or_else(|| row.id("customerId")).or_else(|| row.id("platformSenderId"))?;
    let contact = writer.contact(&id, row.text("customer.name").or_else(|| row.text("customerName")));
    writer.handle(contact, HandleKind::Phone, row.id("platformSenderId"));
    let thread = writer.thread(&id);
    let facts = [&[Fact::Actors, Fact::Agents, Fact::Messages], facts].concat();
    let version = Thread {
        contact: Some(contact),
        channel: row.text("platform").map(|platform| writer.channel(&platform.to_ascii_lowercase())),
        silence_ms: Some(SILENCE_MS),
        coverage: Coverage::of(&facts),
        ..Thread::default()
    };
    writer.write_thread(thread, &version);
    Some((thread, contact))
}

fn keep_message(row: Row<'_>, is_ours: bool, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let at = row.time("platformTimestamp");
    let Some(at) = row.require(at, Fault::MissingTime, "platformTimestamp") else { return };
    let status = row.text("deliveryStatus").filter(|_| is_ours);
    let facts: &[Fact] = if status.is_some() { &[Fact::Receipts] } else { &[] };
    let of = keep_thread(row, facts, writer);
    let Some((thread, contact)) = row.require(of, Fault::MissingId, "customer.id") else { return };
    let (actor, sender) = match row.text("agentEmail") {
        _ if !is_ours => (Actor::Contact, contact),
        Some(email) => (Actor::Agent, writer.agent(&email, None)),
        None => (Actor::Automation, NONE),
    };
    let none = Receipts::default();
    // A reached state has no time: that it was sent is all that is certain.
    let receipts = match status.as_deref() {
        Some("sent" | "delivered" | "read") => Receipts { sent: at, ..none },
        Some("failed" | "undelivered") => Receipts { failed: at, ..none },
        _ => none,
    };
    let kind = row.word("type", &TYPES).unwrap_or(MessageKind::Other);
    writer.message(thread, &Message { kind, receipts, ..message(&id, at, actor, sender) });
    if !is_ours {
        // A customer who writes is one whom nobody has closed.
        writer.event(thread, &event(at, EventKind::Reopened, Actor::Contact, NONE));
    }
}

fn keep_receipt(row: Row<'_>, writer: &mut Writer<'_>) {
    let Some(id) = row.require(row.id("id"), Fault::MissingId, "id") else { return };
    let at = row.time("platformTimestamp");
    let Some(at) = row.require(at, Fault::MissingTime, "platformTimestamp") else { return };
    let none = Receipts::default();
    let receipts = match row.text("deliveryStatus").as_deref() {
        Some("sent") => Receipts { sent: at, ..none },
        Some("delivered") => Receipts { delivered: at, ..none },
        Some("read") => Receipts { read: at, ..none },
        Some("failed" | "undelivered") => Receipts { failed: at, ..none },
        // Taken in, and not sent yet.
        Some("accepted" | "queued" | "pending") => return,
        _ => return row.fault(Fault::UnknownWord, "deliveryStatus"),
    };
    let id = MessageId::from_text(&*id);
    match keep_thread(row, &[Fact::Receipts], writer) {
        Some((thread, _)) => writer.batch.receipts(thread, id, false, receipts, Marks::default()),
        None => writer.batch.stray_receipts(ID, id, receipts),
    }
}

fn keep_event(row: Row<'_>, kind: EventKind, writer: &mut Writer<'_>) {
    let Some(at) = row.require(row.time("eventAt"), Fault::MissingTime, "eventAt") else { return };
    let of = keep_thread(row, &[Fact::Status, Fact::Assignments], writer);
    let Some((thread, _)) = row.require(of, Fault::MissingId, "customerId") else { return };
    let event = event(at, kind, Actor::Unknown, NONE);
    let event = match kind {
        // The agent beside it is whose chat it was.
        EventKind::Closed => match row.text("closedBy.type").as_deref() {
            Some("agent") => {
                let by = row.row("closedBy.agent").and_then(|by| agent(by, writer));
                Event { actor: Actor::Agent, by: by.unwrap_or(NONE), ..event }
            }
            Some(_) => Event { actor: Actor::Automation, ..event },
            None => event,
        },
        _ => match row.row("agent").and_then(|of| agent(of, writer)) {
            Some(subject) => Event { subject, ..event },
            None => Event { kind: EventKind::Unassigned, ..event },
        },
    };
    writer.event(thread, &event);
}

/// An agent, by the address that messages carry.
fn agent(of: Row<'_>, writer: &mut Writer<'_>) -> Option<u32> {
    let id = of.id("email").or_else(|| of.id("id"))?;
    Some(writer.agent(&id, of.text("name")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{MINUTE, ask, at, batch, rate, read, value};

    const HOOKS: &str = include_str!("../../tests/fixtures/zoko/webhooks.ndjson");

    #[test]
    fn webhooks() {
        use Actor::*;
        let data = read(HOOKS).unwrap();
        assert!(data.warnings().as_slice().is_empty(), "{:?}", data.warnings());
        let messages = &data.messages;
        assert_eq!(messages.actor, [Contact, Automation, Agent, Contact, Contact, Automation]);
        use MessageKind::*;
        assert_eq!(messages.kind, [Text, Text, Text, Text, Image, Template]);
        assert_eq!(
            (data.agents.keys.id(messages.sender[2]), data.agents.names.get(messages.sender[2])),
            ("noura@shop.example", Some("Noura"))
        );
        let second = |second: i64| at("2025-03-03T09:00:00Z") + second * 1000;
        let none = Receipts::default();
        let noura = Receipts { sent: second(600), delivered: second(602), read: second(660), ..none };
        assert_eq!(messages.receipts_of(2), noura);
        assert_eq!(messages.receipts_of(5), Receipts { sent: second(3601), failed: second(3605), ..none });
        let kinds: Vec<_> = data.events.of(0).map(|event| (event.kind, event.actor)).collect();
        let expected = [
            (EventKind::Reopened, Contact),
            (EventKind::Assigned, Unknown),
            (EventKind::Closed, Agent),
            (EventKind::Reopened, Contact),
        ];
        assert_eq!(kinds, expected);
        assert_eq!(
            (data.threads.keys.id(0), data.contacts.names.get(0), data.channels.get(0)),
            ("cu-1", Some("Suha"), "whatsapp")
        );
        assert_eq!(data.stray_receipts.len(), 0);
    }

    #[test]
    fn numbers() {
        let mut inbox = Inbox::default();
        inbox.add(batch(HOOKS).unwrap(), Vec::new());
        for (metric, expected) in [("conversations", 2.0), ("first-response", 10.0 * MINUTE)] {
            assert_eq!(value(&ask(&inbox, "", &format!("\"{metric}\""))), Some(expected), "{metric}");
        }
        assert_eq!(rate(&ask(&inbox, "", "\"read-rate\"")), (1, 1));
    }

    #[test]
    fn in_any_order_and_again_they_are_the_same() {
        let kept = |lines: &[&str]| {
            let mut data = Dataset::default();
            lines.iter().for_each(|line| data.add(batch(line).unwrap()));
            let mut kept: Vec<_> = (0..data.messages.len())
                .map(|row| {
                    let (messages, thread) = (&data.messages, data.messages.thread_of(row));
                    let thread = data.threads.keys.id(thread);
                    format!("{thread} {} {:?} {:?}", messages.at[row], messages.actor[row], messages.receipts_of(row))
                })
                .collect();
            kept.sort();
            (kept, data.events.len(), data.stray_receipts.len())
        };
        let lines: Vec<_> = HOOKS.lines().collect();
        let turned: Vec<_> = lines.iter().rev().copied().collect();
        assert_eq!(kept(&lines), kept(&turned));
        assert_eq!(kept(&lines), kept(&[lines.clone(), turned].concat()));
        let mut odd_first = lines.clone();
        odd_first.rotate_left(4);
        assert_eq!(kept(&lines), kept(&odd_first));
    }

    #[test]
    fn odd_rows_are_told() {
        let odd = r#"[{"event":"message:user:in","deliveryStatus":"x","platformTimestamp":""},{"event":"else"},{},
            {"event":"message:user:in","id":"1"},{"event":"message:store:out","id":"1","platformTimestamp":"2025-03-01T10:00:00Z"},
            {"event":"message:delivery:update","id":"1","platformTimestamp":"2025-03-01T10:00:00Z","deliveryStatus":"lost"},
            {"event":"zoko:chat:closed","customerId":"1"},{"event":"zoko:chat:closed","eventAt":"2025-03-01T10:00:00Z"}]"#;
        let told: Vec<_> = read(odd).unwrap().warnings().as_slice().iter().map(|one| (one.code, one.count)).collect();
        let expected =
            [(Fault::MissingId, 3), (Fault::UnknownRow, 2), (Fault::MissingTime, 2), (Fault::UnknownWord, 1)];
        assert_eq!(told, expected);
    }
}
