//! What the Chatwoot API answers: pages of conversations, pages of messages, single ones of either, in any order.
//!
//! A page of conversations holds only the last message of each; messages come from pages of their own. A thread's
//! history counts as known once its messages reach back to its creation. When something was closed, assigned or
//! tagged is only written in the conversation's activity lines; see [`activity`].

mod activity;
mod row;

use super::Source;
use super::fields::Fields;
use super::fingerprint::Head;
use super::json::{JsonReader, Shape};
use super::scan::json::{Cursor, Found, Read, Text};
use super::scan::walk::{Next, Trail, Visitor};
use crate::error::{Fault, Place};
use crate::store::events::Event;
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::surveys::Survey;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Status};
use crate::store::{Batch, NOBODY, NONE};
use crate::time::{Millis, UNKNOWN, Zone};
use activity::By;
use row::{Ground, MessageType, Person, Row, read_meta, read_row};
use std::rc::Rc;

pub const SOURCE: Source = Source {
    id: ID,
    sniff,
    reader: |options, head| Box::new(JsonReader::new(Chatwoot::new(options.zone.clone(), head))),
    is_lenient: false,
};

const ID: &str = "chatwoot";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_message = head.beside(&["message_type", "content", "created_at"]);
    let is_conversation =
        head.beside(&["inbox_id", "status", "meta"]) || head.beside(&["unread_count", "labels", "meta"]);
    if !is_message && head.beside(&["rating", "message_id", "conversation_id"]) {
        return Some("answers-to-surveys");
    }
    let is_page = head.has("data.payload") || head.has("payload");
    let is_known_page = ["data.meta.all_count", "meta.all_count", "meta.labels"].iter().any(|key| head.has(key));
    match (is_conversation, is_message, is_page) {
        (true, _, true) => Some("page-of-conversations"),
        (true, ..) => Some("conversations"),
        (_, true, true) => Some("page-of-messages"),
        (_, true, _) => Some("messages"),
        (_, _, true) if is_known_page => Some("empty-page"),
        _ => None,
    }
}

/// Where in a Chatwoot answer a value stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spot {
    /// A page's outermost object, or its `data`.
    Page,
    Meta,
    Rows,
    /// A conversation, a message, or a whole page among others.
    Row,
}

struct Chatwoot {
    root: Next<Spot>,
    ground: Ground,
}

impl Chatwoot {
    fn new(zone: Zone, head: &Head<'_>) -> Self {
        // A single page may be of any size and is entered; rows, and pages among others, are small.
        let is_page = head.has("payload") || head.has("data.payload");
        let is_list = head.text.trim_start().starts_with('[');
        let root = match (is_list, is_page) {
            (true, _) => Next::Array(Spot::Rows),
            (_, true) => Next::Object(Spot::Page),
            _ => Next::Take(Spot::Row),
        };
        Self { root, ground: Ground::new(Fields::new(Rc::new(zone))) }
    }
}

impl Shape for Chatwoot {
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

    fn member(&mut self, of: Spot, key: &str) -> Next<Spot> {
        match (of, key) {
            (Spot::Page, "data") => Next::Object(Spot::Page),
            (Spot::Page, "payload") => Next::Array(Spot::Rows),
            (Spot::Page, "meta") => Next::Take(Spot::Meta),
            _ => Next::Skip,
        }
    }

    fn element(&mut self, _: Spot) -> Next<Spot> {
        Next::Take(Spot::Row)
    }

    fn take(&mut self, spot: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        // What was wrong with a value that has to be read again is told then.
        self.ground.fields.faults.clear();
        let mut rows = Vec::new();
        if spot == Spot::Meta {
            let meta = read_meta(cursor, self.ground)?;
            if let Some(all) = meta.all_count {
                self.batch.tables.announce(ID, all);
            }
            return Ok(());
        }
        let found = read_row(cursor, self.ground, &mut rows)?;
        for (fault, key) in std::mem::take(&mut self.ground.fields.faults) {
            self.warn(fault, key, trail);
        }
        if found == Found::Other {
            self.warn(Fault::WrongType, "", trail);
        }
        rows.iter().for_each(|row| self.row(row, trail));
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
            Spot::Rows => "payload",
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

    fn thread(&mut self, id: &str) -> u32 {
        self.batch.tables.threads.row(ID, id.as_bytes())
    }

    fn row(&mut self, row: &Row<'_>, trail: &Trail<'_, Spot>) {
        if let Some(all) = row.meta.all_count {
            self.batch.tables.announce(ID, all);
        }
        if row.is_conversation() {
            self.conversation(row, trail);
        } else if row.message_type.is_some() {
            self.message(row, trail);
        } else if row.rating.is_some() && row.message_id.is_some() {
            self.answer(row, trail);
        } else if row.meta.all_count.is_none() {
            self.warn(Fault::UnknownRow, "", trail);
        }
    }

    fn conversation(&mut self, row: &Row<'_>, trail: &Trail<'_, Spot>) {
        let Some(id) = &row.id else { return self.warn(Fault::MissingId, "id", trail) };
        let contact = self.contact(&row.meta.sender);
        let agent = match &row.meta.assignee {
            Some(assignee) => self.agent(assignee, Actor::Agent),
            None => NOBODY,
        };
        let thread = self.thread(id);
        let tables = &mut self.batch.tables;
        let status = row.status.as_deref().and_then(status_of);
        let version = Thread {
            updated_at: row.updated_at,
            contact: Some(contact).filter(|&contact| contact != NONE),
            channel: row.meta.channel.as_deref().map(|channel| tables.channels.intern(channel_of(channel))),
            category: None,
            agent: Some(agent),
            team: Some(row.meta.team.as_deref().map_or(NOBODY, |team| tables.teams.intern(team))),
            origin: None,
            status,
            created_at: row.created_at,
            closed_at: None,
            unread: row.unread_count,
            tags: row
                .labels
                .as_ref()
                .map(|labels| labels.iter().map(|label| tables.tags.intern(label.as_bytes())).collect()),
            silence_ms: None,
            coverage: Coverage::of(&[Fact::Actors, Fact::Status, Fact::Agents, Fact::Tags, Fact::Seen]),
            is_maybe_cut: true,
        };
        if row.status.is_some() && status.is_none() {
            self.warn(Fault::UnknownWord, "status", trail);
        }
        self.batch.write_thread(thread, &version);
        if let Some(at) = row.agent_last_seen_at {
            let seen = Event { at, kind: EventKind::Seen, actor: Actor::Agent, by: NONE, subject: NONE };
            self.batch.event(thread, &seen);
        }
    }

    fn message(&mut self, row: &Row<'_>, trail: &Trail<'_, Spot>) {
        let Some(id) = &row.id else { return self.warn(Fault::MissingId, "id", trail) };
        let Some(conversation) = &row.conversation_id else {
            return self.warn(Fault::MissingId, "conversation_id", trail);
        };
        let Some(at) = row.created_at else { return self.warn(Fault::MissingTime, "created_at", trail) };
        let thread = self.thread(conversation);
        let mut version = Thread { is_maybe_cut: true, ..Thread::default() };
        version.coverage = Coverage::of(&[Fact::Actors, Fact::Agents]);
        let actor = actor_of(row);
        let sender = match actor {
            Actor::Contact => self.contact(&row.sender),
            Actor::Agent | Actor::Bot => self.agent(&row.sender, actor),
            _ => NONE,
        };
        if actor == Actor::Contact && sender != NONE {
            version.contact = Some(sender);
        }
        if row.message_type == Some(MessageType::Activity) {
            let line = row.content.map(Text::get).unwrap_or_default();
            self.activity(thread, at, &line, &mut version);
        }
        let (id, kind) = (MessageId::from_text(id.as_bytes()), kind_of(row));
        if row.is_survey {
            version.coverage.add(Fact::Surveys);
            // When it was answered, only the list of answers tells.
            self.survey(thread, id, at, UNKNOWN, row.rating);
        }
        let receipts = if matches!(actor, Actor::Contact | Actor::System) {
            Receipts::default()
        } else {
            receipts_of(row.status.as_deref(), at)
        };
        if receipts != Receipts::default() {
            version.coverage.add(Fact::Receipts);
        }
        if kind == MessageKind::Note {
            version.coverage.add(Fact::Notes);
        }
        self.batch.write_thread(thread, &version);
        self.batch.message(thread, &Message { id, at, actor, kind, sender, receipts, marks: Marks::default() });
    }

    /// A row of the list of answers to surveys.
    fn answer(&mut self, row: &Row<'_>, trail: &Trail<'_, Spot>) {
        let (Some(conversation), Some(message)) = (&row.conversation_id, &row.message_id) else {
            return self.warn(Fault::MissingId, "conversation_id", trail);
        };
        let Some(at) = row.created_at else { return self.warn(Fault::MissingTime, "created_at", trail) };
        let thread = self.thread(conversation);
        let contact = Some(self.contact(&row.contact)).filter(|&contact| contact != NONE);
        let coverage = Coverage::of(&[Fact::Surveys]);
        self.batch.write_thread(thread, &Thread { contact, coverage, is_maybe_cut: true, ..Thread::default() });
        self.survey(thread, MessageId::from_text(message.as_bytes()), UNKNOWN, at, row.rating);
    }

    /// Known by the message that asked; contacts answer with one to five.
    fn survey(&mut self, thread: u32, question: MessageId, sent_at: Millis, answered_at: Millis, rating: Option<u32>) {
        let (id, score) = (Some(question), rating.map(f64::from));
        self.batch.tables.surveys.push(thread, &Survey { id, sent_at, answered_at, score, scale: Some(5) });
    }

    fn activity(&mut self, thread: u32, at: Millis, line: &str, version: &mut Thread) {
        let Some(activity) = activity::read(line) else { return };
        let agents = &mut self.batch.tables.agents;
        let (actor, by) = match activity.by {
            By::Name(name) => (Actor::Agent, agents.named(ID, name)),
            By::Contact => (Actor::Contact, NONE),
            By::System => (Actor::Automation, NONE),
        };
        let event = |subject| Event { at, kind: activity.kind, actor, by, subject };
        if matches!(activity.kind, EventKind::Assigned | EventKind::Unassigned) {
            version.coverage.add(Fact::Assignments);
        }
        match (activity.kind, activity.subject) {
            (EventKind::Tagged | EventKind::Untagged, Some(labels)) => {
                version.coverage.add(Fact::Tags);
                version.coverage.add(Fact::TagHistory);
                for label in labels.split(", ") {
                    let tag = self.batch.tables.tags.intern(label);
                    self.batch.event(thread, &event(tag));
                }
            }
            (EventKind::Assigned, Some(name)) => {
                let agent = agents.named(ID, name);
                self.batch.event(thread, &event(agent));
            }
            _ => self.batch.event(thread, &event(NONE)),
        }
    }

    fn contact(&mut self, person: &Person<'_>) -> u32 {
        let Some(id) = &person.id else { return NONE };
        let tables = &mut self.batch.tables;
        let row = tables.contacts.row(ID, id.as_bytes());
        if let Some(name) = &person.name {
            tables.contacts.names.set(row, name.as_bytes());
        }
        if let Some(country) = &person.country {
            tables.contacts.country[row as usize] = tables.countries.intern(country.as_bytes());
        }
        if let Some(created_at) = person.created_at {
            tables.contacts.created_at[row as usize] = created_at;
        }
        for (kind, handle) in [(HandleKind::Phone, &person.phone), (HandleKind::Email, &person.email)] {
            handle.iter().for_each(|handle| self.batch.handle(row, kind, handle));
        }
        row
    }

    /// Users and bots are numbered apart from each other.
    fn agent(&mut self, person: &Person<'_>, actor: Actor) -> u32 {
        let Some(id) = &person.id else { return NONE };
        let agents = &mut self.batch.tables.agents;
        let row = if actor == Actor::Bot { agents.row(ID, format!("bot-{id}")) } else { agents.row(ID, id.as_bytes()) };
        agents.actor[row as usize] = actor;
        if let Some(name) = &person.name {
            agents.names.set(row, name.as_bytes());
        }
        row
    }
}

fn status_of(status: &str) -> Option<Status> {
    match status {
        "open" => Some(Status::Open),
        "resolved" => Some(Status::Closed),
        "pending" => Some(Status::Pending),
        "snoozed" => Some(Status::Snoozed),
        _ => None,
    }
}

/// `Channel::Whatsapp` is `whatsapp`.
fn channel_of(channel: &str) -> String {
    channel.strip_prefix("Channel::").unwrap_or(channel).to_lowercase()
}

fn actor_of(row: &Row<'_>) -> Actor {
    match row.message_type {
        _ if row.is_survey => Actor::System,
        Some(MessageType::Incoming) => Actor::Contact,
        Some(MessageType::Activity | MessageType::Template) | None => Actor::System,
        Some(MessageType::Outgoing) => match row.sender.kind.as_deref() {
            _ if row.is_echo => Actor::Echo,
            _ if row.is_of_campaign => Actor::Broadcast,
            Some("agent_bot" | "captain_assistant") => Actor::Bot,
            Some(_) => Actor::Agent,
            None if row.sender.id.is_some() => Actor::Agent,
            None => Actor::Automation,
        },
    }
}

fn kind_of(row: &Row<'_>) -> MessageKind {
    match row.message_type {
        _ if row.is_deleted => MessageKind::Deleted,
        _ if row.is_private => MessageKind::Note,
        Some(MessageType::Activity) => MessageKind::Notice,
        _ if row.is_survey => MessageKind::Notice,
        Some(MessageType::Template) => MessageKind::Template,
        _ => row.kind.unwrap_or(MessageKind::Text),
    }
}

/// Chatwoot says how far a message got, not when: the message's own time is the earliest that it can have been.
fn receipts_of(status: Option<&str>, at: Millis) -> Receipts {
    let when = |reached: bool| if reached { at } else { UNKNOWN };
    let status = status.unwrap_or_default();
    Receipts {
        sent: when(matches!(status, "sent" | "delivered" | "read")),
        delivered: when(matches!(status, "delivered" | "read")),
        read: when(status == "read"),
        failed: when(status == "failed"),
    }
}

#[cfg(test)]
mod tests {
    use crate::error::Fault;
    use crate::report::Inbox;
    use crate::store::vocabulary::{Actor, EventKind, Fact, MessageKind, Status};
    use crate::testing::{MINUTE, ask, batch, rate, read, value};

    const CONVERSATIONS: &str = include_str!("../../../tests/fixtures/chatwoot/conversations-page-1.json");
    const MESSAGES: &str = include_str!("../../../tests/fixtures/chatwoot/messages-of-42.json");

    const ANSWERS: &str = include_str!("../../../tests/fixtures/chatwoot/answers-to-surveys.json");

    fn inbox(pages: &[&str]) -> Inbox {
        let mut inbox = Inbox::default();
        pages.iter().for_each(|page| inbox.add(batch(page).unwrap(), Vec::new()));
        inbox
    }

    #[test]
    fn a_page_of_conversations() {
        let dataset = read(CONVERSATIONS).unwrap();
        let threads = &dataset.threads;
        assert_eq!(
            (threads.keys.id(0), threads.status[0], threads.created_at[0]),
            ("42", Status::Closed, 1_740_992_400_000)
        );
        assert_eq!((threads.status[1], threads.unread[1]), (Status::Open, 2));
        assert_eq!(dataset.channels.get(threads.channel[0]), "whatsapp");
        assert_eq!(dataset.tags.iter().collect::<Vec<_>>(), ["refund", "vip"]);
        assert_eq!(dataset.announced, [("chatwoot", 40)]);
        // The last messages only: of neither conversation the history is known.
        assert!(threads.coverage.iter().all(|coverage| !coverage.has(Fact::Messages)));
        assert_eq!(dataset.warnings().as_slice(), []);
    }

    #[test]
    fn a_page_of_messages() {
        let dataset = read(MESSAGES).unwrap();
        let messages = &dataset.messages;
        assert_eq!(messages.actor[..2], [Actor::Contact, Actor::Bot]);
        let kinds =
            [MessageKind::Notice, MessageKind::Notice, MessageKind::Note, MessageKind::Image, MessageKind::Notice];
        assert_eq!(messages.kind[2..7], kinds);
        assert_eq!((messages.kind[7], messages.actor[9]), (MessageKind::Deleted, Actor::System));
        assert_eq!((0..messages.len()).filter(|&row| messages.is_public(row)).count(), 3);
        let kinds: Vec<_> = dataset.events.of(0).map(|event| event.kind).collect();
        assert_eq!(kinds[..2], [EventKind::Assigned, EventKind::Assigned]);
        assert_eq!(kinds[2..], [EventKind::Tagged, EventKind::Tagged, EventKind::Closed]);
        let names: Vec<_> = dataset.events.of(0).map(|event| dataset.agents.keys.id(event.by)).collect();
        assert_eq!(names, ["3"; 5]);
    }

    #[test]
    fn pages_come_in_any_order_and_more_than_once() {
        let summary = |inbox: &Inbox| {
            let data = inbox.data();
            let numbers = [
                "conversations",
                "messages",
                "first-response",
                "resolution-time",
                "tags-applied",
                "unread-conversations",
            ]
            .map(|metric| value(&ask(inbox, "", &format!("\"{metric}\""))));
            (data.messages.len(), data.events.len(), numbers)
        };
        let once = summary(&inbox(&[CONVERSATIONS, MESSAGES]));
        assert_eq!(once.2, [Some(2.0), Some(4.0), Some(11.0 * MINUTE), Some(60.0 * MINUTE), Some(2.0), Some(1.0)]);
        assert_eq!(summary(&inbox(&[MESSAGES, CONVERSATIONS])), once);
        assert_eq!(summary(&inbox(&[MESSAGES, CONVERSATIONS, MESSAGES, CONVERSATIONS])), once);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        let both = serde_json::json!([value(MESSAGES), value(CONVERSATIONS)]);
        assert_eq!(summary(&inbox(&[&both.to_string()])), once);
        assert_eq!(summary(&inbox(&[&format!("{}\n{}", value(CONVERSATIONS), value(MESSAGES))])), once);
        let rows = value(MESSAGES)["payload"].clone();
        assert_eq!(summary(&inbox(&[&rows.to_string(), &value(CONVERSATIONS)["data"]["payload"].to_string()])), once);
    }

    #[test]
    fn a_contact_is_the_same_person_as_one_of_another_product_with_its_number() {
        let page = |number: &str| {
            format!(
                r#"{{"payload":[{{"id":42,"inbox_id":7,"status":"open","labels":[],"created_at":1740992400,
                "meta":{{"sender":{{"id":9,"phone_number":"{number}"}}}},"messages":[{{"id":1,"conversation_id":42,
                "message_type":0,"content_type":"text","content":"x","created_at":1740992400,
                "sender":{{"id":9,"type":"contact"}}}}]}}]}}"#
            )
        };
        let webhook = r#"{"id":"a","conversationId":"c9","ticketId":"t3","text":"x","type":"text",
            "timestamp":"1740992460","owner":false,"eventType":"message","waId":"393331112223"}"#;
        let customers = |number: &str| value(&ask(&inbox(&[&page(number), webhook]), "", "\"unique-customers\""));
        assert_eq!((customers("+39 333 1112223"), customers("+39 333 1112224")), (Some(1.0), Some(2.0)));
    }

    #[test]
    fn a_survey_told_by_its_message_and_by_the_list_of_answers_counts_once() {
        let asked = MESSAGES;
        let answered = MESSAGES.replace(
            r#""input_csat","content_attributes":{}"#,
            r#""input_csat","content_attributes":{"submitted_values":{"csat_survey_response":{"rating":4,"feedback_message":"ok"}}}"#,
        );
        let pages = [asked, ANSWERS, &answered, CONVERSATIONS];
        for first in 0..pages.len() {
            let mut order = [pages, pages].concat();
            order.rotate_left(first);
            let inbox = inbox(&order);
            let surveys: Vec<_> =
                inbox.data().surveys.of(0).map(|survey| (survey.sent_at, survey.answered_at, survey.score)).collect();
            assert_eq!(surveys, [(1_740_996_001_000, 1_740_996_300_000, Some(4.0))], "from {first} on");
            let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"}"#;
            assert_eq!(rate(&ask(&inbox, query, "\"csat-response-rate\"")), (1, 1));
            assert_eq!(value(&ask(&inbox, query, "\"csat-mean\"")), Some(3.0));
            assert_eq!(value(&ask(&inbox, "", "\"messages\"")), Some(4.0));
        }
        let of_list_only = inbox(&[ANSWERS]);
        assert_eq!(value(&ask(&of_list_only, "", "\"csat-responses\"")), Some(2.0));
        assert_eq!(of_list_only.data().contacts.names.get(0), Some("Lina"));
        let without_list = inbox(&[&answered]);
        assert_eq!(value(&ask(&without_list, "", "\"csat-responses\"")), Some(1.0));
    }

    #[test]
    fn what_only_the_history_tells_is_left_out_where_it_is_missing() {
        let list_only = inbox(&[CONVERSATIONS]);
        let answer = ask(&list_only, "", "\"first-response\"");
        let unavailable =
            crate::report::answer::Shape::Unavailable { reason: crate::query::observation::Reason::NoMessages };
        assert_eq!(answer.shape, unavailable);
        let both = inbox(&[CONVERSATIONS, MESSAGES]);
        let answer = ask(&both, "", "\"first-response\"");
        assert_eq!((answer.coverage.covered, answer.coverage.conversations), (1, 2));
    }

    #[test]
    fn single_rows_and_rows_that_are_neither() {
        let value: serde_json::Value = serde_json::from_str(CONVERSATIONS).unwrap();
        let one = read(&value["data"]["payload"][0].to_string()).unwrap();
        assert_eq!((one.threads.len(), one.messages.len()), (1, 1));
        let odd = r#"{"payload":[{"id":1,"message_type":0,"content":"x","created_at":1740992400,"conversation_id":7},
            {"id":2,"message_type":9,"content":"x","created_at":1740992400,"conversation_id":7},
            {"message_type":1,"content":"x","created_at":1740992400,"conversation_id":7},
            {"id":3,"message_type":1,"content":"x","created_at":0,"conversation_id":7},
            {"id":4,"message_type":1,"content":"x","created_at":1740992400},{"name":"a contact"},5]}"#;
        let dataset = read(odd).unwrap();
        assert_eq!(dataset.messages.len(), 1);
        let warnings: Vec<_> =
            dataset.warnings().as_slice().iter().map(|warning| (warning.code, warning.count)).collect();
        let expected = [
            (Fault::UnknownWord, 1),
            (Fault::UnknownRow, 2),
            (Fault::MissingId, 2),
            (Fault::MissingTime, 1),
            (Fault::WrongType, 1),
        ];
        assert_eq!(warnings, expected);
    }
}
