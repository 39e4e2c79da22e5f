//! Tables that respond.io exports: messages, conversations, contacts, and the report of contacts added.
//!
//! Their times have no zone. Those of messages are told by their ids, and so is the zone of all others: it is worked out in
//! the [store](crate::store::clocks), since the messages may be read later. Where a zone was declared for the table itself,
//! the others are read in that one, and if the ids show another one, that is told.

use super::{ACTORS, ATTRIBUTES, ID, KINDS, STATES, meaning, time_of};
use crate::error::{Error, Fault, Place};
use crate::ingest::fields::{Fields, as_it_was};
use crate::ingest::fingerprint::Head;
use crate::ingest::repeats::Repeats;
use crate::ingest::rows::{event, message};
use crate::ingest::scan::delimited::Dialect;
use crate::ingest::scan::json::{Cursor, Scalar, Text};
use crate::ingest::scan::tree::Tree;
use crate::ingest::table::{Columns, Record, Rows, TableReader};
use crate::ingest::{Details, Options, Reader};
use crate::registry::Word;
use crate::store::dict::{NOBODY, NONE, hash_all};
use crate::store::handles::HandleKind;
use crate::store::threads::Thread;
use crate::store::vendor::{VendorRow, VendorTime};
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, MessageKind, Origin, Status};
use crate::store::{Batch, events::Event};
use crate::time::clock::{self, Finding};
use crate::time::iso::Written;
use crate::time::written::{self, DateOrder, Evidence};
use crate::time::{Millis, NEVER, SECOND_MS, Zone, known};
use crate::words;
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

words! {
    /// The columns that are read, whatever the table.
    Column {
        Assignee = "Assignee",
        ChannelId = "Channel ID",
        ClosedBy = "Closed By",
        ClosedBySource = "Closed By Source",
        ClosedByTeam = "Closed By Team",
        ContactId = "Contact ID",
        ContactName = "Contact Name",
        Content = "Content",
        ContentType = "Content Type",
        Category = "Conversation Category",
        ConversationId = "Conversation ID",
        Country = "Country",
        At = "Date & Time",
        Started = "DateTime Conversation Started",
        Resolved = "DateTime Conversation Resolved",
        Created = "DateTime Created",
        AverageResponseTime = "Average Response Time",
        FirstResponseTime = "First Response Time",
        ResolutionTime = "Resolution Time",
        TimeToAssignment = "Time to First Assignment",
        AssignmentToResponse = "First Assignment to First Response Time",
        AssignmentToClose = "First Assignment to Close Time",
        FirstAssignedAt = "First Assignment Timestamp",
        LastAssignedAt = "Last Assignment Timestamp",
        FirstAssignee = "First Assignee",
        LastAssignee = "Last Assignee",
        Email = "Email",
        FirstName = "First Name",
        LastName = "Last Name",
        Channels = "Channels",
        Language = "Language",
        LastInteraction = "LastInteractionTime",
        Lifecycle = "Lifecycle",
        MessageId = "Message ID",
        PhoneNumber = "Phone Number",
        OpenedBySource = "Opened By Source",
        OpenedByChannel = "Opened By Channel",
        SenderId = "Sender ID",
        SenderType = "Sender Type",
        Source = "Source",
        Status = "Status",
        Tags = "Tags",
        Timestamp = "Timestamp",
    }
}

pub fn sniff(head: &Head<'_>) -> Option<&'static str> {
    let look = look(head)?;
    look.kind.map(|_| "names-of-columns")
}

pub fn reader(options: &Options, head: &Head<'_>) -> Box<dyn Reader> {
    let evidence = look(head).map(|look| look.evidence).unwrap_or_default();
    let found = (!evidence.is_empty()).then(|| evidence.order());
    let mut table = Table::new(Rc::new(options.zone.clone()), false);
    table.fields.keeps_naive = !options.is_zone_of_input;
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
    let mut reader = TableReader::new(Table::new(Rc::new(Zone::utc()), true), dialect_of(head)?);
    reader.read(head.text.as_bytes(), false, &mut Batch::default()).ok()?;
    Some(reader.into_rows())
}

struct Table {
    /// Nothing is kept: only the header and the dates are looked at.
    is_look: bool,
    kind: Option<Kind>,
    /// Where each [`Column`] stands.
    places: Vec<Option<usize>>,
    fields: Fields,
    zone: Rc<Zone>,
    /// What the ids of messages tell of the clock.
    seen: clock::Evidence,
    /// The first message of which the clock shows another zone's time.
    seen_elsewhere: Option<Place>,
    tree: Tree,
    repeats: Repeats,
    /// The columns that the team has added, by their names; those of what respond.io tells of contacts by theirs.
    attributes: Vec<(String, usize)>,
    evidence: Evidence,
    order: Option<DateOrder>,
    is_order_guessed: bool,
    /// Of the contacts that a channel was connected to, which are not new.
    is_of_channels: bool,
}

const TIMES: [Column; 8] = [
    Column::At,
    Column::Started,
    Column::Resolved,
    Column::FirstAssignedAt,
    Column::LastAssignedAt,
    Column::Created,
    Column::Timestamp,
    Column::LastInteraction,
];

const VENDOR_TIMES: [(VendorTime, Column); 6] = [
    (VendorTime::FirstResponse, Column::FirstResponseTime),
    (VendorTime::ResponseTime, Column::AverageResponseTime),
    (VendorTime::Resolution, Column::ResolutionTime),
    (VendorTime::TimeToAssignment, Column::TimeToAssignment),
    (VendorTime::AssignmentToResponse, Column::AssignmentToResponse),
    (VendorTime::AssignmentToClose, Column::AssignmentToClose),
];

impl Table {
    fn new(zone: Rc<Zone>, is_look: bool) -> Self {
        Self {
            is_look,
            kind: None,
            places: Vec::new(),
            fields: Fields::new(zone.clone()),
            zone,
            seen: clock::Evidence::default(),
            seen_elsewhere: None,
            tree: Tree::new(["type", "attachment", "template", "name"]),
            repeats: Repeats::default(),
            attributes: Vec::new(),
            evidence: Evidence::default(),
            order: None,
            is_order_guessed: false,
            is_of_channels: false,
        }
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.places.get(column as usize).copied().flatten()
    }

    fn cell<'a>(&self, record: &Record<'a>, column: Column) -> Option<std::borrow::Cow<'a, str>> {
        record.get(self.place(column))
    }

    fn id(&self, record: &Record<'_>, column: Column) -> Option<String> {
        self.cell(record, column).map(|id| as_it_was(&id).to_owned()).filter(|id| !id.is_empty())
    }

    /// An id, unless a spreadsheet has rounded it.
    fn sound_id(&mut self, record: &Record<'_>, column: Column) -> Option<String> {
        let id = self.id(record, column)?;
        if is_damaged(&id) {
            self.fields.fault(Fault::ReplacedId, column.id());
            return None;
        }
        Some(id)
    }

    /// A time; [`NEVER`] where the cell is empty, and nothing where there is no such column.
    fn time(&mut self, record: &Record<'_>, column: Column) -> Option<Millis> {
        self.place(column)?;
        let Some(cell) = self.cell(record, column) else { return Some(NEVER) };
        self.fields.instant_of(column.id(), &cell)
    }

    fn word<T: Copy>(&mut self, record: &Record<'_>, column: Column, words: &[(&str, T)]) -> Option<T> {
        let word = self.cell(record, column)?;
        let meaning = meaning(words, &word);
        if meaning.is_none() {
            self.fields.fault(Fault::UnknownWord, column.id());
        }
        meaning
    }

    /// An agent's place; nobody where the column is empty.
    fn agent(&self, record: &Record<'_>, column: Column, batch: &mut Batch) -> Option<u32> {
        self.place(column)?;
        Some(self.id(record, column).map_or(NOBODY, |id| batch.tables.agents.row(ID, id)))
    }

    fn keep(&mut self, record: &Record<'_>, batch: &mut Batch) -> Result<(), (Fault, Column)> {
        let contact = self.id(record, Column::ContactId).ok_or((Fault::MissingId, Column::ContactId))?;
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

    fn keep_message(&mut self, record: &Record<'_>, contact: u32, batch: &mut Batch) -> Result<(), (Fault, Column)> {
        let id = self.sound_id(record, Column::MessageId);
        let at = match id.as_deref().and_then(time_of) {
            Some(at) => {
                self.compare_clocks(record, at);
                Some(at)
            }
            None => self.time(record, Column::At).and_then(known),
        };
        let at = at.ok_or((Fault::MissingTime, Column::At))?;
        let actor = self.word(record, Column::SenderType, &ACTORS).unwrap_or(Actor::Unknown);
        let sender = self.id(record, Column::SenderId);
        let sender = sender.map_or(NONE, |id| sender_of(actor, &id, batch));
        let content = self.cell(record, Column::Content).unwrap_or_default();
        let mut message = message(id.as_deref().unwrap_or_default(), at, actor, sender);
        if id.is_none() {
            message.id = self.repeats.id(at, hash_all(&[&contact.to_string(), &content]));
        }
        let (kind, template) = self.kind_of(record, &content);
        message.kind = kind;
        message.marks.template = template.map_or(NONE, |name| batch.tables.templates.intern(name));
        let home = batch.home(ID, contact);
        let channel = self.id(record, Column::ChannelId).map(|channel| batch.tables.channels.intern(channel));
        let coverage = Coverage::of(&[Fact::Actors, Fact::Messages, Fact::Agents]);
        batch.write_thread(home, &Thread { channel, coverage, ..Thread::default() });
        batch.message(home, &message);
        Ok(())
    }

    /// Compares the time that the table shows with the message's own.
    fn compare_clocks(&mut self, record: &Record<'_>, at: Millis) {
        let Some(cell) = self.cell(record, Column::At) else { return };
        let order = self.fields.date_order.unwrap_or(DateOrder::Dmy);
        if let Some(Written::Naive(shown)) = written::read(&cell).and_then(|stamp| stamp.written(order)) {
            self.seen.see(shown, at);
            let is_elsewhere = clock::offset_ms(shown, at).is_some_and(|ms| ms != self.zone.offset_ms_at(at));
            if is_elsewhere && self.seen_elsewhere.is_none() {
                self.seen_elsewhere = Some(place_of(record, Column::At.id()));
            }
        }
    }

    /// The kind of a message, and the name of its template, by the JSON that a cell holds; else by the word beside it.
    fn kind_of(&mut self, record: &Record<'_>, content: &str) -> (MessageKind, Option<String>) {
        let word = self.cell(record, Column::ContentType);
        let kind = word.and_then(|word| meaning(&KINDS, &word)).unwrap_or(MessageKind::Text);
        let Some(value) =
            content.starts_with('{').then(|| self.tree.read(&mut Cursor::new(content, 0, true)).ok()).flatten()
        else {
            return (kind, None);
        };
        let text = |way: &'static str| match value.get(way).scalar() {
            Scalar::Text(text) if value.get(way).is_there() => Some(text.get()),
            _ => None,
        };
        let said = |way: &'static str| meaning(&KINDS, &text(way)?);
        let template = text("template.name").map(|name| name.into_owned());
        (said("attachment.type").or_else(|| said("type")).unwrap_or(kind), template)
    }

    fn keep_conversation(
        &mut self,
        record: &Record<'_>,
        contact_id: &str,
        contact: u32,
        batch: &mut Batch,
    ) -> Result<(), (Fault, Column)> {
        let started = self.time(record, Column::Started);
        let created_at = started.and_then(known).ok_or((Fault::MissingTime, Column::Started))?;
        let id = self.sound_id(record, Column::ConversationId);
        // As it is written, so that it does not depend on the zone.
        let id = id.unwrap_or_else(|| {
            let written = self.cell(record, Column::Started).unwrap_or_default();
            format!("{contact_id}@{written}")
        });
        let closed_at = self.time(record, Column::Resolved);
        let opened_by = self.word(record, Column::OpenedBySource, &ACTORS);
        let tables = &mut batch.tables;
        let thread = tables.threads.row(ID, &id);
        let version = Thread {
            contact: Some(contact),
            channel: self.id(record, Column::OpenedByChannel).map(|channel| tables.channels.intern(channel)),
            category: self.cell(record, Column::Category).map(|name| tables.categories.intern(&*name)),
            team: self.cell(record, Column::ClosedByTeam).map(|team| tables.teams.intern(&*team)),
            agent: self.agent(record, Column::Assignee, batch),
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
            [(Column::FirstAssignedAt, Column::FirstAssignee), (Column::LastAssignedAt, Column::LastAssignee)]
        {
            let at = self.time(record, at).and_then(known);
            let subject = self.agent(record, to, batch).filter(|&agent| agent != NOBODY);
            if let (Some(at), Some(subject)) = (at, subject) {
                let assigned = event(at, EventKind::Assigned, Actor::Unknown, NONE);
                batch.event(thread, &Event { subject, ..assigned });
            }
        }
        if let Some(at) = closed_at.and_then(known) {
            let by = self.id(record, Column::ClosedBy);
            let actor = self.word(record, Column::ClosedBySource, &ACTORS);
            let actor = actor.or(by.as_ref().map(|_| Actor::Agent)).unwrap_or(Actor::Unknown);
            let by = by.map_or(NONE, |id| sender_of(actor, &id, batch));
            batch.event(thread, &event(at, EventKind::Closed, actor, by));
        }
        for (time, column) in VENDOR_TIMES {
            let Some(cell) = self.cell(record, column) else { continue };
            if let Some(value_ms) = self.fields.duration_ms(column.id(), Scalar::Text(Text::plain(&cell))) {
                let row = VendorRow { time, is_business: false, value_ms, unit_ms: SECOND_MS };
                batch.tables.vendor_times.push(thread, row);
            }
        }
        Ok(())
    }

    fn keep_contact(&mut self, record: &Record<'_>, contact: u32, batch: &mut Batch) {
        let names = [Column::FirstName, Column::LastName, Column::ContactName].map(|column| self.cell(record, column));
        let name = names.iter().flatten().map(|name| &**name).collect::<Vec<_>>().join(" ");
        let created = if self.kind == Some(Kind::Added) { Column::Timestamp } else { Column::Created };
        let created_at = self.time(record, created).and_then(known).filter(|_| !self.is_of_channels);
        for (kind, column) in [(HandleKind::Phone, Column::PhoneNumber), (HandleKind::Email, Column::Email)] {
            self.cell(record, column).iter().for_each(|handle| batch.handle(contact, kind, handle));
        }
        let tables = &mut batch.tables;
        if !name.is_empty() {
            tables.contacts.names.set(contact, name);
        }
        if let Some(at) = created_at {
            tables.contacts.created_at[contact as usize] = at;
        }
        if let Some(country) = self.cell(record, Column::Country) {
            tables.contacts.country[contact as usize] = tables.countries.intern(&*country);
        }
        if self.kind == Some(Kind::Added)
            && !self.is_of_channels
            && let Some(source) = self.cell(record, Column::Source)
        {
            tables.contacts.added_via[contact as usize] = tables.contact_sources.intern(&*source);
        }
        if self.kind == Some(Kind::Contacts) {
            self.keep_state(record, contact, batch);
        }
    }

    /// What a table of contacts says that one of them and its conversation are like now.
    fn keep_state(&mut self, record: &Record<'_>, contact: u32, batch: &mut Batch) {
        let tables = &mut batch.tables;
        if self.place(Column::Tags).is_some() {
            let tags = self.cell(record, Column::Tags).unwrap_or_default();
            let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty());
            let tags: Vec<u32> = tags.map(|tag| tables.contact_tags.intern(tag)).collect();
            tables.contacts.set_tags(contact, tags);
        }
        batch.attributes(contact, self.attributes.iter().map(|(name, place)| (name, record.get(Some(*place)))));
        if self.place(Column::Status).is_some() {
            let status = self.word(record, Column::Status, &STATES);
            let agent = self.agent(record, Column::Assignee, batch);
            let coverage = Coverage::of(&[Fact::Status, Fact::Agents]);
            let home = batch.home(ID, contact);
            batch.write_thread(home, &Thread { status, agent, coverage, ..Thread::default() });
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

fn place_of(record: &Record<'_>, column: &str) -> Place {
    Place { path: Some(column.to_owned()), ..record.place() }
}

impl Rows for Table {
    fn header(&mut self, columns: &Columns, _: &mut Batch) -> Result<(), Error> {
        self.kind = Kind::of(columns);
        self.places = Column::IDS.iter().map(|name| columns.find(&[name])).collect();
        if self.kind == Some(Kind::Contacts) {
            let own = [Column::Lifecycle, Column::Language].map(|column| self.place(column));
            let own = ATTRIBUTES.iter().zip(own).filter_map(|(name, place)| Some(((*name).to_owned(), place?)));
            let added = (0..columns.len()).filter(|&place| !self.places.contains(&Some(place)));
            self.attributes = own.chain(added.map(|place| (columns.names()[place].clone(), place))).collect();
        }
        Ok(())
    }

    fn row(&mut self, record: &Record<'_>, batch: &mut Batch) {
        if self.is_look {
            let cells = TIMES.iter().filter_map(|&column| self.cell(record, column)).collect::<Vec<_>>();
            let stamps = cells.iter().filter_map(|cell| written::read(cell));
            stamps.for_each(|stamp| self.evidence.see_stamp(stamp));
            return;
        }
        let outcome = self.keep(record, batch);
        let faults = std::mem::take(&mut self.fields.faults);
        for (fault, column) in faults.into_iter().chain(outcome.err().map(|(fault, column)| (fault, column.id()))) {
            batch.warnings.add(fault, || place_of(record, column));
        }
    }

    fn finish(&mut self, batch: &mut Batch) -> Details {
        let is_as_declared = match self.seen.find(&self.zone) {
            Finding::Open | Finding::Declared => true,
            Finding::Other(_) => self.fields.keeps_naive,
            Finding::Several => false,
        };
        if let Some(place) = self.seen_elsewhere.take().filter(|_| !is_as_declared) {
            batch.warnings.add(Fault::ZoneDiffers, || place);
        }
        if self.fields.keeps_naive {
            batch.tables.clocks.add(ID, &self.zone, &self.seen);
        }
        if self.is_order_guessed {
            batch.warnings.add(Fault::GuessedDateOrder, Default::default);
        }
        Details { date_order: self.order, is_date_order_guessed: self.is_order_guessed, ..Details::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{batch, batch_of, options};

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
    fn a_clock_of_another_zone_than_that_of_the_table_is_told_once() {
        let table = |shown: &str| {
            let row = |number: u32| format!("{shown},1,contact,1,1741050122{number:06},text,Hello {number}\n");
            let rows: String = (1..=20).map(row).collect();
            let options = Options { is_zone_of_input: true, ..options() };
            let batch = batch_of(format!("{MESSAGES}{rows}").as_bytes(), "", options).unwrap();
            let warnings = batch.warnings.as_slice().iter();
            warnings.map(|told| (told.code, told.count, told.first.line)).collect::<Vec<_>>()
        };
        assert_eq!(table("2025-03-04 01:02:03"), []);
        assert_eq!(table("2025-03-04 02:02:03"), [(Fault::ZoneDiffers, 1, Some(2))]);
        assert_eq!(table("2025-03-04T06:32:03"), [(Fault::ZoneDiffers, 1, Some(2))]);
        assert_eq!(table("2025-03-04T06:32:03+05:30"), []);
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
            assert_eq!(told, [(Fault::ReplacedId, count)]);
            let first = &batch.warnings.as_slice()[0].first;
            assert_eq!((first.line, first.path.as_deref()), (Some(2), Some(column)));
        }
    }
}
