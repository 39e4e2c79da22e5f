//! What a reader gathers before it becomes part of the dataset. Dropping a batch leaves the dataset as it was.

use super::arrange::{Arranged, Runs, arrange, gather};
use super::clocks;
use super::dict::{NOBODY, NONE};
use super::events::{Event, Events};
use super::handles::{Handle, HandleKind};
use super::joining::join;
use super::marks::{MarkTable, Marks};
use super::messages::{Message, MessageId, Messages, ReceiptTable, Receipts};
use super::order::{sort_rows, sorted};
use super::people::{Agents, Attribute, Contacts, HANDLED};
use super::persons::{part, unite, unite_senders};
use super::places::{Places, turned};
use super::scopes;
use super::sides::settle_sides;
use super::spotted::Repeats;
use super::stray::{self, StrayReceipts};
use super::surveys::Survey;
use super::threads::Thread;
use super::vocabulary::{Actor, Coverage, Fact, MessageKind, SOURCE_WIDE, Subject};
use super::{Mask, Tables, add_shown, reserve};
use crate::error::Warnings;
use crate::time::{MINUTE_MS, Millis, SECOND_MS, UNKNOWN, known};
use std::ops::Range;

/// Tables in the order of arrival, with numbers of their own.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub tables: Tables,
    pub warnings: Warnings,
    messages: Runs,
    events: Runs,
}

impl Batch {
    pub fn message(&mut self, thread: u32, message: &Message) {
        self.messages.push(thread, self.tables.messages.len());
        self.tables.messages.push(message);
    }

    /// Receipts of a message of ours that may come before or after them, or never: in the first two cases they become
    /// part of it, in the last one they are all that is known of it.
    pub fn receipts(&mut self, thread: u32, id: MessageId, is_template: bool, receipts: Receipts, marks: Marks) {
        if let Some(stub) = Message::stub(id, is_template, receipts, marks) {
            self.message(thread, &stub);
        }
    }

    /// Receipts of a message of ours of which nothing but the id is known; see [`stray`](super::stray).
    pub fn stray_receipts(&mut self, source: &'static str, id: MessageId, receipts: Receipts) {
        self.tables.stray_receipts.push(StrayReceipts { source, id, receipts });
    }

    pub fn event(&mut self, thread: u32, event: &Event) {
        self.events.push(thread, self.tables.events.len());
        self.tables.events.push(event);
    }

    /// How many conversations there are: a home without messages is none.
    pub fn conversations(&self) -> usize {
        let Tables { threads, messages, .. } = &self.tables;
        let homes =
            self.messages.iter(messages.len()).map(|(thread, _)| thread).filter(|&thread| threads.is_loose(thread));
        let mut inhabited: Vec<u32> = homes.collect();
        inhabited.sort_unstable();
        inhabited.dedup();
        threads.len() - threads.loose.len() + inhabited.len()
    }

    /// A message of which the contact is known, and the conversation is not; see [`joining`](super::joining).
    pub fn loose_message(&mut self, source: &'static str, contact: u32, message: &Message) {
        let home = self.home(source, contact);
        self.message(home, message);
    }

    /// As [`Batch::loose_message`], for an event.
    pub fn loose_event(&mut self, source: &'static str, contact: u32, event: &Event) {
        let home = self.home(source, contact);
        self.event(home, event);
    }

    /// What is told of the contact by keys that the source has chosen; nothing stands for what it is known not to have.
    pub fn attributes<K: AsRef<str>, V: AsRef<str>>(
        &mut self,
        contact: u32,
        told: impl IntoIterator<Item = (K, Option<V>)>,
    ) {
        let tables = &mut self.tables;
        let told = told.into_iter().map(|(key, value)| {
            let key = tables.attribute_keys.intern(key.as_ref());
            let value = value.map_or(NOBODY, |value| tables.attribute_values.intern(value.as_ref()));
            tables.attributes.intern(Attribute { key, value })
        });
        let told: Vec<u32> = told.collect();
        if !told.is_empty() {
            tables.contacts.set_attributes(contact, &told, &tables.attributes);
        }
    }

    /// What the contact is known by in other sources, too: contacts with the same handle are one. Text that is no handle
    /// of this kind says nothing.
    pub fn handle(&mut self, contact: u32, kind: HandleKind, raw: &str) {
        if let Some(handle) = Handle::read(kind, raw) {
            let handle = self.tables.handles.intern(handle);
            self.tables.contacts.add_handle(contact, handle);
        }
    }

    /// The contact of a row that names it by handles only, which are spelled as they stand there; nothing where none of
    /// them is one. It counts as a contact once a contact with one of them is known.
    pub fn contact_of_handles(&mut self, source: &'static str, handles: &[(HandleKind, &str)]) -> Option<u32> {
        let mut read = handles.iter().filter_map(|&(kind, raw)| Handle::read(kind, raw));
        let first = read.next()?;
        let contact = self.tables.contacts.row(source, format!("{HANDLED}{:016x}", first.fingerprint));
        handles.iter().for_each(|&(kind, raw)| self.handle(contact, kind, raw));
        Some(contact)
    }

    /// The thread that stands for what comes with this contact and no conversation. The facts that are written of it, the
    /// conversations have to which these rows come.
    pub fn home(&mut self, source: &'static str, contact: u32) -> u32 {
        let Tables { threads, contacts, .. } = &mut self.tables;
        threads.home(source, contact, contacts.keys.id(contact))
    }

    /// A message of the thread that is being read and whose id is still to come; see [`Batch::settle`].
    pub fn pending_message(&mut self, message: &Message) {
        self.messages.push_pending(self.tables.messages.len());
        self.tables.messages.push(message);
    }

    pub fn pending_event(&mut self, event: &Event) {
        self.events.push_pending(self.tables.events.len());
        self.tables.events.push(event);
    }

    pub fn pending_survey(&mut self, survey: &Survey) {
        self.tables.surveys.push_pending(survey);
    }

    /// The pending messages, events and surveys are of `thread`.
    pub fn settle(&mut self, thread: u32) {
        self.messages.settle(thread);
        self.events.settle(thread);
        self.tables.surveys.settle(thread);
    }

    /// What is pending is left out. Returns how many messages and events that were.
    pub fn drop_pending(&mut self) -> usize {
        let (messages, events) = (self.tables.messages.len(), self.tables.events.len());
        self.tables.messages.truncate(self.messages.pending().unwrap_or(messages));
        self.tables.events.truncate(self.events.pending().unwrap_or(events));
        self.messages.drop_pending();
        self.events.drop_pending();
        self.tables.surveys.drop_pending();
        messages - self.tables.messages.len() + events - self.tables.events.len()
    }

    /// Makes room for `times` as many rows as there are.
    pub fn reserve(&mut self, times: f64) {
        let Self { tables, messages: message_runs, events: event_runs, .. } = self;
        let Tables { messages, events, surveys, vendor_times, stray_receipts, .. } = tables;
        let more = |now: usize| (now as f64 * times.max(0.0)) as usize;
        messages.reserve(more(messages.len()), more(messages.receipts.len()), more(messages.marks.len()));
        events.reserve(more(events.len()));
        surveys.reserve(more(surveys.len()));
        vendor_times.reserve(more(vendor_times.len()));
        reserve(stray_receipts, more(stray_receipts.len()));
        message_runs.reserve(more(message_runs.count()));
        event_runs.reserve(more(event_runs.count()));
    }

    pub fn write_thread(&mut self, row: u32, thread: &Thread) {
        self.tables.threads.write(row, thread);
    }

    /// Takes in what another batch has gathered, which came later.
    pub fn append(&mut self, later: Batch) {
        let Self { tables, warnings, messages, events } = self;
        if tables.is_empty() {
            (*tables, *messages, *events) = (later.tables, later.messages, later.events);
        } else {
            let mut runs = [std::mem::take(messages), std::mem::take(events)];
            append(tables, &mut runs, later.tables, [later.messages, later.events]);
            [*messages, *events] = runs;
        }
        warnings.merge(later.warnings);
    }

    /// Moves everything into `tables`; returns the warnings, and what the batch itself repeats.
    pub(super) fn merge_into(self, tables: &mut Tables) -> (Warnings, Repeats) {
        let Self { tables: batch, warnings, messages: mut message_runs, events: mut event_runs } = self;
        let mut repeats = Repeats::default();
        part(tables);
        let known = [tables.messages.len(), tables.events.len()];
        if tables.is_empty() {
            *tables = batch;
        } else {
            let mut old = [Runs::of_starts(&tables.messages.starts), Runs::of_starts(&tables.events.starts)];
            append(tables, &mut old, batch, [message_runs, event_runs]);
            [message_runs, event_runs] = old;
        }
        scopes::settle(tables, [&mut message_runs, &mut event_runs]);
        clocks::settle(tables, [&message_runs, &event_runs]);
        settle_names(tables);
        settle_sides(tables, &message_runs, &event_runs);
        settle_actors(tables);
        stray::settle(tables, &mut message_runs);
        tables.threads.coverage.clone_from(&tables.threads.said);
        unite(tables);
        let places = join(tables, &mut message_runs, &mut event_runs);
        arrange_messages(&mut tables.messages, &message_runs, tables.threads.len(), known[0], &mut repeats);
        tables.messages.settle_public();
        unite_senders(tables);
        let Tables { threads, events, heralds, .. } = &mut *tables;
        let has_herald =
            |thread: u32| (thread as usize) < threads.len() && heralds.contains(&threads.keys.source(thread));
        arrange_events(events, &event_runs, [threads.len(), places], known[1], &mut repeats, has_herald);
        tables.surveys.arrange();
        tables.vendor_times.arrange();
        settle_history(tables);
        settle_coverage(tables);
        (warnings, repeats)
    }
}

/// Takes rows into `tables` that came later, and into the runs of messages and events what thread they are of.
fn append(tables: &mut Tables, runs: &mut [Runs; 2], batch: Tables, later: [Runs; 2]) {
    let places = Places::of(tables, &batch);
    let rows = [tables.messages.len(), tables.events.len()];
    for ((runs, later), row) in runs.iter_mut().zip(later).zip(rows) {
        runs.append(later, row, |thread| places.threads[thread as usize]);
    }
    tables.pages.append(&batch.pages);
    tables.scopes.append(&batch.scopes);
    batch.shown.iter().for_each(|&(source, facts)| tables.show(source, facts));
    batch.heralds.iter().for_each(|source| tables.herald(source));
    append_people(tables, &batch, &places);
    append_messages(&mut tables.messages, batch.messages, &places);
    append_events(&mut tables.events, batch.events, &places);
    tables.surveys.append(&batch.surveys, &places.threads);
    tables.vendor_times.append(&batch.vendor_times, &places.threads);
    tables.stray_receipts.extend(batch.stray_receipts);
    tables.clocks.append(batch.clocks);
}

fn append_people(tables: &mut Tables, batch: &Tables, places: &Places) {
    for (row, &place) in places.agents.iter().enumerate() {
        let Agents { names, team, actor, .. } = &batch.agents;
        if let Some(name) = names.get(row as u32) {
            tables.agents.names.set(place, name);
        }
        if team[row] != NONE {
            tables.agents.team[place as usize] = turned(team[row], &places.teams);
        }
        if actor[row] != Actor::Unknown {
            tables.agents.actor[place as usize] = actor[row];
        }
    }
    for (row, &place) in places.teams.iter().enumerate() {
        batch.team_names.get(row as u32).into_iter().for_each(|name| tables.team_names.set(place, name));
    }
    batch.authors.rows().for_each(|author| tables.authors.add(places.agents[author as usize]));
    append_contacts(tables, &batch.contacts, places);
    for (row, &place) in places.threads.iter().enumerate() {
        let thread = batch.threads.read(row as u32).turned(places);
        tables.threads.write(place, &thread);
    }
    batch.threads.loose.iter().for_each(|&home| tables.threads.set_loose(places.threads[home as usize]));
}

fn append_contacts(tables: &mut Tables, new: &Contacts, places: &Places) {
    let Contacts { names, country, created_at, added_via, removed_at, tags, has_tags, attributes, handles, .. } = new;
    let Tables { contacts, attributes: known_attributes, .. } = tables;
    for (row, &contact) in places.contacts.iter().enumerate() {
        let place = contact as usize;
        if let Some(name) = names.get(row as u32) {
            contacts.names.set(contact, name);
        }
        if country[row] != NONE {
            contacts.country[place] = turned(country[row], &places.countries);
        }
        if known(created_at[row]).is_some() {
            contacts.created_at[place] = created_at[row];
        }
        if added_via[row] != NONE {
            contacts.added_via[place] = turned(added_via[row], &places.contact_sources);
        }
        if removed_at[row] != UNKNOWN {
            contacts.removed_at[place] = removed_at[row];
        }
        if has_tags[row] {
            contacts.set_tags(contact, tags.get(row).iter().map(|&tag| turned(tag, &places.contact_tags)));
        }
        for &handle in handles.get(row) {
            contacts.add_handle(contact, turned(handle, &places.handles));
        }
        let own: Vec<u32> = attributes.get(row).iter().map(|&row| turned(row, &places.attributes)).collect();
        if !own.is_empty() {
            contacts.set_attributes(contact, &own, known_attributes);
        }
    }
}

fn append_messages(messages: &mut Messages, mut new: Messages, places: &Places) {
    let row = messages.len() as u32;
    for (sender, &actor) in new.sender.iter_mut().zip(&new.actor) {
        *sender = places.sender(actor, *sender);
    }
    for receipt in 0..new.receipts.len() {
        let message = new.receipts.message[receipt];
        let at = new.at[message as usize];
        messages.receipts.push(message + row, at, new.receipts.get(receipt, at));
    }
    for (&message, &marks) in new.marks.message.iter().zip(&new.marks.marks) {
        messages.marks.push(message + row, places.marks(marks));
    }
    messages.at.append(&mut new.at);
    messages.id.append(&mut new.id);
    messages.actor.append(&mut new.actor);
    messages.kind.append(&mut new.kind);
    messages.sender.append(&mut new.sender);
}

fn append_events(events: &mut Events, mut new: Events, places: &Places) {
    for (subject, &kind) in new.subject.iter_mut().zip(&new.kind) {
        *subject = places.subject(kind, *subject);
    }
    new.by.iter_mut().for_each(|by| *by = turned(*by, &places.agents));
    events.at.append(&mut new.at);
    events.kind.append(&mut new.kind);
    events.actor.append(&mut new.actor);
    events.by.append(&mut new.by);
    events.subject.append(&mut new.subject);
}

/// Who is known by name in an event is the agent who has turned out to have that name; a team is nobody.
fn settle_names(tables: &mut Tables) {
    let Tables { agents, teams, events, .. } = tables;
    let mut aliases = agents.aliases();
    let is_team = |named: u32| agents.names.get(named).is_some_and(|name| teams.find(name).is_some());
    aliases.extend(agents.name_only().filter(|&named| is_team(named)).map(|named| (named, NONE)));
    let settle = |place: &mut u32| {
        if let Some((_, agent)) = aliases.iter().find(|(named, _)| named == place) {
            *place = *agent;
        }
    };
    if !aliases.is_empty() {
        let Events { kind, by, subject, .. } = events;
        by.iter_mut().for_each(settle);
        let agents = subject.iter_mut().zip(kind).filter(|(_, kind)| kind.subject() == Subject::Agent);
        agents.for_each(|(subject, _)| settle(subject));
    }
}

/// A thread whose messages come in pages has its whole history once they reach back to its creation.
fn settle_history(tables: &mut Tables) {
    let threads = &mut tables.threads;
    for thread in (0..threads.len()).filter(|&thread| threads.is_maybe_cut[thread]) {
        let first = tables.messages.rows_of(thread as u32).next().map(|row| tables.messages.at[row]);
        let created_at = known(threads.created_at[thread]);
        if first.zip(created_at).is_some_and(|(first, created_at)| first <= created_at + MINUTE_MS) {
            threads.coverage[thread].add(Fact::Messages);
        }
    }
}

/// What one thread of a source shows, all threads of that source have: none of it, where they show none. What only
/// their history can tell is not known of those whose history is not whole.
fn settle_coverage(tables: &mut Tables) {
    let everywhere = Coverage::of(&SOURCE_WIDE);
    let Tables { threads, shown, .. } = tables;
    let mut shown = shown.clone();
    for thread in 0..threads.len() {
        let facts = threads.coverage[thread].intersection(everywhere);
        if facts != Coverage::default() {
            add_shown(&mut shown, threads.keys.source(thread as u32), facts);
        }
    }
    for thread in 0..threads.len() {
        let source = threads.keys.source(thread as u32);
        let Some((_, facts)) = shown.iter().find(|(known, _)| *known == source) else { continue };
        let is_whole = !threads.is_maybe_cut[thread] || threads.coverage[thread].has(Fact::Messages);
        let facts = if is_whole { *facts } else { facts.intersection(Coverage::of(&[Fact::ContactHistory])) };
        threads.coverage[thread] = threads.coverage[thread].union(facts);
    }
}

/// What the list of agents says of a sender (an agent, a bot) beats what was taken for granted when a message or
/// an event was read, since the list may come last.
fn settle_actors(tables: &mut Tables) {
    let known = |row: u32| match tables.agents.actor.get(row as usize) {
        Some(&actor) if actor != Actor::Unknown => Some(actor),
        _ => None,
    };
    let settle = |actor: &mut Actor, row: u32| {
        if matches!(actor, Actor::Agent | Actor::Business | Actor::Unknown)
            && let Some(known) = known(row)
        {
            *actor = known;
        }
    };
    for (actor, &sender) in tables.messages.actor.iter_mut().zip(&tables.messages.sender) {
        settle(actor, sender);
    }
    for (actor, &by) in tables.events.actor.iter_mut().zip(&tables.events.by) {
        settle(actor, by);
    }
}

/// Each message once, by time. Of several versions of one message the last to arrive stays, but what was deleted
/// stays deleted, and what is known only by its receipts gives way; their receipts are taken together. Rows from `known`
/// on are new.
fn arrange_messages(messages: &mut Messages, runs: &Runs, threads: usize, known: usize, repeats: &mut Repeats) {
    let rows = messages.len();
    let mut replaced = Vec::new();
    let mut ids = Vec::new();
    let key = |row: u32| (messages.at[row as usize], messages.id[row as usize].rank());
    let mut table = Vec::new();
    let is_tidy = |rows: Range<usize>| {
        let in_order = (rows.start as u32..rows.end as u32).is_sorted_by_key(key);
        in_order && are_different(&messages.id[rows], &mut table)
    };
    let Arranged { starts, order } = arrange(runs, rows, threads, is_tidy, |thread, rows| {
        let (had, had_replaced) = (rows.len(), replaced.len());
        drop_repeats(messages, rows, &mut ids, &mut replaced);
        let is_told_again = |&&(gone, stays): &&(u32, u32)| {
            let [gone, stays] = [gone as usize, stays as usize];
            let of_receipts = messages.is_stub(gone) || messages.is_stub(stays);
            let was_taken_back =
                messages.at[gone] != messages.at[stays] && messages.kind[stays] == MessageKind::Deleted;
            gone.min(stays) >= known && !of_receipts && !was_taken_back
        };
        for &(gone, stays) in replaced[had_replaced..].iter().filter(is_told_again) {
            let is_clash = messages.at[gone as usize] != messages.at[stays as usize];
            let spotted = if is_clash { &mut repeats.clashes } else { &mut repeats.messages };
            spotted.add(thread, 1);
        }
        let is_sorted = rows.is_sorted_by_key(|&row| key(row));
        if !is_sorted {
            sort_rows(rows, &|a, b| key(a).cmp(&key(b)));
        }
        !is_sorted || rows.len() < had
    });
    messages.starts = starts;
    let Some(order) = order else { return };
    messages.loose.arrange(&order, &replaced);
    messages.naive.arrange(&order);
    settle_templates(messages, &replaced);
    arrange_receipts(messages, &order, &replaced);
    arrange_marks(messages, &order, &replaced);
    gather(&mut messages.at, &order);
    gather(&mut messages.id, &order);
    gather(&mut messages.actor, &order);
    gather(&mut messages.kind, &order);
    gather(&mut messages.sender, &order);
}

/// If one receipt tells that a message is a template, it is one.
fn settle_templates(messages: &mut Messages, replaced: &[(u32, u32)]) {
    for &(gone, stays) in replaced {
        if messages.is_stub(stays as usize) && messages.kind[gone as usize] == MessageKind::Template {
            messages.kind[stays as usize] = MessageKind::Template;
        }
    }
}

/// Whether each id is there once. `table` is scratch space: a hash table with as many free places as taken ones.
fn are_different(ids: &[MessageId], table: &mut Vec<u64>) -> bool {
    table.clear();
    table.resize((2 * ids.len()).next_power_of_two(), FREE);
    let last = table.len() - 1;
    ids.iter().all(|id| {
        let id = id.number();
        // The upper half of a product depends on all bits of the factors.
        let mut place = (id.wrapping_mul(ODD) >> 32) as usize & last;
        while table[place] != FREE && table[place] != id {
            place = (place + 1) & last;
        }
        let is_new = table[place] == FREE && id != FREE;
        table[place] = id;
        is_new
    })
}

const FREE: u64 = u64::MAX;
/// The golden ratio's fraction, as multiplicative hashing takes it.
const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Leaves one row of each message; adds a pair (gone, stays) for each that goes. `ids` is scratch space.
fn drop_repeats(messages: &Messages, rows: &mut Vec<u32>, ids: &mut Vec<i64>, replaced: &mut Vec<(u32, u32)>) {
    let id = |row: u32| messages.id[row as usize];
    ids.clear();
    ids.extend(rows.iter().map(|&row| id(row).number() as i64));
    ids.sort_unstable();
    if ids.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut by_id = rows.clone();
    sort_rows(&mut by_id, &|a, b| id(a).cmp(&id(b)));
    let first = replaced.len();
    for versions in by_id.chunk_by(|&a, &b| id(a) == id(b)) {
        let stays = which_stays(messages, versions);
        replaced.extend(versions.iter().filter(|&&row| row != stays).map(|&row| (row, stays)));
    }
    let mut gone: Vec<u32> = replaced[first..].iter().map(|&(gone, _)| gone).collect();
    sort_rows(&mut gone, &|a, b| a.cmp(&b));
    rows.retain(|row| gone.binary_search(row).is_err());
}

/// Of versions of one message, in the order in which they arrived: the last one that was deleted; else the last one that
/// is more than receipts, and of these rather one that names who wrote it than one by an automation; else the earliest.
pub(super) fn which_stays(messages: &Messages, versions: &[u32]) -> u32 {
    let is_deleted = |&&row: &&u32| messages.kind[row as usize] == MessageKind::Deleted;
    let is_told = |&&row: &&u32| !messages.is_stub(row as usize);
    let is_by_automation = |row: u32| messages.actor[row as usize] == Actor::Automation;
    let is_named = |row: &&u32| is_told(row) && messages.sender[**row as usize] != NONE;
    let last = versions.iter().rfind(is_told).filter(|&&row| !is_by_automation(row));
    let told = last.or_else(|| versions.iter().rfind(is_named)).or_else(|| versions.iter().rfind(is_told));
    let stays = versions.iter().rfind(is_deleted).or(told).copied();
    let earliest = || sorted(versions.to_vec(), &|&a, &b| messages.at[a as usize].cmp(&messages.at[b as usize]))[0];
    stays.unwrap_or_else(earliest)
}

/// Hands the receipts to the rows that stay, in the order in which these stand.
fn arrange_receipts(messages: &mut Messages, order: &[u32], replaced: &[(u32, u32)]) {
    let Messages { receipts, at, .. } = messages;
    let mut arranged = ReceiptTable::default();
    arranged.reserve(receipts.len());
    arrange_few(&receipts.message, at.len(), order, replaced, &mut |message, versions| {
        let of_version = |&row: &u32| receipts.get(row as usize, at[receipts.message[row as usize] as usize]);
        let merged = versions.iter().map(of_version).fold(Receipts::default(), Receipts::merge);
        arranged.push(message, at[order[message as usize] as usize], merged);
    });
    *receipts = arranged;
}

/// As [`arrange_receipts`], for marks.
fn arrange_marks(messages: &mut Messages, order: &[u32], replaced: &[(u32, u32)]) {
    let Messages { marks, at, .. } = messages;
    let mut arranged = MarkTable::default();
    arrange_few(&marks.message, at.len(), order, replaced, &mut |message, versions| {
        let merged = versions.iter().map(|&row| marks.marks[row as usize]).fold(Marks::default(), Marks::merge);
        arranged.push(message, merged);
    });
    *marks = arranged;
}

/// For a table of what only some of the messages have, by ascending row of these: hands over each message that has
/// some, by its new row, with the table's rows of all of its versions as they arrived.
fn arrange_few(of: &[u32], messages: usize, order: &[u32], replaced: &[(u32, u32)], keep: &mut dyn FnMut(u32, &[u32])) {
    if of.is_empty() {
        return;
    }
    // What repeats have goes to the message that stays.
    let row_of = |message: u32| of.binary_search(&message).ok().map(|row| row as u32);
    let of_gone = replaced.iter().filter_map(|&(gone, stays)| Some((stays, row_of(gone)?))).collect();
    let of_gone: Vec<(u32, u32)> = sorted(of_gone, &|a, b| a.cmp(b));
    let mut has_gone = Mask::none(messages);
    of_gone.iter().for_each(|&(stays, _)| has_gone.insert(stays as usize));
    let mut versions: Vec<u32> = Vec::new();
    let mut next = 0;
    for (message, &row) in order.iter().enumerate() {
        // Rows mostly stand in the order in which they arrived.
        match of.get(next) {
            Some(&found) if found == row => {}
            Some(&found) if found > row && (next == 0 || of[next - 1] < row) => {}
            _ => next = of.partition_point(|&found| found < row),
        }
        versions.clear();
        if has_gone.has(row as usize) {
            let first = of_gone.partition_point(|&(stays, _)| stays < row);
            versions.extend(of_gone[first..].iter().take_while(|&&(stays, _)| stays == row).map(|&(_, own)| own));
        }
        if of.get(next) == Some(&row) {
            // What stays has mostly come last, but for what was deleted.
            let place = versions.partition_point(|&version| (version as usize) < next);
            versions.insert(place, next as u32);
            next += 1;
        }
        if !versions.is_empty() {
            keep(message as u32, &versions);
        }
    }
}

/// Each event once, by time. Of the `places` that events have, the first ones are threads. Rows from `known` on are new.
fn arrange_events(
    events: &mut Events,
    runs: &Runs,
    [threads, places]: [usize; 2],
    known: usize,
    repeats: &mut Repeats,
    has_herald: impl Fn(u32) -> bool,
) {
    let mut replaced = Vec::new();
    let is_tidy = |rows: Range<usize>| events.at[rows].is_sorted_by(|before, after| before < after);
    let Arranged { starts, order } = arrange(runs, events.len(), places, is_tidy, |thread, rows| {
        let had = rows.len();
        let is_sorted = rows.is_sorted_by_key(|&row| events.at[row as usize]);
        if !is_sorted {
            sort_rows(rows, &|a, b| events.at[a as usize].cmp(&events.at[b as usize]));
        }
        let had_replaced = replaced.len();
        drop_equal_events(events, rows, &mut replaced);
        if has_herald(thread) {
            drop_heralds(events, rows, &mut replaced);
        }
        let is_new = |&&(gone, stays): &&(u32, u32)| gone.min(stays) as usize >= known;
        let again = replaced[had_replaced..].iter().filter(is_new).count() as u64;
        if (thread as usize) < threads {
            repeats.events.add(thread, again);
        } else {
            repeats.events.count += again;
        }
        !is_sorted || rows.len() < had
    });
    events.starts = starts;
    events.starts.truncate(threads + 1);
    let Some(order) = order else { return };
    events.loose.arrange(&order, &replaced);
    events.naive.arrange(&order);
    gather(&mut events.at, &order);
    gather(&mut events.kind, &order);
    gather(&mut events.actor, &order);
    gather(&mut events.by, &order);
    gather(&mut events.subject, &order);
}

/// Leaves one row of each event; adds a pair (gone, stays) for each that goes.
fn drop_equal_events(events: &Events, rows: &mut Vec<u32>, replaced: &mut Vec<(u32, u32)>) {
    let mut kept: Vec<u32> = Vec::with_capacity(rows.len());
    for &row in rows.iter() {
        let event = events.get(row as usize);
        let mut same_time = kept.iter().rev().take_while(|&&before| events.at[before as usize] == event.at);
        match same_time.find(|&&before| events.get(before as usize) == event) {
            Some(&before) => replaced.push((row, before)),
            None => kept.push(row),
        }
    }
    *rows = kept;
}

/// So far apart may be the times of an event and of its herald.
const HERALDED_MS: Millis = 10 * SECOND_MS;

/// What is told without who did it gives way to the same with it. The rows are by time.
fn drop_heralds(events: &Events, rows: &mut Vec<u32>, replaced: &mut Vec<(u32, u32)>) {
    let is_herald = |row: u32| events.actor[row as usize] == Actor::Unknown && events.by[row as usize] == NONE;
    let (heralds, told): (Vec<u32>, Vec<u32>) = rows.iter().partition(|&&row| is_herald(row));
    if heralds.is_empty() || told.is_empty() {
        return;
    }
    let of = |row: u32| (events.kind[row as usize], events.subject[row as usize]);
    let at = |row: u32| events.at[row as usize];
    rows.retain(|&row| {
        let first = told.partition_point(|&other| at(other) < at(row).saturating_sub(HERALDED_MS));
        let mut near = told[first..].iter().take_while(|&&other| at(other) <= at(row).saturating_add(HERALDED_MS));
        let same = near.find(|&&other| is_herald(row) && of(other) == of(row));
        replaced.extend(same.map(|&other| (row, other)));
        same.is_none()
    });
}

#[cfg(test)]
mod tests {
    use super::super::dict::{Dict, some};
    use super::super::events::{Conversion, FlowStep};
    use super::super::messages::MessageId;
    use super::super::vocabulary::{EventKind, Status};
    use super::super::{Dataset, NOBODY};
    use super::*;

    fn message(id: &str, at: i64) -> Message {
        Message {
            id: MessageId::from_text(id),
            at,
            actor: Actor::Contact,
            kind: MessageKind::Text,
            sender: NONE,
            receipts: Receipts::default(),
            marks: Marks::default(),
        }
    }

    fn batch(messages: &[(&str, Message)]) -> Batch {
        let mut batch = Batch::default();
        for (thread, message) in messages {
            let thread = batch.tables.threads.row("test", thread);
            batch.message(thread, message);
        }
        batch
    }

    fn times(dataset: &Dataset) -> Vec<Vec<i64>> {
        (0..dataset.threads.len() as u32).map(|t| dataset.messages.at[dataset.messages.rows_of(t)].to_vec()).collect()
    }

    #[test]
    fn messages_are_sorted_in_their_thread_whatever_order_they_come_in() {
        let mut dataset = Dataset::default();
        dataset.add(batch(&[("a", message("3", 30)), ("b", message("9", 5)), ("a", message("1", 10))]));
        dataset.add(batch(&[("c", message("x", 1)), ("a", message("2", 20))]));
        assert_eq!(times(&dataset), [vec![10, 20, 30], vec![5], vec![1]]);
    }

    #[test]
    fn adding_the_same_again_changes_nothing() {
        let rows = [("a", message("1", 10)), ("a", message("k", 10)), ("b", message("2", 10))];
        let mut dataset = Dataset::default();
        dataset.add(batch(&rows));
        let before = format!("{:?}", (&dataset.messages, &dataset.threads));
        dataset.add(batch(&rows));
        assert_eq!(format!("{:?}", (&dataset.messages, &dataset.threads)), before);
    }

    #[test]
    fn the_newer_version_of_a_message_stays_and_a_deletion_is_for_good() {
        let edited = Message { kind: MessageKind::Image, ..message("1", 10) };
        let deleted = Message { kind: MessageKind::Deleted, ..message("2", 11) };
        let mut dataset = Dataset::default();
        dataset.add(batch(&[("a", message("1", 10)), ("a", edited), ("a", deleted), ("a", message("2", 11))]));
        assert_eq!(dataset.messages.kind, [MessageKind::Image, MessageKind::Deleted]);
        let taken_back_later = Message { at: 15, ..deleted };
        dataset.add(batch(&[("b", message("2", 11)), ("b", taken_back_later)]));
        assert_eq!((dataset.repeats.messages.count, dataset.repeats.clashes.count), (2, 0));
    }

    #[test]
    fn receipts_follow_their_message() {
        let none = Receipts::default();
        let with = |id, at, receipts| ("a", Message { receipts, ..message(id, at) });
        let mut dataset = Dataset::default();
        dataset
            .add(batch(&[with("1", 50, Receipts { sent: 51, ..none }), with("2", 10, Receipts { read: 20, ..none })]));
        dataset.add(batch(&[with("1", 50, Receipts { delivered: 60, ..none }), with("3", 5, none)]));
        let of = |row| dataset.messages.receipts_of(row);
        assert_eq!(of(0), none);
        assert_eq!(of(1), Receipts { read: 20, ..none });
        assert_eq!(of(2), Receipts { sent: 51, delivered: 60, ..none });
    }

    #[test]
    fn a_message_and_its_receipts_are_one_in_any_order_and_batch() {
        let none = Receipts::default();
        let said = Message { actor: Actor::Echo, kind: MessageKind::Image, ..message("wamid.1", 40) };
        let receipts = |receipts| Message::stub(said.id, false, receipts, Marks::default()).unwrap();
        let read = receipts(Receipts { read: 70, ..none });
        let sent = receipts(Receipts { sent: 50, delivered: 60, ..none });
        let template = Message::stub(said.id, true, Receipts { delivered: 65, ..none }, Marks::default()).unwrap();
        let all = Receipts { sent: 50, delivered: 60, read: 70, ..none };
        let cases = [
            (vec![read, sent, read, template], Message { receipts: all, kind: MessageKind::Template, ..sent }),
            (vec![read, sent, said, template], Message { receipts: all, ..said }),
            (vec![said, sent, read, sent, template, said], Message { receipts: all, ..said }),
        ];
        for (rows, expected) in cases {
            for order in 0..(1..=rows.len()).product() {
                let (mut left, mut code) = (rows.clone(), order);
                let mut in_order = Vec::new();
                while !left.is_empty() {
                    in_order.push(("a", left.remove(code % left.len())));
                    code /= left.len() + 1;
                }
                for size in [1, 2, 3, rows.len()] {
                    let mut dataset = Dataset::default();
                    in_order.chunks(size).for_each(|rows| dataset.add(batch(rows)));
                    let messages = &dataset.messages;
                    let found = (messages.at[0], messages.actor[0], messages.kind[0], messages.receipts_of(0));
                    assert_eq!(found, (expected.at, expected.actor, expected.kind, expected.receipts));
                    assert_eq!((messages.len(), dataset.repeats.clashes.count), (1, 0));
                    assert!(messages.is_public(0) && messages.actor[0].is_ours());
                }
            }
        }
        let mut batch = Batch::default();
        batch.receipts(0, said.id, false, none, Marks::default());
        assert_eq!(batch.tables.messages.len(), 0);
    }

    #[test]
    fn marks_follow_their_message_and_the_newest_count() {
        let batch = |rows: &[(&str, i64, MessageKind, [&str; 3])]| {
            let mut batch = Batch::default();
            let thread = batch.tables.threads.row("test", "a");
            for (id, at, kind, [template, step, error]) in rows {
                let Tables { templates, steps, errors, .. } = &mut batch.tables;
                let place = |dict: &mut Dict, text: &str| if text.is_empty() { NONE } else { dict.intern(text) };
                let (template, step, error) = (place(templates, template), place(steps, step), place(errors, error));
                let marks = Marks { template, step, error, ..Marks::default() };
                batch.message(thread, &Message { marks, kind: *kind, ..message(id, *at) });
            }
            batch
        };
        let (text, deleted) = (MessageKind::Text, MessageKind::Deleted);
        let mut dataset = Dataset::default();
        dataset.add(batch(&[("1", 50, text, ["a", "x", ""]), ("2", 60, text, ["", "", ""])]));
        dataset.add(batch(&[
            ("0", 10, text, ["", "y", ""]),
            ("3", 70, deleted, ["d", "y", ""]),
            ("1", 50, text, ["b", "", "131026"]),
            ("3", 70, text, ["e", "", ""]),
        ]));
        let spelled = |row: u32| {
            let Marks { template, step, error, .. } = dataset.messages.marks.of(row);
            let text = |dict: &Dict, place| some(place).map_or("", |place| dict.get(place)).to_owned();
            [text(&dataset.templates, template), text(&dataset.steps, step), text(&dataset.errors, error)]
        };
        let expected = [["", "y", ""], ["b", "x", "131026"], ["", "", ""], ["e", "y", ""]];
        assert_eq!([0, 1, 2, 3].map(spelled), expected.map(|marks| marks.map(str::to_owned)));
        assert_eq!(dataset.messages.marks.message, [0, 1, 3]);
    }

    #[test]
    fn a_thread_row_of_an_older_version_only_fills_gaps() {
        let mut dataset = Dataset::default();
        let versions = [
            Thread { updated_at: Some(20), status: Some(Status::Closed), agent: Some(NOBODY), ..Thread::default() },
            Thread { updated_at: Some(10), status: Some(Status::Open), created_at: Some(1), ..Thread::default() },
        ];
        for thread in versions {
            let mut batch = Batch::default();
            let row = batch.tables.threads.row("test", "a");
            batch.write_thread(row, &thread);
            dataset.add(batch);
        }
        let threads = &dataset.threads;
        assert_eq!((threads.status[0], threads.agent[0], threads.created_at[0]), (Status::Closed, NOBODY, 1));
        assert_eq!(threads.closed_at[0], UNKNOWN);
    }

    #[test]
    fn numbers_of_a_batch_are_turned_into_those_of_the_dataset() {
        let mut dataset = Dataset::default();
        for (tag, agent) in [("x", "omar"), ("y", "lina")] {
            let mut batch = Batch::default();
            let thread = batch.tables.threads.row("test", tag);
            let subject = batch.tables.tags.intern(tag);
            let by = batch.tables.agents.row("test", agent);
            batch.event(thread, &Event { at: 1, kind: EventKind::Tagged, actor: Actor::Agent, by, subject });
            dataset.add(batch);
        }
        let event = dataset.events.of(1).next().unwrap();
        assert_eq!((dataset.tags.get(event.subject), dataset.agents.keys.id(event.by)), ("y", "lina"));
    }

    #[test]
    fn a_herald_gives_way_to_the_same_with_who_did_it() {
        let told = |kind, at, actor| {
            let mut batch = Batch::default();
            batch.tables.herald("test");
            let thread = batch.tables.threads.row("test", "a");
            batch.event(thread, &Event { at, kind, actor, by: NONE, subject: NONE });
            batch
        };
        let (closed, unknown) = (EventKind::Closed, Actor::Unknown);
        let batches = [
            told(closed, 20_250, unknown),
            told(closed, 21_000, Actor::Agent),
            told(EventKind::Reopened, 22_000, unknown),
            told(closed, 31_001, unknown),
        ];
        for first in 0..batches.len() {
            let mut dataset = Dataset::default();
            batches.iter().cycle().skip(first).take(7).for_each(|batch| dataset.add(batch.clone()));
            let at: Vec<_> = dataset.events.of(0).map(|event| event.at).collect();
            assert_eq!(at, [21_000, 22_000, 31_001], "from {first} on");
        }
        let mut dataset = Dataset::default();
        for mut batch in batches {
            batch.tables.heralds.clear();
            dataset.add(batch);
        }
        assert_eq!(dataset.events.of(0).count(), 4, "where none is said to be there");
    }

    #[test]
    fn what_one_thread_shows_all_whole_threads_of_its_source_have() {
        let batch = |source, ids: &[(&str, &[Fact], bool)]| {
            let mut batch = Batch::default();
            for (id, facts, is_maybe_cut) in ids {
                let row = batch.tables.threads.row(source, id);
                let coverage = Coverage::of(facts);
                batch.write_thread(row, &Thread { coverage, is_maybe_cut: *is_maybe_cut, ..Thread::default() });
            }
            batch
        };
        let mut dataset = Dataset::default();
        dataset.add(batch("one", &[("a", &[], false), ("b", &[Fact::Conversions, Fact::Tags], false)]));
        dataset.add(batch("two", &[("a", &[Fact::Notes, Fact::ContactHistory], false), ("cut", &[], true)]));
        dataset.add(batch("one", &[("c", &[], false)]));
        let of_threads: Vec<Vec<Fact>> =
            dataset.threads.coverage.iter().map(|coverage| coverage.facts().collect()).collect();
        let expected: [&[Fact]; 5] = [
            &[Fact::Conversions],
            &[Fact::Tags, Fact::Conversions],
            &[Fact::ContactHistory, Fact::Notes],
            &[Fact::ContactHistory],
            &[Fact::Conversions],
        ];
        assert_eq!(of_threads, expected);
    }

    #[test]
    fn conversions_and_flow_steps_are_the_same_again_in_a_later_batch() {
        let batch = |orders: &[(i64, i64)]| {
            let mut batch = Batch::default();
            let thread = batch.tables.threads.row("test", "a");
            for &(at, value) in orders {
                let kind = batch.tables.conversion_kinds.intern(if value < 0 { "refund" } else { "order" });
                let (value_micros, currency) = (Some(value), batch.tables.currencies.intern(value.to_string()));
                let subject = batch.tables.conversions.intern(Conversion { value_micros, currency, kind });
                let event = Event { at, kind: EventKind::Conversion, actor: Actor::Unknown, by: NONE, subject };
                batch.event(thread, &event);
                let (flow, step) = (NONE, batch.tables.steps.intern(at.to_string()));
                let subject = batch.tables.flow_steps.intern(FlowStep { flow, step });
                batch.event(thread, &Event { kind: EventKind::FlowStep, subject, ..event });
            }
            batch
        };
        let mut dataset = Dataset::default();
        dataset.add(batch(&[(2, 700)]));
        dataset.add(batch(&[(1, -50), (2, 700), (2, 700)]));
        let events: Vec<_> = dataset.events.of(0).collect();
        let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
        let both = [EventKind::Conversion, EventKind::FlowStep];
        assert_eq!(kinds, [both, both].concat());
        let worth = |event: &Event| {
            let Conversion { value_micros, currency, kind } = dataset.conversions.get(event.subject);
            (value_micros, dataset.currencies.get(currency), dataset.conversion_kinds.get(kind))
        };
        assert_eq!([worth(&events[0]), worth(&events[2])], [(Some(-50), "-50", "refund"), (Some(700), "700", "order")]);
        let step = |event: &Event| dataset.steps.get(dataset.flow_steps.get(event.subject).step);
        assert_eq!([step(&events[1]), step(&events[3])], ["1", "2"]);
    }

    #[test]
    fn a_sender_on_the_list_of_bots_is_a_bot_even_if_the_list_comes_last() {
        let mut batch = Batch::default();
        let thread = batch.tables.threads.row("test", "a");
        let sender = batch.tables.agents.row("test", "helper");
        batch.message(thread, &Message { actor: Actor::Agent, sender, ..message("1", 1) });
        batch.tables.agents.actor[sender as usize] = Actor::Bot;
        let mut dataset = Dataset::default();
        dataset.add(batch);
        assert_eq!(dataset.messages.actor, [Actor::Bot]);
    }

    #[test]
    fn pending_rows_are_settled_or_dropped() {
        let mut batch = Batch::default();
        batch.pending_message(&message("1", 1));
        let thread = batch.tables.threads.row("test", "a");
        batch.settle(thread);
        batch.pending_message(&message("2", 2));
        assert_eq!(batch.drop_pending(), 1);
        let mut dataset = Dataset::default();
        dataset.add(batch);
        assert_eq!(times(&dataset), [[1]]);
    }
}
