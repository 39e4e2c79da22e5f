//! Webhooks of WhatsApp's Cloud API as they were received: one, a list of them, or one a line; whole, in another
//! product's wrapping, or only their values.
//!
//! What the business sends does not come back as a message, only as receipts of it: how far it got, and when. Who of the
//! business wrote it is not known, except for what was written in the phone's own app. A conversation is all that one
//! number of the business and one contact or group said to each other, and ends with silence.

mod row;

use super::Source;
use super::fields::Fields;
use super::fingerprint::Head;
use super::json::{JsonReader, Shape};
use super::scan::json::{Cursor, Found, Read};
use super::scan::walk::{Next, Trail, Visitor};
use crate::error::{Fault, Place};
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{self, MessageId, Receipts};
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, Fact, MessageKind};
use crate::store::{Batch, NONE};
use crate::time::{HOUR_MS, Millis, UNKNOWN, Zone};
pub use row::kind_of;
use row::{Ground, Kind, Message, Person, Status, Value, read_hook};
use std::rc::Rc;

pub const SOURCE: Source = Source {
    id: ID,
    sniff,
    reader: |options, head| Box::new(JsonReader::new(WhatsAppCloud::new(options.zone.clone(), head))),
    is_lenient: false,
};

const ID: &str = "whatsapp-cloud";

/// So long is silence until it ends a conversation, and the channel lets one answer freely.
const SILENCE_MS: Millis = 24 * HOUR_MS;

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_webhook = head.is_json() && head.text.contains("\"whatsapp_business_account\"");
    match is_webhook || head.beside(&["messaging_product", "metadata"]) {
        true => Some("webhooks"),
        false => None,
    }
}

/// Where in a text a value stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spot {
    /// The outermost object of a webhook.
    Hook,
    Rows,
    /// A webhook, an entry or a value.
    Row,
}

struct WhatsAppCloud {
    root: Next<Spot>,
    ground: Ground,
}

impl WhatsAppCloud {
    fn new(zone: Zone, head: &Head<'_>) -> Self {
        // A single webhook may hold many entries and is entered; one among others is small.
        let is_list = head.text.trim_start().starts_with('[');
        let root = match (is_list, head.has("entry")) {
            (true, _) => Next::Array(Spot::Rows),
            (_, true) => Next::Object(Spot::Hook),
            _ => Next::Take(Spot::Row),
        };
        Self { root, ground: Ground::new(Fields::new(Rc::new(zone))) }
    }
}

impl Shape for WhatsAppCloud {
    type Spot = Spot;

    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Spot> + 'a {
        Reading { root: self.root, ground: &mut self.ground, batch }
    }

    fn next_text(&mut self) {
        self.root = Next::Take(Spot::Row);
    }
}

struct Reading<'a> {
    root: Next<Spot>,
    ground: &'a mut Ground,
    batch: &'a mut Batch,
}

impl Visitor for Reading<'_> {
    type Spot = Spot;

    fn root(&mut self) -> Next<Spot> {
        self.root
    }

    fn member(&mut self, _: Spot, key: &str) -> Next<Spot> {
        if key == "entry" { Next::Array(Spot::Rows) } else { Next::Skip }
    }

    fn element(&mut self, _: Spot) -> Next<Spot> {
        Next::Take(Spot::Row)
    }

    fn take(&mut self, _: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        // What was wrong with a value that has to be read again is told then.
        self.ground.fields.faults.clear();
        let mut values = Vec::new();
        let (found, is_known) = read_hook(cursor, self.ground, &mut values)?;
        for (fault, key) in std::mem::take(&mut self.ground.fields.faults) {
            self.warn(fault, key, trail);
        }
        match found {
            Found::Other => self.warn(Fault::WrongType, "", trail),
            Found::Expected if !is_known => self.warn(Fault::UnknownRow, "", trail),
            _ => values.iter().for_each(|value| self.value(value, trail)),
        }
        Ok(())
    }

    fn enter(&mut self, _: Spot, _: &Trail<'_, Spot>) {}

    fn leave(&mut self, _: Spot, _: &Trail<'_, Spot>) {}

    fn other(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        self.warn(Fault::WrongType, "", trail);
    }

    fn too_large(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        self.warn(Fault::RowTooLarge, "", trail);
    }

    fn name(spot: Spot) -> &'static str {
        match spot {
            Spot::Rows => "entry",
            _ => "",
        }
    }
}

impl Reading<'_> {
    fn warn(&mut self, fault: Fault, key: &str, trail: &Trail<'_, Spot>) {
        self.batch.warnings.add(fault, || {
            let path = trail.path();
            let path = if key.is_empty() || path.is_empty() { path + key } else { format!("{path}.{key}") };
            Place { path: Some(path), ..Place::at_offset(trail.offset) }
        });
    }

    fn value(&mut self, value: &Value<'_>, trail: &Trail<'_, Spot>) {
        for person in &value.contacts {
            self.contact(person);
        }
        if value.messages.is_empty() && value.statuses.is_empty() {
            return;
        }
        let Some(business) = &value.phone_number_id else {
            return self.warn(Fault::MissingId, "phone_number_id", trail);
        };
        let own_number = value.display_phone_number.as_deref();
        for message in &value.messages {
            self.message(business, own_number, message, trail);
        }
        for status in &value.statuses {
            self.status(business, status, trail);
        }
    }

    fn message(&mut self, business: &str, own_number: Option<&str>, message: &Message<'_>, trail: &Trail<'_, Spot>) {
        let kind = match message.kind {
            Kind::Said(kind) => kind,
            Kind::Revoke => MessageKind::Deleted,
            Kind::Edit => return,
            Kind::Unsaid => MessageKind::Other,
        };
        let id = if message.kind == Kind::Revoke { &message.revoked } else { &message.id };
        let Some(id) = id else { return self.warn(Fault::MissingId, "id", trail) };
        let Some(at) = message.timestamp else { return self.warn(Fault::MissingTime, "timestamp", trail) };
        let from = message.from.key();
        let is_own_number = || from.zip(own_number).is_some_and(|(from, own)| digits(from).eq(digits(own)));
        let is_ours = match &message.thread {
            Some(contact) => from.is_some() && from != Some(contact),
            None => message.is_echo || is_own_number(),
        };
        let to = Person { number: message.thread.clone().or(message.to.number.clone()), ..Person::default() };
        let other = match (is_ours, &message.thread) {
            (true, None) => &message.to,
            (true, Some(_)) => &to,
            (false, _) => &message.from,
        };
        let contact = self.contact(other);
        let Some(thread) = self.thread(business, message.group_id.as_deref(), other, contact, &[]) else {
            return self.warn(Fault::MissingId, if is_ours { "to" } else { "from" }, trail);
        };
        let actor = match (is_ours, kind) {
            (_, MessageKind::Notice) => Actor::System,
            (true, _) => Actor::Echo,
            (false, _) => Actor::Contact,
        };
        let reached = message.reached.as_deref().filter(|_| is_ours);
        let receipts = reached.map_or_else(Receipts::default, |reached| receipts_by(reached, at));
        if receipts != Receipts::default() {
            self.thread(business, message.group_id.as_deref(), other, contact, &[Fact::Receipts]);
        }
        let sender = if actor == Actor::Contact { contact } else { NONE };
        let tables = &mut self.batch.tables;
        let campaign = message.referral.as_deref().map_or(NONE, |source| tables.campaigns.intern(source));
        let marks = Marks { campaign, ..Marks::default() };
        let id = MessageId::from_text(id.as_bytes());
        self.batch.message(thread, &messages::Message { id, at, actor, kind, sender, receipts, marks });
    }

    fn status(&mut self, business: &str, status: &Status<'_>, trail: &Trail<'_, Spot>) {
        if status.is_call {
            return;
        }
        let Some(id) = &status.id else { return self.warn(Fault::MissingId, "id", trail) };
        let Some(at) = status.timestamp else { return self.warn(Fault::MissingTime, "timestamp", trail) };
        let none = Receipts::default();
        let receipts = match status.status.as_deref() {
            Some("sent") => Receipts { sent: at, ..none },
            Some("delivered") => Receipts { delivered: at, ..none },
            Some("read" | "played") => Receipts { read: at, ..none },
            Some("failed") => Receipts { failed: at, ..none },
            _ => return self.warn(Fault::UnknownWord, "status", trail),
        };
        let group = status.group_id();
        let contact = if group.is_none() { self.contact(&status.recipient) } else { NONE };
        let Some(thread) = self.thread(business, group, &status.recipient, contact, &[Fact::Receipts]) else {
            return self.warn(Fault::MissingId, "recipient_id", trail);
        };
        let tables = &mut self.batch.tables;
        let error = status.error.as_deref().map_or(NONE, |code| tables.errors.intern(code));
        let marks = Marks { error, ..Marks::default() };
        self.batch.receipts(thread, MessageId::from_text(id.as_bytes()), status.is_template(), receipts, marks);
    }

    /// The thread with a group, or else with one contact; nothing where it is not said with whom.
    fn thread(
        &mut self,
        business: &str,
        group: Option<&str>,
        other: &Person<'_>,
        contact: u32,
        facts: &[Fact],
    ) -> Option<u32> {
        let key = group.or(other.key())?;
        let tables = &mut self.batch.tables;
        let thread = tables.threads.row(ID, [business, "/", key].concat());
        let mut coverage = Coverage::of(&[Fact::Actors, Fact::Messages]);
        facts.iter().for_each(|&fact| coverage.add(fact));
        let version = Thread {
            contact: Some(contact).filter(|&contact| contact != NONE && group.is_none()),
            channel: Some(tables.channels.intern("whatsapp")),
            silence_ms: Some(SILENCE_MS),
            coverage,
            ..Thread::default()
        };
        self.batch.write_thread(thread, &version);
        Some(thread)
    }

    fn contact(&mut self, person: &Person<'_>) -> u32 {
        let Some(key) = person.key() else { return NONE };
        let contacts = &mut self.batch.tables.contacts;
        let row = contacts.row(ID, key);
        if let Some(name) = &person.name {
            contacts.names.set(row, name.as_bytes());
        }
        let is_new = contacts.handles.get(row as usize).is_empty();
        if let Some(number) = person.number.as_ref().filter(|_| is_new) {
            self.batch.handle(row, HandleKind::Phone, number);
        }
        row
    }
}

/// The history says how far a message had got, not when: its own time is the earliest that it can have been.
fn receipts_by(reached: &str, at: Millis) -> Receipts {
    let when = |has: bool| if has { at } else { UNKNOWN };
    let is_read = matches!(reached, "READ" | "PLAYED");
    let is_delivered = is_read || reached == "DELIVERED";
    Receipts {
        sent: when(is_delivered || reached == "SENT"),
        delivered: when(is_delivered),
        read: when(is_read),
        failed: when(reached == "ERROR"),
    }
}

fn digits(number: &str) -> impl Iterator<Item = u8> {
    number.bytes().filter(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::store::Dataset;
    use crate::testing::{ask, batch, read};
    use inboxlens_sample::{Plan, cloud_webhooks, write_canonical};

    const LINES: &str = include_str!("../../../tests/fixtures/whatsapp-cloud/one-a-line.ndjson");
    const HISTORY: &str = include_str!("../../../tests/fixtures/whatsapp-cloud/history.json");
    const LIST: &str = include_str!("../../../tests/fixtures/whatsapp-cloud/list.json");

    /// The time after the fixtures' first message, in seconds, with who wrote what.
    fn rows(data: &Dataset, thread: u32) -> Vec<(Millis, Actor, MessageKind)> {
        let messages = &data.messages;
        let rows = messages.rows_of(thread);
        rows.map(|row| (messages.at[row] / 1000 - 1_741_000_000, messages.actor[row], messages.kind[row])).collect()
    }

    #[test]
    fn messages_and_receipts_of_webhooks() {
        use Actor::*;
        use MessageKind::*;
        let data = read(LINES).unwrap();
        let expected = [
            (0, Contact, Text),
            (60, Business, Other),
            (120, Contact, Image),
            (130, Contact, Reaction),
            (180, Echo, Text),
            (210, Contact, Deleted),
            (230, Contact, Other),
            (90_000, Business, Template),
        ];
        assert_eq!(data.threads.keys.id(0), "77/39333111");
        assert_eq!(rows(&data, 0), expected);
        assert_eq!(rows(&data, 1), [(90_000, Business, Other)]);
        let at = |second: i64| (1_741_000_000 + second) * 1000;
        let none = Receipts::default();
        let receipts = |row| data.messages.receipts_of(row);
        assert_eq!(receipts(1), Receipts { sent: at(60), delivered: at(62), read: at(95), ..none });
        assert_eq!(receipts(4), Receipts { delivered: at(182), ..none });
        assert_eq!(receipts(8), Receipts { failed: at(90_000), ..none });
        assert_eq!(data.errors.get(data.messages.marks.of(8).error), "131047");
        assert_eq!(data.campaigns.get(data.messages.marks.of(0).campaign), "ad-9");
        assert_eq!(data.contacts.names.get(0), Some("Sara"));
        assert_eq!((data.threads.contact[0], data.threads.silence_ms[0]), (0, SILENCE_MS));
        assert_eq!((data.repeats().clashes.count, data.warnings().as_slice().len()), (0, 0));
    }

    #[test]
    fn the_history_and_people_without_a_number() {
        let data = read(HISTORY).unwrap();
        let (echo, contact) = (Actor::Echo, Actor::Contact);
        let expected =
            [(-9000, echo, MessageKind::Text), (-8000, contact, MessageKind::Text), (-7000, echo, MessageKind::Other)];
        assert_eq!(rows(&data, 0), expected);
        let receipts = [0, 1, 2].map(|row| data.messages.receipts_of(row));
        assert_eq!(receipts.map(|of| (of.is_read(), of.is_failed())), [(true, false), (false, false), (false, true)]);
        let data = read(LIST).unwrap();
        let threads: Vec<_> = (0..data.threads.len() as u32).map(|thread| data.threads.keys.id(thread)).collect();
        assert_eq!(threads, ["77/SA.9", "77/grp1"]);
        let expected = [(0, contact, MessageKind::Interactive), (30, Actor::Business, MessageKind::Other)];
        assert_eq!(rows(&data, 0), expected);
        assert_eq!((data.threads.contact[0], data.threads.contact[1]), (0, NONE));
        assert_eq!(data.contacts.names.get(data.messages.sender[2]), Some("Lina"));
    }

    #[test]
    fn receipts_of_a_group_are_the_groups_and_no_contacts() {
        let data = read(include_str!("../../../tests/fixtures/whatsapp-cloud/receipts-of-a-group.ndjson")).unwrap();
        assert_eq!((data.threads.len(), data.threads.keys.id(0), data.threads.contact[0]), (1, "77/grp1", NONE));
        assert_eq!(
            rows(&data, 0),
            [(40, Actor::Contact, MessageKind::Text), (60, Actor::Business, MessageKind::Other)]
        );
        let receipts = data.messages.receipts_of(1);
        assert_eq!((receipts.is_delivered(), receipts.is_read()), (true, true), "by any of several");
        assert_eq!((data.contacts.keys.len(), data.warnings().as_slice().len()), (1, 0));
    }

    #[test]
    fn webhooks_come_in_any_order_and_more_than_once() {
        let known = |lines: &[&str], size: usize| {
            let mut data = Dataset::default();
            lines.chunks(size).for_each(|lines| data.add(batch(&lines.join("\n")).unwrap()));
            let mut all: Vec<_> = (0..data.threads.len() as u32)
                .map(|thread| {
                    let receipts = |row| data.messages.receipts_of(row);
                    let receipts: Vec<_> = data.messages.rows_of(thread).map(receipts).collect();
                    format!("{} {:?} {receipts:?}", data.threads.keys.id(thread), rows(&data, thread))
                })
                .collect();
            all.sort();
            assert_eq!(data.repeats().clashes.count, 0);
            all
        };
        let mut lines: Vec<_> = LINES.lines().collect();
        let once = known(&lines, lines.len());
        assert_eq!(known(&[&lines[..], &lines[..]].concat(), 5), once);
        lines.reverse();
        for turn in 0..lines.len() {
            lines.rotate_left(turn);
            assert_eq!(known(&lines, lines.len()), once);
            assert_eq!(known(&lines, 1), once);
            assert_eq!(known(&lines, 5), once);
        }
    }

    #[test]
    fn the_same_numbers_as_of_canonical_json() {
        let sample = Plan::year_2025(5, 250).inbox();
        let mut text = Vec::new();
        write_canonical(&sample.as_webhooks_tell(), &mut text).unwrap();
        let inboxes = [String::from_utf8(text).unwrap(), cloud_webhooks(&sample)].map(|text| {
            let mut inbox = Inbox::default();
            inbox.add(batch(&text).unwrap(), Vec::new());
            inbox
        });
        let policy = r#""policy":{"unit":{"inactivityHours":24}}"#;
        for metric in [
            "conversations",
            "messages",
            "messages-received",
            "messages-attempted",
            "messages-sent",
            "messages-delivered",
            "messages-read",
            "messages-failed",
            "delivery-rate",
            "read-rate",
            "failure-rate",
            "first-response",
            "response-time",
            "missed-conversations",
            "unanswered-conversations",
            "conversation-duration",
            "reply-rate",
            "unique-customers",
            "new-customers",
            "never-delivered-contacts",
        ] {
            let [canonical, cloud] = [0, 1].map(|of| {
                let answer = ask(&inboxes[of], policy, &format!("\"{metric}\""));
                (answer.shape, answer.excluded)
            });
            assert_eq!(cloud, canonical, "{metric}");
        }
        let by_error = r#"{"metric":"messages-failed","by":"error"}"#;
        let [canonical, cloud] = [0, 1].map(|of| ask(&inboxes[of], policy, by_error).shape);
        assert_eq!(cloud, canonical);
    }

    #[test]
    fn what_cannot_be_understood_is_counted() {
        let value =
            |rows: &str| format!(r#"{{"messaging_product":"whatsapp","metadata":{{"phone_number_id":77}},{rows}}}"#);
        let lines = [
            value(r#""messages":[{"from":"1","id":"a","timestamp":"1741000000","type":"hologram"}]"#),
            value(r#""messages":[{"from":"1","timestamp":"1741000000","type":"text"}]"#),
            value(r#""messages":[{"from":"1","id":"b","type":"text"},{"from":"1","id":"c","timestamp":"soon"}]"#),
            value(r#""messages":[{"id":"d","timestamp":"1741000000","type":"text"},7]"#),
            value(r#""statuses":[{"id":"e","status":"lost","timestamp":"1741000000","recipient_id":"1"}]"#),
            value(r#""statuses":[{"id":"f","status":"sent","timestamp":"99","recipient_id":"1"}]"#),
            r#"{"messaging_product":"whatsapp","metadata":{},"messages":[{"from":"1","id":"g","timestamp":"1741000000"}]}"#.into(),
            r#"{"hello":"world"}"#.into(),
        ];
        let data = read(&lines.join("\n")).unwrap();
        assert_eq!(data.messages.len(), 1);
        let warnings: Vec<_> = data.warnings().as_slice().iter().map(|found| (found.code, found.count)).collect();
        let expected = [
            (Fault::UnknownWord, 2),
            (Fault::MissingId, 3),
            (Fault::BadTime, 1),
            (Fault::MissingTime, 3),
            (Fault::WrongType, 1),
            (Fault::TimeOutOfRange, 1),
            (Fault::UnknownRow, 1),
        ];
        assert_eq!(warnings, expected);
    }
}
