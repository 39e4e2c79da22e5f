//! Tables that respond.io exports: messages, conversations, contacts, and the report of contacts added.
//!
//! Their times have no zone. Those of messages are told by their ids; the others are read in the declared zone.

use super::{ACTORS, ID, KINDS, meaning, time_of};
use crate::error::{Error, Fault};
use crate::ingest::fields::{Fields, as_it_was};
use crate::ingest::fingerprint::Head;
use crate::ingest::repeats::Repeats;
use crate::ingest::rows::{event, message};
use crate::ingest::scan::delimited::Dialect;
use crate::ingest::scan::json::{Cursor, Scalar, Text};
use crate::ingest::scan::tree::Tree;
use crate::ingest::table::{Columns, Record, Rows, TableReader};
use crate::ingest::{Details, Options, Reader};
use crate::store::dict::{NOBODY, NONE, hash_all};
use crate::store::threads::Thread;
use crate::store::vendor::{VendorRow, VendorTime};
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Origin, Status};
use crate::store::{Batch, events::Event};
use crate::time::written::{self, DateOrder, Evidence};
use crate::time::{Millis, NEVER, SECOND_MS, known};
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Messages,
    Conversations,
    Contacts,
    Added,
}

impl Kind {
    fn of(columns: &Columns) -> Option<Self> {
        let has = |names: &[&str]| columns.has(names);
        match () {
            () if has(&["Message ID", "Sender Type", "Contact ID", "Date & Time", "Content Type"]) => {
                Some(Self::Messages)
            }
            () if has(&["Conversation ID", "DateTime Conversation Started"]) => Some(Self::Conversations),
            () if has(&["Contact ID", "DateTime Created"]) => Some(Self::Contacts),
            () if has(&["Timestamp", "Contact ID", "Source", "Sub Source"]) => Some(Self::Added),
            () => None,
        }
    }
}

pub fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let look = look(head)?;
    look.kind.map(|_| "names-of-columns")
}

pub fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    let evidence = look(head).map(|look| look.evidence).unwrap_or_default();
    let found = (!evidence.is_empty()).then(|| evidence.order());
    let mut table = Table::new(Fields::new(Rc::new(options.zone.clone())), false);
    table.fields.date_order = options.date_order.or(found.map(|(order, _)| order));
    table.order = found.map(|(order, _)| options.date_order.unwrap_or(order));
    table.is_order_guessed = options.date_order.is_none() && found.is_some_and(|(_, is_guess)| is_guess);
    table.is_of_channels = head.name.contains("connected");
    Box::new(TableReader::new(table, dialect_of(head).unwrap_or(Dialect::COMMAS)))
}

fn dialect_of(head: &Head<'_>) -> Option<Dialect> {
    Dialect::guess(head.text.as_bytes(), false).map(|guess| guess.dialect)
}

/// What the beginning of a table tells.
fn look(head: &Head<'_>) -> Option<Table> {
    let fields = Fields::new(Rc::new(crate::time::Zone::utc()));
    let mut reader = TableReader::new(Table::new(fields, true), dialect_of(head)?);
    reader.read(head.text.as_bytes(), false, &mut Batch::default()).ok()?;
    Some(reader.into_rows())
}

struct Table {
    /// Nothing is kept: only the header and the dates are looked at.
    is_look: bool,
    kind: Option<Kind>,
    columns: Columns,
    fields: Fields,
    tree: Tree,
    repeats: Repeats,
    evidence: Evidence,
    order: Option<DateOrder>,
    is_order_guessed: bool,
    /// Of the contacts that a channel was connected to, which are not new.
    is_of_channels: bool,
}

const TIMES: [&str; 8] = [
    "Date & Time",
    "DateTime Conversation Started",
    "DateTime Conversation Resolved",
    "First Assignment Timestamp",
    "Last Assignment Timestamp",
    "DateTime Created",
    "Timestamp",
    "LastInteractionTime",
];

const VENDOR_TIMES: [(VendorTime, &str); 6] = [
    (VendorTime::FirstResponse, "First Response Time"),
    (VendorTime::ResponseTime, "Average Response Time"),
    (VendorTime::Resolution, "Resolution Time"),
    (VendorTime::TimeToAssignment, "Time to First Assignment"),
    (VendorTime::AssignmentToResponse, "First Assignment to First Response Time"),
    (VendorTime::AssignmentToClose, "First Assignment to Close Time"),
];

impl Table {
    fn new(fields: Fields, is_look: bool) -> Self {
        Self {
            is_look,
            kind: None,
            columns: Columns::default(),
            fields,
            tree: Tree::new(["type", "attachment"]),
            repeats: Repeats::default(),
            evidence: Evidence::default(),
            order: None,
            is_order_guessed: false,
            is_of_channels: false,
        }
    }

    fn cell<'a>(&self, record: &Record<'a>, column: &str) -> Option<std::borrow::Cow<'a, str>> {
        record.get(self.columns.find(&[column]))
    }

    fn id(&self, record: &Record<'_>, column: &str) -> Option<String> {
        self.cell(record, column).map(|id| as_it_was(&id).to_owned()).filter(|id| !id.is_empty())
    }

    /// An id, unless a spreadsheet has rounded it.
    fn sound_id(&mut self, record: &Record<'_>, column: &'static str) -> Option<String> {
        let id = self.id(record, column)?;
        if is_damaged(&id) {
            self.fields.fault(Fault::DamagedId, column);
            return None;
        }
        Some(id)
    }

    /// A time; [`NEVER`] where the cell is empty, and nothing where there is no such column.
    fn time(&mut self, record: &Record<'_>, column: &'static str) -> Option<Millis> {
        self.columns.find(&[column])?;
        let Some(cell) = self.cell(record, column) else { return Some(NEVER) };
        self.fields.instant(column, Scalar::Text(Text::plain(&cell)))
    }

    fn word<T: Copy>(&mut self, record: &Record<'_>, column: &'static str, words: &[(&str, T)]) -> Option<T> {
        let word = self.cell(record, column)?;
        let meaning = meaning(words, &word);
        if meaning.is_none() {
            self.fields.fault(Fault::UnknownWord, column);
        }
        meaning
    }

    /// An agent's place; nobody where the column is empty.
    fn agent(&self, record: &Record<'_>, column: &str, batch: &mut Batch) -> Option<u32> {
        self.columns.find(&[column])?;
        Some(self.id(record, column).map_or(NOBODY, |id| batch.tables.agents.row(ID, id)))
    }

    fn keep(&mut self, record: &Record<'_>, batch: &mut Batch) -> Result<(), (Fault, &'static str)> {
        let contact = self.id(record, "Contact ID").ok_or((Fault::MissingId, "Contact ID"))?;
        let row = batch.tables.contacts.row(ID, &contact);
        match self.kind {
            Some(Kind::Messages) => self.keep_message(record, row, batch),
            Some(Kind::Conversations) => self.keep_conversation(record, &contact, row, batch),
            _ => {
                self.keep_contact(record, row, batch);
                Ok(())
            }
        }
    }

    fn keep_message(
        &mut self,
        record: &Record<'_>,
        contact: u32,
        batch: &mut Batch,
    ) -> Result<(), (Fault, &'static str)> {
        let id = self.sound_id(record, "Message ID");
        let at = match id.as_deref().and_then(time_of) {
            Some(at) => Some(at),
            None => self.time(record, "Date & Time").and_then(known),
        };
        let at = at.ok_or((Fault::MissingTime, "Date & Time"))?;
        let actor = self.word(record, "Sender Type", &ACTORS).unwrap_or(Actor::Unknown);
        let sender = self.id(record, "Sender ID");
        let sender = sender.map_or(NONE, |id| sender_of(actor, &id, batch));
        let content = self.cell(record, "Content").unwrap_or_default();
        let mut message = message(id.as_deref().unwrap_or_default(), at, actor, sender);
        if id.is_none() {
            message.id = self.repeats.id(at, hash_all(&[&contact.to_string(), &content]));
        }
        message.kind = self.kind_of(record, &content);
        let home = batch.home(ID, contact);
        let channel = self.cell(record, "Channel ID").map(|channel| batch.tables.channels.intern(&*channel));
        let coverage = Coverage::of(&[Fact::Actors, Fact::Messages, Fact::Agents]);
        batch.write_thread(home, &Thread { channel, coverage, ..Thread::default() });
        batch.message(home, &message);
        Ok(())
    }

    /// By the JSON that a cell holds; else by the word beside it.
    fn kind_of(&mut self, record: &Record<'_>, content: &str) -> MessageKind {
        if content.starts_with('{')
            && let Ok(value) = self.tree.read(&mut Cursor::new(content, 0, true))
        {
            let word = |way: &str| match value.get(way).scalar() {
                Scalar::Text(text) if value.get(way).is_there() => meaning(&KINDS, &text.get()),
                _ => None,
            };
            if let Some(kind) = word("attachment.type").or_else(|| word("type")) {
                return kind;
            }
        }
        let word = self.cell(record, "Content Type");
        word.and_then(|word| meaning(&KINDS, &word)).unwrap_or(MessageKind::Text)
    }

    fn keep_conversation(
        &mut self,
        record: &Record<'_>,
        contact_id: &str,
        contact: u32,
        batch: &mut Batch,
    ) -> Result<(), (Fault, &'static str)> {
        let started = self.time(record, "DateTime Conversation Started");
        let created_at = started.and_then(known).ok_or((Fault::MissingTime, "DateTime Conversation Started"))?;
        let id = self.sound_id(record, "Conversation ID");
        // As it is written, so that it does not depend on the zone.
        let id = id.unwrap_or_else(|| {
            let written = self.cell(record, "DateTime Conversation Started").unwrap_or_default();
            format!("{contact_id}@{written}")
        });
        let closed_at = self.time(record, "DateTime Conversation Resolved");
        let opened_by = self.word(record, "Opened By Source", &ACTORS);
        let tables = &mut batch.tables;
        let thread = tables.threads.row(ID, &id);
        let version = Thread {
            contact: Some(contact),
            channel: self.cell(record, "Opened By Channel").map(|channel| tables.channels.intern(&*channel)),
            category: self.cell(record, "Conversation Category").map(|name| tables.categories.intern(&*name)),
            team: self.cell(record, "Closed By Team").map(|team| tables.teams.intern(&*team)),
            agent: self.agent(record, "Assignee", batch),
            origin: opened_by.map(origin_of),
            status: closed_at.map(|at| if known(at).is_some() { Status::Closed } else { Status::Open }),
            created_at: Some(created_at),
            closed_at,
            coverage: Coverage::of(&[Fact::Status, Fact::Agents, Fact::Assignments]),
            ..Thread::default()
        };
        batch.write_thread(thread, &version);
        batch.event(thread, &event(created_at, EventKind::Opened, opened_by.unwrap_or(Actor::Unknown), NONE));
        for (at, to) in
            [("First Assignment Timestamp", "First Assignee"), ("Last Assignment Timestamp", "Last Assignee")]
        {
            let at = self.time(record, at).and_then(known);
            let subject = self.agent(record, to, batch).filter(|&agent| agent != NOBODY);
            if let (Some(at), Some(subject)) = (at, subject) {
                let assigned = event(at, EventKind::Assigned, Actor::Unknown, NONE);
                batch.event(thread, &Event { subject, ..assigned });
            }
        }
        if let Some(at) = closed_at.and_then(known) {
            let by = self.agent(record, "Closed By", batch).filter(|&agent| agent != NOBODY);
            let actor = self.word(record, "Closed By Source", &ACTORS);
            let actor = actor.or(by.map(|_| Actor::Agent)).unwrap_or(Actor::Unknown);
            let by = by.filter(|_| actor == Actor::Agent).unwrap_or(NONE);
            batch.event(thread, &event(at, EventKind::Closed, actor, by));
        }
        for (time, column) in VENDOR_TIMES {
            let Some(cell) = self.cell(record, column) else { continue };
            if let Some(value_ms) = self.fields.duration_ms(column, Scalar::Text(Text::plain(&cell))) {
                let row = VendorRow { time, is_business: false, value_ms, unit_ms: SECOND_MS };
                batch.tables.vendor_times.push(thread, row);
            }
        }
        Ok(())
    }

    fn keep_contact(&mut self, record: &Record<'_>, contact: u32, batch: &mut Batch) {
        let names = ["First Name", "Last Name", "Contact Name"].map(|column| self.cell(record, column));
        let name = names.iter().flatten().map(|name| &**name).collect::<Vec<_>>().join(" ");
        let created = if self.kind == Some(Kind::Added) { "Timestamp" } else { "DateTime Created" };
        let created_at = self.time(record, created).and_then(known).filter(|_| !self.is_of_channels);
        let tables = &mut batch.tables;
        if !name.is_empty() {
            tables.contacts.names.set(contact, name);
        }
        if let Some(at) = created_at {
            tables.contacts.created_at[contact as usize] = at;
        }
        if let Some(country) = self.cell(record, "Country") {
            tables.contacts.country[contact as usize] = tables.countries.intern(&*country);
        }
        if self.kind == Some(Kind::Contacts) && self.columns.has(&["Tags"]) {
            let tags = self.cell(record, "Tags").unwrap_or_default();
            let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            let tags: Vec<u32> = tags.map(|tag| tables.contact_tags.intern(tag)).collect();
            tables.contacts.set_tags(contact, tags);
        }
        if self.kind == Some(Kind::Added)
            && !self.is_of_channels
            && let Some(source) = self.cell(record, "Source")
        {
            tables.contacts.added_via[contact as usize] = tables.contact_sources.intern(&*source);
        }
    }
}

/// Whether a spreadsheet has rounded the id, as `1.74105E+15`, `1741050000000000` or `1741049999999998`. The fifteen
/// digits that it keeps of any number are enough to tell ids apart.
fn is_damaged(id: &str) -> bool {
    let is_number = id.bytes().all(|byte| byte.is_ascii_digit());
    let is_scientific = || id.starts_with(|first: char| first.is_ascii_digit()) && id.to_uppercase().contains("E+");
    if !is_number {
        return is_scientific();
    }
    id.len() == 16 && (id.ends_with("000000") || id[..15].ends_with("99999"))
}

fn origin_of(opened_by: Actor) -> Origin {
    match opened_by {
        Actor::Contact => Origin::Inbound,
        Actor::Agent | Actor::Echo => Origin::Inbox,
        Actor::Bot | Actor::Automation | Actor::Broadcast => Origin::Flow,
        _ => Origin::Other,
    }
}

/// Bots are numbered apart from people.
pub fn sender_of(actor: Actor, id: &str, batch: &mut Batch) -> u32 {
    let agents = &mut batch.tables.agents;
    match actor {
        Actor::Agent => agents.row(ID, id),
        Actor::Bot => {
            let bot = agents.row(ID, format!("bot-{id}"));
            agents.actor[bot as usize] = Actor::Bot;
            bot
        }
        _ => NONE,
    }
}

impl Rows for Table {
    fn header(&mut self, columns: &Columns, _: &mut Batch) -> Result<(), Error> {
        self.kind = Kind::of(columns);
        self.columns = columns.clone();
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, batch: &mut Batch) {
        if self.is_look {
            let cells = TIMES.iter().filter_map(|column| self.cell(record, column)).collect::<Vec<_>>();
            let stamps = cells.iter().filter_map(|cell| written::read(cell));
            stamps.for_each(|stamp| self.evidence.see_stamp(stamp));
            return;
        }
        let outcome = self.keep(record, batch);
        let faults = std::mem::take(&mut self.fields.faults);
        for (fault, column) in faults.into_iter().chain(outcome.err()) {
            let mut place = record.place();
            place.path = Some(column.to_owned());
            batch.warnings.add(fault, || place);
        }
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        if self.is_order_guessed {
            batch.warnings.add(Fault::GuessedDateOrder, Default::default);
        }
        Details { date_order: self.order, is_date_order_guessed: self.is_order_guessed, ..Details::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::batch;

    const MESSAGES: &str = "Date & Time,Sender ID,Sender Type,Contact ID,Message ID,Content Type,Content\n";

    #[test]
    fn ids_that_a_spreadsheet_has_rounded() {
        for id in ["1.74105E+15", "1,74105e+15", "1741050000000000", "1741049999999998"] {
            assert!(is_damaged(id), "{id}");
        }
        for id in ["1741050122000417", "174105012200000", "1741050122114200", "4999991", "E+7", "k-1", "ü"] {
            assert!(!is_damaged(id), "{id}");
        }
    }

    #[test]
    fn rounded_ids_are_told_and_the_contact_and_the_start_stand_for_them() {
        let conversations = "Contact ID,Conversation ID,DateTime Conversation Started\n\
             1,1741050000000000,2025-03-04T01:02:01Z\n\
             2,1741050000000000,2025-03-04T01:03:01Z\n\
             2,1741050122000417,2025-03-05T01:03:01Z\n";
        let messages = format!(
            "{MESSAGES}2025-03-04T01:02:05Z,1,contact,1,1.74105E+15,text,Hello\n\
             2025-03-04T01:03:05Z,2,contact,2,1.74105E+15,text,Hello\n"
        );
        for (text, column, [threads, rows], count) in
            [(conversations, "Conversation ID", [3, 0], 2), (&messages, "Message ID", [2, 2], 2)]
        {
            let batch = batch(text).unwrap();
            assert_eq!([batch.tables.threads.len(), batch.tables.messages.len()], [threads, rows], "{column}");
            let told: Vec<_> = batch.warnings.as_slice().iter().map(|told| (told.code, told.count)).collect();
            assert_eq!(told, [(Fault::DamagedId, count)]);
            let first = &batch.warnings.as_slice()[0].first;
            assert_eq!((first.line, first.path.as_deref()), (Some(2), Some(column)));
        }
    }
}
