//! What a row says, column by column, and what it becomes.

use super::conversion::{handles_of, stage_of};
use super::heard::Heard;
use super::{Mapping, Role};
use crate::error::Fault;
use crate::ingest::decimal::DecimalMark;
use crate::ingest::fields::{Fields, as_it_was, is_nothing, trimmed};
use crate::ingest::repeats::Repeats;
use crate::ingest::scan::json::{Scalar, Text};
use crate::ingest::table::key_of;
use crate::registry::Word;
use crate::store::dict::NOBODY;
use crate::store::dict::hash_all;
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::surveys::Survey;
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, Fact, MessageKind, Status};
use crate::store::{Batch, NONE};
use crate::time::{DAY_MS, Millis, UNKNOWN, known};
use std::borrow::Cow;

/// The cells of a row that have a role, without blanks around them. What says that there is nothing is not among them.
#[derive(Clone)]
pub struct Row<'a> {
    cells: [Option<Cow<'a, str>>; Role::ALL.len()],
    pub tags: Option<Vec<Cow<'a, str>>>,
    /// A conversation that has none, where the other rows are messages.
    pub is_without_message: bool,
}

impl Default for Row<'_> {
    fn default() -> Self {
        Self { cells: [const { None }; Role::ALL.len()], tags: None, is_without_message: false }
    }
}

impl<'a> Row<'a> {
    pub fn put(&mut self, role: Role, cell: Cow<'a, str>) {
        let cell = trimmed(cell);
        let is_nothing = is_nothing(&cell);
        if role == Role::Tags {
            let tags = cell.split([',', ';', '|']).map(str::trim).filter(|tag| !tag.is_empty() && !is_nothing);
            self.tags = Some(tags.map(|tag| Cow::Owned(tag.to_owned())).collect());
        } else if !is_nothing {
            self.cells[role as usize] = Some(cell);
        }
    }

    #[inline]
    pub fn get(&self, role: Role) -> Option<&str> {
        self.cells[role as usize].as_deref()
    }

    /// An id, as it was before it went through a spreadsheet.
    pub fn id(&self, role: Role) -> Option<&str> {
        Some(as_it_was(self.get(role)?)).filter(|id| !is_nothing(id))
    }
}

/// Turns rows into messages and conversations of one source.
pub struct Keeper {
    pub(super) source: &'static str,
    pub mapping: Mapping,
    /// The roles that a column has, each a bit.
    roles: u64,
    pub(super) fields: Fields,
    pub(super) repeats: Repeats,
    /// Whether `user` is the customer's word in this data, and not the staff's.
    is_user_the_customer: bool,
    /// What `true` means as a direction.
    flagged: Option<Actor>,
    /// Whether a contact's id is its phone number.
    is_contact_a_phone: bool,
    /// How numbers are written.
    pub(super) mark: DecimalMark,
    pub heard: Heard,
}

impl Keeper {
    pub fn new(source: &'static str, mapping: Mapping, fields: Fields, words: &[String], mark: DecimalMark) -> Self {
        let is_user_the_customer = is_user_the_customer(words.iter().map(String::as_str));
        let flagged = mapping.column(Role::Direction).and_then(flagged);
        let is_contact_a_phone = mapping.column(Role::Contact).is_some_and(is_phone);
        let roles = mapping.columns.iter().fold(0, |roles, (role, _)| roles | 1 << *role as u64);
        let (repeats, heard) = (Repeats::default(), Heard::default());
        Self { source, mapping, roles, fields, repeats, is_user_the_customer, flagged, is_contact_a_phone, mark, heard }
    }

    #[inline]
    pub(super) fn has(&self, role: Role) -> bool {
        self.roles & 1 << role as u64 != 0
    }

    /// Keeps what a row says, and hands over what is wrong with it.
    pub fn keep(&mut self, row: &Row<'_>, batch: &mut Batch, mut warn: impl FnMut(&mut Batch, Fault, &str)) {
        let is_conversion = self.has(Role::ConvertedAt);
        let outcome = if is_conversion { self.keep_conversion(row, batch) } else { self.keep_row(row, batch) };
        for (fault, role) in std::mem::take(&mut self.fields.faults) {
            warn(batch, fault, self.column_of(role));
        }
        if let Err((fault, role)) = outcome {
            warn(batch, fault, self.column_of(role.id()));
        }
    }

    fn column_of(&self, role: &str) -> &str {
        Role::from_id(role).and_then(|role| self.mapping.column(role)).unwrap_or_default()
    }

    fn keep_row(&mut self, row: &Row<'_>, batch: &mut Batch) -> Result<(), (Fault, Role)> {
        let is_of_messages = self.has(Role::At) && !row.is_without_message;
        let actor = if is_of_messages { self.actor(row) } else { Actor::Unknown };
        let by_agent = || row.id(Role::Agent).filter(|_| actor == Actor::Agent);
        let by_contact = || row.id(Role::Contact).filter(|_| actor == Actor::Contact);
        let sender = row.id(Role::SenderId).or_else(by_contact).or(row.get(Role::SenderName)).or_else(by_agent);
        let contact = row.id(Role::Contact).or_else(|| sender.filter(|_| actor == Actor::Contact));
        let conversation = row.id(Role::Conversation);
        let key = conversation.or(contact);
        let key = key
            .ok_or((Fault::MissingId, if self.has(Role::Conversation) { Role::Conversation } else { Role::Contact }))?;
        let at = if is_of_messages {
            let at = match (row.get(Role::At), row.get(Role::TimeOfDay)) {
                (Some(date), Some(time)) => self.fields.date_with_time(Role::At.id(), date, time),
                _ => self.time(row, Role::At),
            };
            Some(at.and_then(known).ok_or((Fault::MissingTime, Role::At))?)
        } else {
            None
        };
        let mut thread = self.thread(row, batch, conversation.is_none());
        if let Some(contact) = contact {
            let place = batch.tables.contacts.row(self.source, contact);
            thread.contact = Some(place);
            if self.is_contact_a_phone {
                batch.handle(place, HandleKind::Phone, contact);
            }
            handles_of(row).into_iter().for_each(|(kind, raw)| batch.handle(place, kind, raw));
            let name =
                row.get(Role::ContactName).or_else(|| row.get(Role::SenderName).filter(|_| actor == Actor::Contact));
            name.into_iter().for_each(|name| batch.tables.contacts.names.set(place, name));
            if let Some(country) = row.get(Role::Country) {
                batch.tables.contacts.country[place as usize] = batch.tables.countries.intern(country);
            }
        }
        let place = batch.tables.threads.row(self.source, key);
        let message = at.map(|at| self.message(row, batch, at, actor, sender, &mut thread.coverage));
        if let Some(score) = row.get(Role::Csat) {
            self.survey(score, thread.closed_at.and_then(known).or(at), place, batch);
            thread.coverage.add(Fact::Surveys);
        }
        batch.write_thread(place, &thread);
        message.iter().for_each(|message| batch.message(place, message));
        Ok(())
    }

    fn thread(&mut self, row: &Row<'_>, batch: &mut Batch, is_contacts: bool) -> Thread {
        let mut coverage = Coverage::default();
        let status = row.get(Role::Status).filter(|status| !self.is_delivery(status));
        let status = status.and_then(|status| self.known(Role::Status, status, status_of));
        let closed_at = self.time(row, Role::ClosedAt);
        if status.is_some() || closed_at.is_some() {
            coverage.add(Fact::Status);
        }
        // What has an end is closed, and what has none is open, where nothing else is said.
        let by_end = closed_at.map(|at| if known(at).is_some() { Status::Closed } else { Status::Open });
        let tables = &mut batch.tables;
        let agent = row.id(Role::Agent).map(|agent| {
            let place = tables.agents.row(self.source, agent);
            tables.agents.names.set(place, agent);
            place
        });
        // Of a conversation, nothing says that there is none; a message may only not repeat it.
        let agent = agent.or_else(|| (self.has(Role::Agent) && !self.has(Role::At)).then_some(NOBODY));
        if self.has(Role::Agent) {
            coverage.add(Fact::Agents);
        }
        let tags = row.tags.as_ref().map(|tags| tags.iter().map(|tag| tables.tags.intern(tag.as_bytes())).collect());
        if self.has(Role::Tags) {
            coverage.add(Fact::Tags);
        }
        Thread {
            channel: row.get(Role::Channel).map(|channel| tables.channels.intern(channel)),
            category: row.get(Role::Category).map(|category| tables.categories.intern(category)),
            agent,
            team: row.get(Role::Team).map(|team| tables.teams.intern(team)),
            status: status.or(by_end),
            created_at: self.time(row, Role::CreatedAt).filter(|&at| known(at).is_some()),
            closed_at: closed_at.filter(|&at| known(at).is_some()),
            unread: row.get(Role::Unread).and_then(|unread| self.fields.whole(Role::Unread.id(), text(unread))),
            tags,
            silence_ms: is_contacts.then_some(DAY_MS),
            coverage,
            ..Thread::default()
        }
    }

    fn message(
        &mut self,
        row: &Row<'_>,
        batch: &mut Batch,
        at: Millis,
        actor: Actor,
        sender: Option<&str>,
        coverage: &mut Coverage,
    ) -> Message {
        let is_note = row.get(Role::Private).and_then(|private| self.fields.flag(Role::Private.id(), text(private)));
        let is_note = is_note == Some(true);
        let template = row.get(Role::Template);
        let kind = row.get(Role::Type).and_then(|kind| self.known(Role::Type, kind, kind_of));
        let kind = match kind {
            _ if is_note => MessageKind::Note,
            Some(kind) => kind,
            None if template.is_some() => MessageKind::Template,
            None => MessageKind::Text,
        };
        let said = [actor.id(), sender.unwrap_or_default(), kind.id(), row.get(Role::Text).unwrap_or_default()];
        let id = match row.id(Role::Id) {
            Some(id) => MessageId::from_text(id),
            None => self.repeats.id(at, hash_all(&said)),
        };
        let receipts = if actor.is_ours() { self.receipts(row, at) } else { Receipts::default() };
        let tables = &mut batch.tables;
        let place = match (actor, sender) {
            (_, None) | (Actor::System | Actor::Unknown, _) => NONE,
            (Actor::Contact, Some(contact)) => tables.contacts.row(self.source, contact),
            (_, Some(agent)) => {
                let place = tables.agents.row(self.source, agent);
                tables.agents.names.set(place, row.get(Role::SenderName).unwrap_or(agent));
                place
            }
        };
        for (fact, is_shown) in [
            (Fact::Messages, true),
            (Fact::Actors, actor != Actor::Unknown),
            (Fact::Agents, actor == Actor::Agent && place != NONE),
            (Fact::Receipts, receipts != Receipts::default()),
            (Fact::Notes, kind == MessageKind::Note),
        ] {
            if is_shown {
                coverage.add(fact);
            }
        }
        let mark =
            |dict: &mut crate::store::dict::Dict, role: Role| row.get(role).map_or(NONE, |mark| dict.intern(mark));
        let marks = Marks {
            template: mark(&mut tables.templates, Role::Template),
            campaign: mark(&mut tables.campaigns, Role::Campaign),
            error: mark(&mut tables.errors, Role::Error),
            ..Marks::default()
        };
        Message { id, at, actor, kind, sender: place, receipts, marks }
    }

    /// The times of receipts, and, where only a word says how far a message got, the message's own.
    fn receipts(&mut self, row: &Row<'_>, at: Millis) -> Receipts {
        let mut time = |role: Role| self.time(row, role).and_then(known);
        let [sent, delivered, read, failed] =
            [Role::SentAt, Role::DeliveredAt, Role::ReadAt, Role::FailedAt].map(&mut time);
        let cell = row.get(Role::Delivery).or_else(|| row.get(Role::Status).filter(|status| self.is_delivery(status)));
        let word = small(cell.unwrap_or_default());
        let word = self.mapping.word(Role::Delivery, &word).unwrap_or(&word);
        let reached = |time: Option<Millis>, words: &[&[&str]]| {
            let is_said = words.iter().any(|words| words.contains(&word));
            time.unwrap_or(if is_said { at } else { UNKNOWN })
        };
        Receipts {
            sent: reached(sent, &[&SENT, &DELIVERED, &READ]),
            delivered: reached(delivered, &[&DELIVERED, &READ]),
            read: reached(read, &[&READ]),
            failed: reached(failed, &[&FAILED]),
        }
    }

    /// A conversation has one, however many of its rows tell it.
    fn survey(&mut self, score: &str, at: Option<Millis>, thread: u32, batch: &mut Batch) {
        let Some(millionths) = self.fields.decimal(Role::Csat.id(), text(score), self.mark) else { return };
        let score = Some(millionths as f64 / 1e6);
        let id = Some(MessageId::from_text("csat"));
        let survey = Survey { id, sent_at: UNKNOWN, answered_at: at.unwrap_or(UNKNOWN), score, scale: None };
        batch.tables.surveys.push(thread, &survey);
    }

    pub(super) fn time(&mut self, row: &Row<'_>, role: Role) -> Option<Millis> {
        if !self.has(role) {
            return None;
        }
        let Some(cell) = row.get(role) else { return Some(crate::time::NEVER) };
        self.fields.instant_of(role.id(), cell)
    }

    /// What a cell means: by the mapping's words, or ours.
    pub(super) fn known<W: Word>(&mut self, role: Role, cell: &str, usual: fn(&str) -> Option<W>) -> Option<W> {
        let cell = small(cell);
        let word = understood(self.mapping.word(role, &cell).unwrap_or(&cell), usual);
        self.heard.hear(role, &cell, word.map(W::id));
        if word.is_none() {
            self.fields.fault(Fault::UnknownWord, role.id());
        }
        word
    }

    /// Whether what is called a state says how far a message got.
    fn is_delivery(&self, status: &str) -> bool {
        let is_of_message = self.has(Role::At) && self.mapping.word(Role::Status, status).is_none();
        is_of_message && is_delivery(&small(status))
    }

    fn actor(&mut self, row: &Row<'_>) -> Actor {
        let is_user_the_customer = self.is_user_the_customer;
        let mut by = |role: Role| {
            let cell = row.get(role)?;
            if cell.eq_ignore_ascii_case("user") && self.mapping.word(role, cell).is_none() {
                let actor = if is_user_the_customer { Actor::Contact } else { Actor::Agent };
                self.heard.hear(role, "user", Some(actor.id()));
                return Some(actor);
            }
            if role == Role::Direction
                && let Some(flagged) = self.flagged
            {
                let other = if flagged == Actor::Contact { Actor::Agent } else { Actor::Contact };
                let is_set = self.fields.flag(role.id(), text(cell));
                return is_set.map(|is_set| if is_set { flagged } else { other });
            }
            self.known(role, cell, actor_of)
        };
        // Who wrote says more than which way it went.
        by(Role::Sender).or_else(|| by(Role::Direction)).unwrap_or(Actor::Unknown)
    }
}

/// In small letters.
fn small(word: &str) -> Cow<'_, str> {
    let is_small = word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_small { word.into() } else { word.to_lowercase().into() }
}

pub(super) fn text(cell: &str) -> Scalar<'_> {
    Scalar::Text(Text::plain(cell))
}

fn understood<W: Word>(word: &str, usual: fn(&str) -> Option<W>) -> Option<W> {
    W::from_id(word).or_else(|| usual(word))
}

/// Whether a word means something in a column of this role.
pub fn is_word(role: Role, word: &str) -> bool {
    let word = word.to_lowercase();
    match role {
        Role::Direction | Role::Sender => understood(&word, actor_of).is_some(),
        Role::Type => understood(&word, kind_of).is_some(),
        Role::Status => understood(&word, status_of).is_some(),
        Role::Delivery => is_delivery(&word),
        Role::Stage | Role::Kind => understood(&word, stage_of).is_some(),
        _ => false,
    }
}

/// Whether a column of this name holds phone numbers.
fn is_phone(column: &str) -> bool {
    let name = key_of(column);
    ["phone", "mobile", "whatsapp", "waid"].iter().any(|word| name.contains(word)) && !name.ends_with("phoneid")
}

/// What `true` means in a column of this name, if it can be true or false.
fn flagged(column: &str) -> Option<Actor> {
    let name = key_of(column);
    match () {
        () if name.contains("inbound") || name.contains("incoming") => Some(Actor::Contact),
        () if name.contains("outbound") || name.contains("outgoing") || name.contains("fromme") => Some(Actor::Agent),
        () => None,
    }
}

/// Words for senders and directions, in small letters. `user` is not among them: see [`is_user_the_customer`].
pub fn actor_of(word: &str) -> Option<Actor> {
    Some(match word {
        "in" | "customer" | "client" | "visitor" | "lead" | "end-user" | "end_user" | "enduser" | "incoming"
        | "inbound" | "received" | "receive" | "requester" | "guest" | "cliente" | "contatto" | "contacto" | "عميل" => {
            Actor::Contact
        }
        "out" | "admin" | "operator" | "business" | "outgoing" | "outbound" | "sent" | "send" | "agente" | "staff"
        | "representative" | "advisor" | "human" | "support" | "assistant_human" => Actor::Agent,
        "chatbot" | "agent_bot" | "ai" | "assistant" => Actor::Bot,
        "auto" | "workflow" | "automated" | "flow" => Actor::Automation,
        "campaign" | "marketing" => Actor::Broadcast,
        _ => return None,
    })
}

fn status_of(word: &str) -> Option<Status> {
    Some(match word {
        "active" | "new" | "in progress" | "in_progress" | "reopened" | "assigned" | "unassigned" => Status::Open,
        "waiting" | "on hold" | "on-hold" | "hold" => Status::Pending,
        "solved" | "resolved" | "done" | "completed" | "ended" | "archived" => Status::Closed,
        _ => return None,
    })
}

fn kind_of(word: &str) -> Option<MessageKind> {
    Some(match word {
        "chat" | "message" | "string" => MessageKind::Text,
        "photo" | "picture" => MessageKind::Image,
        "voice" | "ptt" => MessageKind::Audio,
        "file" | "attachment" => MessageKind::Document,
        "contact" | "contacts" | "vcard" => MessageKind::ContactCard,
        "button" | "list" | "quick_reply" => MessageKind::Interactive,
        "hsm" => MessageKind::Template,
        _ => return None,
    })
}

/// How far a message got, in words.
const SENT: [&str; 1] = ["sent"];
const DELIVERED: [&str; 1] = ["delivered"];
const READ: [&str; 2] = ["read", "seen"];
const FAILED: [&str; 4] = ["failed", "undelivered", "error", "rejected"];

/// Whether a word says how far a message got; some say only that it has not got far yet, or that it came in.
fn is_delivery(word: &str) -> bool {
    let reached = [&SENT[..], &DELIVERED, &READ, &FAILED];
    reached.iter().any(|words| words.contains(&word)) || matches!(word, "queued" | "accepted" | "received")
}

/// Whether `user` is the customer, by the other words that occur beside it: a customer has one name in one column.
pub fn is_user_the_customer<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    !words.filter(|word| *word != "user").any(|word| word == "contact" || actor_of(word) == Some(Actor::Contact))
}
