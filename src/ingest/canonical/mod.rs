//! The JSON that every source can be turned into, and that a home-made inbox sends as it is.
//!
//! Either `{"inboxlens": 1, "conversations": […], …}`, or an array of conversations, or one conversation a line.
//! Only a conversation's `id` and a message's `at` have to be there; unknown keys are skipped. Times without a zone are
//! read in the chosen one; where `timeZone` names another one, that is told, since nothing here knows its rules.

mod row;

use super::Source;
use super::fields::Fields;
use super::fingerprint::Head;
use super::json::{JsonReader, Shape};
use super::repeats::Repeats;
use super::scan::json::{Cursor, Found, Read, Text};
use super::scan::walk::{Next, Trail, Visitor};
use crate::error::{Fault, Place};
use crate::registry::Word;
use crate::store::dict::{self, Dict};
use crate::store::events::{Conversion, Event, FlowStep};
use crate::store::handles::HandleKind;
use crate::store::marks::Marks;
use crate::store::messages::{Message, MessageId, Receipts};
use crate::store::threads::Thread;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Subject};
use crate::store::{Batch, NOBODY, NONE};
use crate::time::{Millis, Zone, known};
use row::{ContactRow, EventRow, Happened, MessageRow, Spelling, Tag, actor_of_reason, read_survey, read_tag};
use std::borrow::Cow;
use std::rc::Rc;

pub const SOURCE: Source = Source {
    id: ID,
    sniff,
    reader: |options, _| Box::new(JsonReader::new(Canonical::new(options.zone.clone()))),
    is_lenient: false,
};

const ID: &str = "canonical";

fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let is_document = head.has("inboxlens") || head.has("conversations[].id") || head.has("conversations[].messages");
    let is_list = head.has("[].id") && (head.has("[].messages[].at") || head.has("[].contactId"));
    let is_conversation = head.has("id") && (head.has("messages[].at") || head.has("contactId"));
    match (is_document, is_list, is_conversation) {
        (true, ..) => Some("object-of-conversations"),
        (_, true, _) => Some("array-of-conversations"),
        (.., true) => Some("conversation-a-line"),
        _ => None,
    }
}

/// Where in the canonical shape a value stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spot {
    /// The whole text: an object with conversations, a conversation, or an array of conversations.
    Root,
    Agents,
    Agent,
    Contacts,
    Contact,
    Teams,
    Team,
    Conversations,
    Conversation,
    Messages,
    Message,
    Events,
    Event,
    /// A member of a conversation.
    Field(Field),
    /// The zone of the times that have none.
    TimeZone,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Field {
    Id,
    ContactId,
    Channel,
    Origin,
    Category,
    Status,
    CreatedAt,
    ClosedAt,
    UpdatedAt,
    Unread,
    AgentId,
    Team,
    Tags,
    Csat,
    Coverage,
    SilenceMs,
}

/// What is kept from one window to the next: the conversation that is being read.
struct Canonical {
    fields: Fields,
    spelling: Spelling,
    /// Its id, if it has come; the text is used again.
    id: String,
    has_id: bool,
    thread: Thread,
    /// The facts that it says to have, if it does.
    coverage: Option<Coverage>,
    repeats: Repeats,
    zone: String,
    /// Whether `timeZone` names another one.
    is_of_other_zone: bool,
    has_naive_times: bool,
}

impl Canonical {
    fn new(zone: Zone) -> Self {
        Self {
            zone: zone.name().to_owned(),
            is_of_other_zone: false,
            has_naive_times: false,
            fields: Fields::new(Rc::new(zone)),
            spelling: Spelling::default(),
            id: String::new(),
            has_id: false,
            thread: Thread::default(),
            coverage: None,
            repeats: Repeats::default(),
        }
    }
}

impl Shape for Canonical {
    type Spot = Spot;

    fn visitor<'a>(&'a mut self, batch: &'a mut Batch) -> impl Visitor<Spot = Spot> + 'a {
        Reading { draft: self, batch }
    }

    fn abandon(&mut self, batch: &mut Batch) {
        batch.drop_pending();
        self.has_id = false;
        self.thread = Thread::default();
        self.coverage = None;
    }
}

struct Reading<'a> {
    draft: &'a mut Canonical,
    batch: &'a mut Batch,
}

impl Visitor for Reading<'_> {
    type Spot = Spot;

    fn root(&mut self) -> Next<Spot> {
        Next::Either(Spot::Root)
    }

    fn member(&mut self, of: Spot, key: &str) -> Next<Spot> {
        match (of, key) {
            (Spot::Root, "timeZone") => Next::Take(Spot::TimeZone),
            (Spot::Root, "agents") => Next::Array(Spot::Agents),
            (Spot::Root, "contacts") => Next::Array(Spot::Contacts),
            (Spot::Root, "teams") => Next::Array(Spot::Teams),
            (Spot::Root, "conversations") => Next::Array(Spot::Conversations),
            (Spot::Root | Spot::Conversation, "messages") => Next::Array(Spot::Messages),
            (Spot::Root | Spot::Conversation, "events") => Next::Array(Spot::Events),
            (Spot::Root | Spot::Conversation, _) => {
                field(key).map_or(Next::Skip, |field| Next::Take(Spot::Field(field)))
            }
            _ => Next::Skip,
        }
    }

    fn is_of_many(spot: Spot) -> bool {
        spot == Spot::Conversation
    }

    fn element(&mut self, of: Spot) -> Next<Spot> {
        match of {
            Spot::Root | Spot::Conversations => Next::Object(Spot::Conversation),
            Spot::Agents => Next::Take(Spot::Agent),
            Spot::Contacts => Next::Take(Spot::Contact),
            Spot::Teams => Next::Take(Spot::Team),
            Spot::Messages => Next::Take(Spot::Message),
            Spot::Events => Next::Take(Spot::Event),
            _ => Next::Skip,
        }
    }

    fn enter(&mut self, spot: Spot, _: &Trail<'_, Spot>) {
        if spot == Spot::Messages {
            self.draft.thread.coverage.add(Fact::Messages);
            self.draft.repeats = Repeats::default();
        }
    }

    fn take(&mut self, spot: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        // Some may be left of a row that was not there to its end.
        self.draft.fields.faults.clear();
        match spot {
            Spot::Agent | Spot::Team => self.named(spot, cursor, trail),
            Spot::Contact => self.contact(cursor, trail),
            Spot::Message => self.message(cursor, trail),
            Spot::Event => self.event(cursor, trail),
            Spot::TimeZone => self.time_zone(cursor, trail),
            Spot::Field(Field::Tags) => self.tags(cursor, trail),
            Spot::Field(Field::Csat) => self.surveys(cursor, trail),
            Spot::Field(Field::Coverage) => self.coverage(cursor, trail),
            Spot::Field(field) => self.field(field, cursor, trail),
            _ => cursor.skip(),
        }
    }

    fn leave(&mut self, spot: Spot, trail: &Trail<'_, Spot>) {
        let is_document = spot == Spot::Root && !self.draft.has_id && self.draft.thread == Thread::default();
        if spot == Spot::Conversation || (spot == Spot::Root && !is_document) {
            self.close_conversation(trail);
        }
    }

    fn other(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        self.warn(Fault::WrongType, "", trail);
    }

    fn too_large(&mut self, _: Spot, trail: &Trail<'_, Spot>) {
        self.warn(Fault::RowTooLarge, "", trail);
    }

    fn name(spot: Spot) -> &'static str {
        match spot {
            Spot::Agents => "agents",
            Spot::Contacts => "contacts",
            Spot::Teams => "teams",
            Spot::Conversations => "conversations",
            Spot::Messages => "messages",
            Spot::Events => "events",
            _ => "",
        }
    }
}

fn field(key: &str) -> Option<Field> {
    Some(match key {
        "id" => Field::Id,
        "contactId" => Field::ContactId,
        "channel" => Field::Channel,
        "origin" => Field::Origin,
        "category" => Field::Category,
        "status" => Field::Status,
        "createdAt" => Field::CreatedAt,
        "closedAt" => Field::ClosedAt,
        "updatedAt" => Field::UpdatedAt,
        "unread" => Field::Unread,
        "agentId" => Field::AgentId,
        "team" => Field::Team,
        "tags" => Field::Tags,
        "csat" => Field::Csat,
        "coverage" => Field::Coverage,
        "silenceMs" => Field::SilenceMs,
        _ => return None,
    })
}

impl Reading<'_> {
    #[cold]
    #[inline(never)]
    fn warn(&mut self, fault: Fault, key: &str, trail: &Trail<'_, Spot>) {
        self.batch.warnings.add(fault, || {
            let path = trail.path();
            let path = if key.is_empty() || path.is_empty() { path + key } else { format!("{path}.{key}") };
            Place { path: Some(path), ..Place::at_offset(trail.offset) }
        });
    }

    /// Hands on what was wrong with the values of a row.
    #[inline(always)]
    fn warn_all(&mut self, trail: &Trail<'_, Spot>) {
        for (fault, key) in std::mem::take(&mut self.draft.fields.faults) {
            self.warn(fault, key, trail);
            if fault == Fault::NaiveTime && !std::mem::replace(&mut self.draft.has_naive_times, true) {
                self.warn_of_zone(key, trail);
            }
        }
    }

    /// `timeZone` may stand before the times that it is about, or behind them.
    fn time_zone(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let name = self.draft.fields.text("timeZone", cursor.scalar()?);
        self.draft.is_of_other_zone = name.is_some_and(|name| !name.is_empty() && name != self.draft.zone);
        self.warn_all(trail);
        self.warn_of_zone("timeZone", trail);
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn warn_of_zone(&mut self, key: &str, trail: &Trail<'_, Spot>) {
        if self.draft.is_of_other_zone && self.draft.has_naive_times {
            self.warn(Fault::ZoneDiffers, key, trail);
        }
    }

    fn agent_row(&mut self, id: Option<Text<'_>>) -> u32 {
        id.map_or(NONE, |id| self.batch.tables.agents.row(ID, id.bytes()))
    }

    #[inline(never)]
    fn close_conversation(&mut self, trail: &Trail<'_, Spot>) {
        let mut thread = std::mem::take(&mut self.draft.thread);
        if let Some(coverage) = self.draft.coverage.take() {
            thread.is_maybe_cut = !coverage.has(Fact::Messages);
            thread.coverage = coverage;
        }
        if !std::mem::take(&mut self.draft.has_id) {
            self.batch.drop_pending();
            self.warn(Fault::MissingId, "id", trail);
            return;
        }
        let row = self.batch.tables.threads.row(ID, &self.draft.id);
        self.batch.settle(row);
        self.batch.write_thread(row, &thread);
    }

    #[inline(never)]
    fn field(&mut self, field: Field, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let Canonical { fields, thread, id, has_id, .. } = &mut *self.draft;
        let tables = &mut self.batch.tables;
        let place =
            |dict: &mut Dict, text: Option<Text<'_>>| Some(text.map_or(NOBODY, |text| dict.intern(text.bytes())));
        match field {
            Field::Id => {
                let read = fields.read_id("id", cursor)?;
                *has_id = read.is_some();
                if let Some(read) = read {
                    id.clear();
                    id.push_str(&read.get());
                }
            }
            Field::ContactId => {
                let id = fields.read_id("contactId", cursor)?;
                thread.contact = id.map(|id| tables.contacts.row(ID, id.bytes()));
            }
            Field::Channel => thread.channel = place(&mut tables.channels, fields.read_text("channel", cursor)?),
            Field::Category => thread.category = place(&mut tables.categories, fields.read_text("category", cursor)?),
            Field::Team => thread.team = place(&mut tables.teams, fields.read_text("team", cursor)?),
            Field::Origin => thread.origin = fields.word("origin", cursor.scalar()?),
            Field::Status => {
                thread.status = fields.word("status", cursor.scalar()?);
                thread.coverage.add(Fact::Status);
            }
            Field::CreatedAt => thread.created_at = fields.read_time("createdAt", cursor)?,
            Field::UpdatedAt => thread.updated_at = fields.read_time("updatedAt", cursor)?.and_then(known),
            Field::ClosedAt => {
                thread.closed_at = fields.read_time("closedAt", cursor)?;
                thread.coverage.add(Fact::Status);
            }
            Field::Unread => {
                thread.unread = fields.count("unread", cursor.scalar()?);
                thread.coverage.add(Fact::Seen);
            }
            Field::AgentId => {
                let id = fields.read_id("agentId", cursor)?;
                thread.agent = Some(id.map_or(NOBODY, |id| tables.agents.row(ID, id.bytes())));
                thread.coverage.add(Fact::Agents);
            }
            Field::SilenceMs => {
                thread.silence_ms = fields.count("silenceMs", cursor.scalar()?).map(Millis::from);
            }
            Field::Tags | Field::Csat | Field::Coverage => {}
        }
        self.warn_all(trail);
        Ok(())
    }

    /// `["vip"]`, or `[{"name": "refund", "by": "a1", "at": "…"}]`, or both mixed.
    #[inline(never)]
    fn tags(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let fields = &mut self.draft.fields;
        let mut tags = Vec::new();
        let found = cursor.array(|value| {
            tags.extend(read_tag(value, fields)?);
            Ok(())
        })?;
        if found == Found::Other {
            fields.fault(Fault::WrongType, "tags");
        }
        self.draft.thread.coverage.add(Fact::Tags);
        let mut names = Vec::new();
        for Tag { name, by, at } in tags {
            let subject = self.batch.tables.tags.intern(name.as_bytes());
            names.push(subject);
            if let Some(at) = at {
                self.draft.thread.coverage.add(Fact::TagHistory);
                let by = by.map_or(NONE, |id| self.batch.tables.agents.row(ID, id.as_bytes()));
                self.batch.pending_event(&Event { at, kind: EventKind::Tagged, actor: Actor::Unknown, by, subject });
            }
        }
        self.draft.thread.tags = Some(names);
        self.warn_all(trail);
        Ok(())
    }

    /// `["messages", "agents"]`: the facts that there are of the conversation, instead of those that it shows.
    #[inline(never)]
    fn coverage(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let fields = &mut self.draft.fields;
        let mut coverage = Coverage::default();
        let found = cursor.array(|value| {
            if let Some(fact) = fields.word("coverage", value.scalar()?) {
                coverage.add(fact);
            }
            Ok(())
        })?;
        match found {
            Found::Expected => self.draft.coverage = Some(coverage),
            Found::Other => fields.fault(Fault::WrongType, "coverage"),
            Found::Null => {}
        }
        self.warn_all(trail);
        Ok(())
    }

    /// `{"score": 5, "scale": 5, "at": "…", "sentAt": "…"}`, or several of them.
    #[inline(never)]
    fn surveys(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let fields = &mut self.draft.fields;
        let mut surveys = Vec::new();
        if cursor.peek()? == b'[' {
            cursor.array(|value| {
                surveys.extend(read_survey(value, fields)?);
                Ok(())
            })?;
        } else {
            surveys.extend(read_survey(cursor, fields)?);
        }
        self.draft.thread.coverage.add(Fact::Surveys);
        surveys.iter().for_each(|survey| self.batch.pending_survey(survey));
        self.warn_all(trail);
        Ok(())
    }

    #[inline(never)]
    fn message(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let Canonical { fields, spelling, .. } = &mut *self.draft;
        let Spelling { message, words, .. } = spelling;
        let mut row = MessageRow::default();
        let found = cursor.members(message, |key, value| row.member(key, fields, words, value))?;
        self.warn_all(trail);
        let Some(at) = row.at.filter(|_| found == Found::Expected) else {
            let (fault, key) =
                if found == Found::Expected { (Fault::MissingTime, "at") } else { (Fault::WrongType, "") };
            self.warn(fault, key, trail);
            return Ok(());
        };
        self.keep_message(&row, at);
        Ok(())
    }

    fn keep_message(&mut self, row: &MessageRow<'_>, at: Millis) {
        let actor = row.actor.or(row.direction).unwrap_or(Actor::Unknown);
        let kind = if row.is_private { MessageKind::Note } else { row.kind.unwrap_or(MessageKind::Text) };
        let id = match row.id {
            Some(id) => MessageId::from_text(id.bytes()),
            None => self.id_of_content(row, at, actor, kind),
        };
        let sender = match (actor, row.sender) {
            (_, None) => NONE,
            (Actor::Contact, Some(id)) => self.batch.tables.contacts.row(ID, id.bytes()),
            (_, id) => self.agent_row(id),
        };
        let coverage = &mut self.draft.thread.coverage;
        if actor != Actor::Unknown {
            coverage.add(Fact::Actors);
        }
        if actor == Actor::Agent && sender != NONE {
            coverage.add(Fact::Agents);
        }
        if row.receipts != Receipts::default() && !matches!(actor, Actor::Contact | Actor::System) {
            coverage.add(Fact::Receipts);
        }
        if kind == MessageKind::Note {
            coverage.add(Fact::Notes);
        }
        let marks = if row.is_marked { self.marks(row) } else { Marks::default() };
        self.batch.pending_message(&Message { id, at, actor, kind, sender, receipts: row.receipts, marks });
    }

    #[inline(never)]
    fn marks(&mut self, row: &MessageRow<'_>) -> Marks {
        let tables = &mut self.batch.tables;
        if row.flow.is_some() || row.step.is_some() {
            self.draft.thread.coverage.add(Fact::Flows);
        }
        Marks {
            template: place(&mut tables.templates, row.template),
            campaign: place(&mut tables.campaigns, row.campaign),
            variant: place(&mut tables.variants, row.variant),
            flow: place(&mut tables.flows, row.flow),
            step: place(&mut tables.steps, row.step),
            error: place(&mut tables.errors, row.error),
        }
    }

    fn id_of_content(&mut self, row: &MessageRow<'_>, at: Millis, actor: Actor, kind: MessageKind) -> MessageId {
        let [sender, said] = [row.sender, row.text].map(|text| text.map_or_else(Cow::default, Text::get));
        self.draft.repeats.id(at, dict::hash_all(&[actor.id(), &sender, kind.id(), &said]))
    }

    #[inline(never)]
    fn event(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let Canonical { fields, spelling, .. } = &mut *self.draft;
        let (row, found) = EventRow::read(cursor, spelling, fields)?;
        let survey = if found == Found::Expected { row.survey("", fields) } else { None };
        self.warn_all(trail);
        let fault = match (found, row.happened, row.at) {
            (Found::Expected, Some(Happened::Event(kind)), Some(at)) => {
                self.keep_event(&row, kind, at);
                return Ok(());
            }
            (Found::Expected, Some(Happened::Survey), _) => {
                self.draft.thread.coverage.add(Fact::Surveys);
                survey.iter().for_each(|survey| self.batch.pending_survey(survey));
                return Ok(());
            }
            (Found::Expected, Some(Happened::Event(_)), None) => (Fault::MissingTime, "at"),
            (Found::Expected, ..) => (Fault::UnknownWord, "type"),
            _ => (Fault::WrongType, ""),
        };
        self.warn(fault.0, fault.1, trail);
        Ok(())
    }

    fn keep_event(&mut self, row: &EventRow<'_>, kind: EventKind, at: Millis) {
        self.cover(kind);
        let reason = || actor_of_reason(&row.reason?.get());
        let actor = row.actor.or_else(reason).unwrap_or(Actor::Unknown);
        // Contacts are no agents, even where they are named.
        let by = if actor == Actor::Contact { NONE } else { self.agent_row(row.by) };
        let subject = self.subject(row, kind);
        self.batch.pending_event(&Event { at, kind, actor, by, subject });
    }

    fn subject(&mut self, row: &EventRow<'_>, kind: EventKind) -> u32 {
        let tables = &mut self.batch.tables;
        match kind.subject() {
            Subject::Agent => self.agent_row(row.to),
            Subject::Tag => place(&mut tables.tags, row.tag),
            Subject::FlowStep => {
                let (flow, step) = (place(&mut tables.flows, row.flow), place(&mut tables.steps, row.step));
                tables.flow_steps.intern(FlowStep { flow, step })
            }
            Subject::Conversion => {
                let kind = place(&mut tables.conversion_kinds, row.kind);
                let currency = row.currency.map(|currency| currency.get().to_ascii_uppercase());
                let currency = currency.map_or(NONE, |currency| tables.currencies.intern(currency));
                tables.conversions.intern(Conversion { value_micros: row.value_micros, currency, kind })
            }
        }
    }

    /// An event shows that the source supplies facts of its kind.
    fn cover(&mut self, kind: EventKind) {
        use EventKind::*;
        let coverage = &mut self.draft.thread.coverage;
        match kind {
            Opened | Closed | Reopened | Pending | Snoozed => coverage.add(Fact::Status),
            Assigned | Unassigned => {
                coverage.add(Fact::Agents);
                coverage.add(Fact::Assignments);
            }
            Tagged | Untagged => {
                coverage.add(Fact::Tags);
                coverage.add(Fact::TagHistory);
            }
            Seen => coverage.add(Fact::Seen),
            Handoff => {}
            Note => coverage.add(Fact::Notes),
            OptIn | OptOut => coverage.add(Fact::OptOuts),
            FlowStep => coverage.add(Fact::Flows),
            Conversion => coverage.add(Fact::Conversions),
        }
    }

    /// An agent; or a team, of which only the id and the name are looked at.
    #[inline(never)]
    fn named(&mut self, spot: Spot, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let fields = &mut self.draft.fields;
        let (mut id, mut name, mut team, mut actor) = (None, None, None, None);
        cursor.object(|key, value| {
            match key {
                "id" => id = fields.id("id", value.scalar()?),
                "name" => name = fields.text("name", value.scalar()?),
                "team" if spot == Spot::Agent => team = fields.text("team", value.scalar()?),
                "kind" if spot == Spot::Agent => actor = fields.word::<Actor>("kind", value.scalar()?),
                _ => value.skip()?,
            }
            Ok(())
        })?;
        self.warn_all(trail);
        let Some(id) = id else {
            self.warn(Fault::MissingId, "id", trail);
            return Ok(());
        };
        let tables = &mut self.batch.tables;
        if spot == Spot::Team {
            let row = tables.teams.intern(id.as_bytes());
            name.into_iter().for_each(|name| tables.team_names.set(row, name.as_bytes()));
            return Ok(());
        }
        let row = tables.agents.row(ID, id.as_bytes());
        name.into_iter().for_each(|name| tables.agents.names.set(row, name.as_bytes()));
        if let Some(team) = team {
            tables.agents.team[row as usize] = tables.teams.intern(team.as_bytes());
        }
        tables.agents.actor[row as usize] = actor.unwrap_or(Actor::Agent);
        Ok(())
    }

    #[inline(never)]
    fn contact(&mut self, cursor: &mut Cursor<'_>, trail: &Trail<'_, Spot>) -> Read<()> {
        let mut row = ContactRow::read(cursor, &mut self.draft.fields)?;
        self.warn_all(trail);
        match row.id.take() {
            Some(id) => self.keep_contact(&id, row),
            None => self.warn(Fault::MissingId, "id", trail),
        }
        Ok(())
    }

    fn keep_contact(&mut self, id: &str, row: ContactRow<'_>) {
        let tables = &mut self.batch.tables;
        let contact = tables.contacts.row(ID, id);
        let place = contact as usize;
        if let Some(name) = row.name {
            tables.contacts.names.set(contact, name.as_bytes());
        }
        if let Some(country) = row.country {
            tables.contacts.country[place] = tables.countries.intern(country.as_bytes());
        }
        if let Some(created_at) = row.created_at {
            tables.contacts.created_at[place] = created_at;
        }
        if let Some(added_via) = row.added_via {
            tables.contacts.added_via[place] = tables.contact_sources.intern(added_via.as_bytes());
        }
        if let Some(removed_at) = row.removed_at {
            tables.contacts.removed_at[place] = removed_at;
            tables.show(ID, Coverage::of(&[Fact::ContactHistory]));
        }
        if let Some(tags) = row.tags {
            let tags: Vec<u32> = tags.iter().map(|tag| tables.contact_tags.intern(tag.as_bytes())).collect();
            tables.contacts.set_tags(contact, tags);
        }
        self.batch.attributes(contact, row.attributes);
        for (kind, handle) in [HandleKind::Phone, HandleKind::Email, HandleKind::External].into_iter().zip(row.handles)
        {
            handle.into_iter().for_each(|handle| self.batch.handle(contact, kind, &handle));
        }
    }
}

/// The place of the text, if there is one.
fn place(dict: &mut Dict, text: Option<Text<'_>>) -> u32 {
    text.map_or(NONE, |text| dict.intern(text.bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;
    use crate::store::vocabulary::Status;
    use crate::testing::kept::{OfContact, known_of_contact};
    use crate::testing::{read, read_in_pieces};
    use crate::time::{NEVER, UNKNOWN};

    const SMALL: &str = include_str!("../../../tests/fixtures/canonical/every-field.json");

    #[test]
    fn times_without_a_zone_that_are_of_another_one_are_told() {
        let told = |text: &str| -> Vec<_> {
            let data = read(text).unwrap();
            data.warnings()
                .as_slice()
                .iter()
                .map(|one| (one.code, one.count, one.first.path.clone().unwrap()))
                .collect()
        };
        let zone = r#""timeZone":"Europe/Rome""#;
        let rows =
            |at: &str| format!(r#""conversations":[{{"id":"k1","messages":[{{"at":"{at}"}},{{"at":"{at}"}}]}}]"#);
        let (naive, sure) = (rows("2025-03-03T09:00:00"), rows("2025-03-03T09:00:00Z"));
        let at = || "conversations[0].messages[0].at".to_owned();
        let (of_none, differs) = ((Fault::NaiveTime, 2, at()), Fault::ZoneDiffers);
        assert_eq!(told(&format!("{{{zone},{naive}}}")), [of_none.clone(), (differs, 1, at())]);
        assert_eq!(told(&format!("{{{naive},{zone}}}")), [of_none.clone(), (differs, 1, "timeZone".to_owned())]);
        assert_eq!(told(&format!("{{{zone},{sure}}}")), []);
        assert_eq!(told(&format!(r#"{{"timeZone":"UTC",{naive}}}"#)), [of_none]);
    }

    #[test]
    fn every_field_is_read() {
        let dataset = read(SMALL).unwrap();
        let (threads, messages) = (&dataset.threads, &dataset.messages);
        assert_eq!((threads.len(), messages.len(), dataset.events.len()), (2, 7, 13));
        assert_eq!((threads.keys.id(0), threads.status[0], threads.unread[0]), ("k1", Status::Closed, 0));
        assert_eq!((threads.agent[1], threads.status[1], threads.unread[1]), (NOBODY, Status::Open, 2));
        assert_eq!(dataset.channels.get(threads.channel[0]), "whatsapp");
        assert_eq!(dataset.categories.get(threads.category[0]), "payment");
        assert_eq!(messages.actor[..4], [Actor::Contact, Actor::Bot, Actor::Agent, Actor::Agent]);
        assert_eq!(messages.kind[..4], [MessageKind::Text, MessageKind::Text, MessageKind::Image, MessageKind::Note]);
        let tagged = dataset.events.of(0).find(|event| event.kind == EventKind::Tagged).unwrap();
        assert_eq!((dataset.tags.get(tagged.subject), dataset.agents.keys.id(tagged.by)), ("refund", "a1"));
        assert_eq!(dataset.agents.names.get(tagged.by), Some("Omar"));
        let contact = dict::some(threads.contact[0]).unwrap();
        assert_eq!(dataset.contacts.names.get(contact), Some("Lina"));
        let facts: Vec<_> = dataset.coverage().facts().collect();
        let expected = [
            Fact::Actors,
            Fact::Messages,
            Fact::Status,
            Fact::Agents,
            Fact::Tags,
            Fact::TagHistory,
            Fact::Seen,
            Fact::Receipts,
            Fact::Surveys,
            Fact::Conversions,
            Fact::Flows,
            Fact::ContactHistory,
            Fact::OptOuts,
            Fact::Notes,
            Fact::Assignments,
        ];
        assert_eq!(facts, expected);
        assert_eq!(dataset.warnings().as_slice(), []);
    }

    #[test]
    fn what_events_say_beyond_their_time_is_read() {
        let dataset = read(SMALL).unwrap();
        let of_kind = |kind| dataset.events.of(0).filter(move |event| event.kind == kind);
        let worth = |event: Event| {
            let Conversion { value_micros, currency, kind } = dataset.conversions.get(event.subject);
            let text = |dict: &Dict, place| dict::some(place).map(|place| dict.get(place).to_owned());
            (value_micros, text(&dataset.currencies, currency), text(&dataset.conversion_kinds, kind))
        };
        let conversions: Vec<_> = of_kind(EventKind::Conversion).map(worth).collect();
        let text = |text: &str| Some(text.to_owned());
        let expected = [
            (Some(49_900_000), text("EUR"), text("order")),
            (Some(-12_500_000), text("EUR"), text("refund")),
            (None, None, text("signup")),
        ];
        assert_eq!(conversions, expected);
        let step = dataset.flow_steps.get(of_kind(EventKind::FlowStep).next().unwrap().subject);
        assert_eq!((dataset.flows.get(step.flow), dataset.steps.get(step.step)), ("order-status", "2"));
        let note = of_kind(EventKind::Note).next().unwrap();
        assert_eq!(dataset.agents.keys.id(note.by), "a1");
        let opt_out = of_kind(EventKind::OptOut).next().unwrap();
        assert_eq!((opt_out.actor, opt_out.subject), (Actor::Contact, NONE));
    }

    #[test]
    fn contacts_are_read_and_a_newer_version_changes_what_it_says() {
        let removed_at = 1_740_823_200_000;
        let document = |contacts: &str| format!(r#"{{"contacts":[{contacts}],"conversations":[{{"id":"k1"}}]}}"#);
        let first = r#"{"id":"c1","addedVia":"import","removedAt":"2025-03-01T10:00:00Z","tags":["vip","vip","new"],
            "attributes":{"plan":"free","orders":7,"isSubscribed":true}},{"id":"c2"}"#;
        let second = r#"{"id":"c2","attributes":{"plan":"pro"},"removedAt":null,"tags":[]},{"id":"c1"}"#;
        let third = r#"{"id":"c1","removedAt":null,"tags":["old"],"attributes":{"orders":8.50,"plan":null}}"#;
        let mut dataset = read(&document(first)).unwrap();
        let text = |text: &str| Some(text.to_owned());
        let first_known: OfContact = (
            text("import"),
            removed_at,
            Some(vec!["vip".into(), "new".into()]),
            [text("free"), text("7"), text("true")],
        );
        assert_eq!(known_of_contact(&dataset, 0), first_known);
        assert_eq!(known_of_contact(&dataset, 1), (None, UNKNOWN, None, [None, None, None]));
        dataset.add(crate::testing::batch(&document(second)).unwrap());
        assert_eq!(known_of_contact(&dataset, 0), first_known);
        assert_eq!(known_of_contact(&dataset, 1), (None, NEVER, Some(vec![]), [text("pro"), None, None]));
        dataset.add(crate::testing::batch(&document(third)).unwrap());
        let third_known = (text("import"), NEVER, Some(vec!["old".into()]), [None, text("8.50"), text("true")]);
        assert_eq!(known_of_contact(&dataset, 0), third_known);
        let plan = dataset.attribute_keys.find("plan").unwrap();
        assert_eq!(dataset.attribute(0, plan), NOBODY);
        assert!(dataset.coverage().has(Fact::ContactHistory));
        assert_eq!(dataset.warnings().as_slice(), []);
    }

    #[test]
    fn what_is_wrong_in_a_contact_is_a_warning() {
        let text = r#"{"contacts":[{"id":"c1","addedVia":true,"removedAt":"soon","tags":"vip","attributes":["pro"]},
            {"id":"c2","tags":["a",7],"attributes":{"plan":{"name":"pro"},"city":""}}],"conversations":[{"id":"k1"}]}"#;
        let dataset = read(text).unwrap();
        let warnings: Vec<_> =
            dataset.warnings().as_slice().iter().map(|warning| (warning.code, warning.count)).collect();
        assert_eq!(warnings, [(Fault::WrongType, 5), (Fault::BadTime, 1)]);
        assert_eq!((dataset.contacts.has_tags.as_slice(), dataset.attributes.len()), (&[false, true][..], 1));
        assert!(!dataset.coverage().has(Fact::ContactHistory));
    }

    #[test]
    fn what_messages_are_marked_with_is_read() {
        let dataset = read(SMALL).unwrap();
        let spelled = |row: u32| {
            let Marks { template, campaign, variant, flow, step, error } = dataset.messages.marks.of(row);
            let text = |dict: &Dict, place| dict::some(place).map_or("", |place| dict.get(place)).to_owned();
            [
                text(&dataset.templates, template),
                text(&dataset.campaigns, campaign),
                text(&dataset.variants, variant),
                text(&dataset.flows, flow),
                text(&dataset.steps, step),
                text(&dataset.errors, error),
            ]
        };
        assert_eq!(dataset.messages.marks.message, [1, 6]);
        assert_eq!(spelled(1), ["", "", "", "order-status", "2", ""]);
        assert_eq!(spelled(6), ["spring_offer", "spring", "b", "", "", "131026"]);
        let wrong = r#"[{"id":"k1","messages":[{"id":"m1","at":1740902400000,"template":{"name":"x"},"step":true,
            "campaign":"","flow":null,"status":"read"}]}]"#;
        let dataset = read(wrong).unwrap();
        assert_eq!((dataset.messages.len(), dataset.messages.marks.len()), (1, 0));
        let warning = &dataset.warnings().as_slice()[0];
        let path = warning.first.path.as_deref();
        assert_eq!((warning.code, warning.count, path), (Fault::WrongType, 3, Some("[0].messages[0].template")));
    }

    #[test]
    fn surveys_are_members_and_events() {
        let times = r#""at":"2025-03-01T10:00:00Z","sentAt":"2025-03-01T09:00:00Z""#;
        let text = format!(
            r#"[{{"id":"one","contactId":"c1","csat":{{"score":4.5,"scale":5,{times}}}}},
            {{"id":"two","csat":[{{"sentAt":"2025-03-01T09:00:00Z"}},{{"score":9,"scale":10,"at":"2025-03-01T08:00:00Z"}}]}},
            {{"id":"sent","events":[{{"type":"csat","at":"2025-03-01T09:00:00Z","scale":5}}]}},
            {{"id":"both","csat":{{"score":2,{times}}},"events":[{{"type":"csat","score":2,"scale":5,{times}}}]}},
            {{"id":"none","csat":null}},{{"id":"silent"}},
            {{"id":"wrong","csat":[{{"score":6,"scale":5,{times}}},{{"score":"good",{times}}},{{}},7]}}]"#
        );
        let dataset = read(&text).unwrap();
        let surveys = |thread| -> Vec<_> {
            let of_thread = dataset.surveys.of(thread);
            of_thread
                .map(|survey| (known(survey.sent_at), known(survey.answered_at), survey.score, survey.scale))
                .collect()
        };
        let [eight, nine, ten] = [8, 9, 10].map(|hour| Some(1_740_787_200_000 + hour * crate::time::HOUR_MS));
        assert_eq!(surveys(0), [(nine, ten, Some(4.5), Some(5))]);
        assert_eq!(surveys(1), [(None, eight, Some(9.0), Some(10)), (nine, None, None, None)]);
        assert_eq!(surveys(2), [(nine, None, None, Some(5))]);
        assert_eq!(surveys(3), [(nine, ten, Some(2.0), Some(5))]);
        assert_eq!([surveys(4), surveys(5)], [[], []]);
        // A score above its scale is an answer, which no metric of scores takes.
        assert_eq!(surveys(6), [(nine, ten, Some(6.0), Some(5))]);
        assert!(dataset.threads.coverage.iter().all(|coverage| coverage.has(Fact::Surveys)));
        let warnings: Vec<_> =
            dataset.warnings().as_slice().iter().map(|warning| (warning.code, warning.count)).collect();
        assert_eq!(warnings, [(Fault::NumberOutOfRange, 1), (Fault::WrongType, 2), (Fault::MissingTime, 1)]);
    }

    #[test]
    fn the_example_of_the_package_is_read() {
        let readme = include_str!("../../../pkg-template/README.md");
        let (_, rest) = readme.split_once("```json\n").unwrap();
        let dataset = read(rest.split_once("```").unwrap().0).unwrap();
        assert_eq!(dataset.warnings().as_slice(), []);
        assert_eq!((dataset.messages.marks.len(), dataset.surveys.len(), dataset.events.len()), (1, 1, 5));
        assert_eq!(dataset.contacts.attributes.get(0).len(), 3);
    }

    #[test]
    fn an_array_and_lines_give_the_same_as_the_document() {
        let conversations = |text: &str| {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            value["conversations"].as_array().unwrap().clone()
        };
        let list = conversations(SMALL);
        let array = serde_json::to_string_pretty(&list).unwrap();
        let lines: String = list.iter().map(|conversation| conversation.to_string() + "\n").collect();
        let columns = |text: &str| {
            let dataset = read(text).unwrap();
            format!("{:?}", (&dataset.messages.at, &dataset.messages.id, &dataset.threads.status, &dataset.events.at))
        };
        assert_eq!(columns(&array), columns(SMALL));
        assert_eq!(columns(&lines), columns(SMALL));
        assert_eq!(columns(&lines.replace('\n', "\r\n")), columns(SMALL));
        assert_eq!(columns(&list[0].to_string()), columns(&serde_json::to_string_pretty(&list[0]).unwrap()));
    }

    #[test]
    fn a_damaged_line_is_a_warning_and_the_others_are_read() {
        let line = |id: u32| format!(r#"{{"id":"k{id}","messages":[{{"id":"m{id}","at":"2025-03-01T09:00:00Z"}}]}}"#);
        let damaged = r#"{"id":"k2","messages":[{"id":"m2","at":"2025-03-01T09:00:00Z"}"#;
        let text = format!("{}\n{damaged}\n\n{}\n{} x\n{}", line(1), line(3), line(4), line(5));
        let dataset = read(&text).unwrap();
        let ids: Vec<_> = (0..dataset.threads.len() as u32).map(|row| dataset.threads.keys.id(row)).collect();
        assert_eq!((ids, dataset.messages.len()), (vec!["k1", "k3", "k4", "k5"], 4));
        let warning = &dataset.warnings().as_slice()[0];
        assert_eq!((warning.code, warning.count, warning.first.line), (Fault::BadLine, 2, Some(2)));
        for cut in 0..text.len() {
            let other = read_in_pieces(&text, &[cut]).unwrap();
            assert_eq!(other.warnings(), dataset.warnings(), "cut at {cut}");
            assert_eq!(other.messages.id, dataset.messages.id, "cut at {cut}");
        }
    }

    #[test]
    fn what_is_wrong_in_a_row_is_a_warning_with_its_place() {
        let text = r#"{"conversations":[
            {"id":"k1","status":"won","createdAt":"2025-13-01","tags":7,"messages":[
                {"id":"m1"},{"id":"m2","at":"1970-01-01T00:00:00Z"},5,
                {"id":"m3","at":"2025-03-01 09:00:00","direction":3},{"id":"m4","at":1740819600}]},
            {"messages":[{"id":"m5","at":"2025-03-01T09:00:00Z"}]}, 8, null]}"#;
        let dataset = read(text).unwrap();
        assert_eq!((dataset.threads.len(), dataset.messages.len()), (1, 2));
        let warnings: Vec<_> = dataset
            .warnings()
            .as_slice()
            .iter()
            .map(|warning| (warning.code, warning.count, warning.first.path.as_deref().unwrap()))
            .collect();
        let expected = [
            (Fault::UnknownWord, 1, "conversations[0].status"),
            (Fault::BadTime, 1, "conversations[0].createdAt"),
            (Fault::WrongType, 4, "conversations[0].tags"),
            (Fault::MissingTime, 2, "conversations[0].messages[0].at"),
            (Fault::TimeOutOfRange, 1, "conversations[0].messages[1].at"),
            (Fault::NaiveTime, 1, "conversations[0].messages[3].at"),
            (Fault::TimeInSeconds, 1, "conversations[0].messages[4].at"),
            (Fault::MissingId, 1, "conversations[1].id"),
        ];
        assert_eq!(warnings, expected);
    }

    #[test]
    fn messages_without_ids_are_recognised_again() {
        let text = r#"[{"id":"k1","contactId":"c1","messages":[
            {"at":"2025-03-01T09:00:00Z","direction":"in","text":"hi"},{"at":"2025-03-01T09:00:00Z","direction":"in","text":"hi"},
            {"at":"2025-03-01T09:00:00Z","direction":"in","text":"you"}]}]"#;
        let mut dataset = read(text).unwrap();
        assert_eq!(dataset.messages.len(), 3);
        dataset.add(crate::testing::batch(text).unwrap());
        assert_eq!(dataset.messages.len(), 3);
    }

    #[test]
    fn a_bad_file_is_one_error_with_its_place() {
        let error = |bytes: &[u8]| {
            let error = crate::testing::read_bytes(bytes, "").unwrap_err();
            (error.code, error.place.offset, error.place.path)
        };
        assert_eq!(error(b""), (Code::EmptyInput, None, None));
        assert_eq!(error(b"\xEF\xBB\xBF \n"), (Code::EmptyInput, None, None));
        assert_eq!(error(b"\x89PNG\r\n\x1a\n"), (Code::UnknownFormat, None, None));
        assert_eq!(error(b"{\"pets\":[1]}"), (Code::UnknownFormat, None, None));
        assert_eq!(error(b"{\"conversations\"}"), (Code::BadJson, Some(16), None));
        let cut = &SMALL.as_bytes()[..700];
        let (code, offset, path) = error(cut);
        assert_eq!((code, offset), (Code::TruncatedInput, Some(700)));
        assert!(path.unwrap().starts_with("conversations[0]"));
        let mut bytes = SMALL.as_bytes().to_vec();
        let at = SMALL.find("Lina").unwrap();
        bytes[at] = 0xFF;
        assert_eq!(error(&bytes), (Code::BadUtf8, Some(at as u64), Some("contacts[0]".into())));
        let deep = format!("{{\"conversations\":[{{\"id\":{}", "[".repeat(100_000));
        assert_eq!(error(deep.as_bytes()).0, Code::NestedTooDeep);
    }
}
