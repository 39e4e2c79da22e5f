//! Which conversation the rows are of that came with a contact, and with no conversation.
//!
//! Each comes in the hidden thread of its contact, its home. Whenever rows are taken in, each is brought to another thread
//! of this contact, since that one may be given later: a message to the thread of the same source that tells it, too, or
//! else covers its time; an event to the thread of any source that does, and what the contact does elsewhere and later, as
//! buying something, to the one last begun before. What finds none stays at home. A home with messages is a conversation,
//! cut by silence; events alone make none, and are seen nowhere.

use super::arrange::Runs;
use super::batch::which_stays;
use super::dict::some;
use super::order::{sort_rows, sorted};
use super::threads::Threads;
use super::vocabulary::{Coverage, Fact};
use super::{Mask, Tables};
use crate::registry::Word;
use crate::time::{MINUTE_MS, Millis, SECOND_MS, known};

/// The rows of a table that came without a conversation, ascending, and the home of each.
#[derive(Clone, Debug, Default)]
pub struct Loose(Vec<(u32, u32)>);

impl Loose {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are known, and those that have come to a home since.
    fn of(&self, runs: &Runs, rows: usize, tables: &Tables) -> Self {
        let mut all = self.0.clone();
        for (thread, rows) in runs.iter(rows).filter(|(thread, _)| tables.threads.is_loose(*thread)) {
            all.extend(rows.map(|row| (row, thread)));
        }
        let mut all = sorted(all, &|a, b| a.0.cmp(&b.0));
        all.dedup_by_key(|(row, _)| *row);
        Self(all)
    }

    /// What becomes of them once rows stand in a new order, and some have gone for others that stay. What has come with its
    /// conversation, too, is loose no more.
    pub(super) fn arrange(&mut self, order: &[u32], replaced: &[(u32, u32)]) {
        if self.0.is_empty() {
            return;
        }
        let mut home_of: Vec<Option<u32>> = vec![None; 1 + self.0[self.0.len() - 1].0 as usize];
        self.0.iter().for_each(|&(row, home)| home_of[row as usize] = Some(home));
        let home = |row: u32| home_of.get(row as usize).copied().flatten();
        let bound: Vec<u32> = replaced.iter().filter(|(gone, _)| home(*gone).is_none()).map(|&(_, row)| row).collect();
        for row in bound {
            if let Some(home) = home_of.get_mut(row as usize) {
                *home = None;
            }
        }
        let home = |row: u32| home_of.get(row as usize).copied().flatten();
        self.0 = (0..).zip(order).filter_map(|(place, &row)| Some((place, home(row)?))).collect();
    }
}

/// A thread of a contact, and the time that it covers.
struct Stretch {
    contact: u32,
    begins_at: Millis,
    ends_at: Millis,
    thread: u32,
}

impl Stretch {
    /// Whether it has not ended before: times of ends may be cut to whole seconds.
    fn covers(&self, at: Millis) -> bool {
        at < self.ends_at.saturating_add(SECOND_MS)
    }
}

/// Brings the loose rows to their threads. Returns how many places there are for events: one for each thread, and behind
/// them one for each home, for those that are seen nowhere.
pub(super) fn join(tables: &mut Tables, messages: &mut Runs, events: &mut Runs) -> usize {
    let threads = tables.threads.len();
    if tables.threads.loose.is_empty() {
        return threads;
    }
    let rows = [tables.messages.len(), tables.events.len()];
    let loose_messages = tables.messages.loose.of(messages, rows[0], tables);
    let loose_events = tables.events.loose.of(events, rows[1], tables);
    let mut joining = Joining::of(tables, messages, &loose_messages);
    let of_messages = joining.messages(&loose_messages);
    joining.add_homes(&of_messages);
    let of_events = joining.events(&loose_events);
    messages.redirect(rows[0], &of_messages);
    events.redirect(rows[1], &of_events);
    // An event does not tell that the messages are known.
    let but_messages = Fact::ALL.iter().copied().filter(|fact| !matches!(fact, Fact::Actors | Fact::Messages));
    let of_an_event = Coverage::of(&but_messages.collect::<Vec<_>>());
    for (loose, places, facts) in
        [(&loose_messages, of_messages, Coverage::all()), (&loose_events, of_events, of_an_event)]
    {
        for (&(_, home), (_, thread)) in loose.0.iter().zip(places) {
            let facts = tables.threads.said[home as usize].intersection(facts);
            if let Some(coverage) = tables.threads.coverage.get_mut(thread as usize) {
                *coverage = coverage.union(facts);
            }
        }
    }
    tables.messages.loose = loose_messages;
    tables.events.loose = loose_events;
    threads + tables.threads.loose.len()
}

struct Joining<'a> {
    tables: &'a Tables,
    /// By contact and beginning.
    stretches: Vec<Stretch>,
    /// Which ids of loose messages are told by which threads; sorted.
    told: Vec<(u64, u32)>,
    /// By contact, source and id.
    homes: Vec<u32>,
}

fn of_home(threads: &Threads, home: u32) -> (u32, &'static str) {
    (threads.contact[home as usize], threads.keys.source(home))
}

impl<'a> Joining<'a> {
    fn of(tables: &'a Tables, runs: &Runs, loose: &Loose) -> Self {
        let Tables { threads, messages, contacts, .. } = tables;
        let mut has_home = Mask::none(contacts.keys.len());
        let of_homes = threads.loose.iter().filter_map(|&home| some(threads.contact[home as usize]));
        of_homes.for_each(|contact| has_home.insert(contact as usize));
        let contact = |thread: u32| {
            let contact = some(threads.contact[thread as usize]).filter(|&contact| has_home.has(contact as usize));
            contact.filter(|_| !threads.is_loose(thread))
        };
        let mut ids: Vec<u64> = loose.0.iter().map(|&(row, _)| messages.id[row as usize].number()).collect();
        ids.sort_unstable();
        let mut is_loose = Mask::none(messages.len());
        loose.0.iter().for_each(|&(row, _)| is_loose.insert(row as usize));
        let mut first = vec![Millis::MAX; threads.len()];
        let mut told = Vec::new();
        for (thread, rows) in runs.iter(messages.len()).filter(|(thread, _)| contact(*thread).is_some()) {
            for row in rows.map(|row| row as usize).filter(|&row| !is_loose.has(row)) {
                let first = &mut first[thread as usize];
                *first = (*first).min(messages.at[row]);
                let id = messages.id[row].number();
                if ids.binary_search(&id).is_ok() {
                    told.push((id, thread));
                }
            }
        }
        let stretch = |thread: u32| {
            let (first, created_at) = (first[thread as usize], known(threads.created_at[thread as usize]));
            let begins_at = created_at.map_or(first, |at| at.min(first));
            let ends_at = known(threads.closed_at[thread as usize]).unwrap_or(Millis::MAX);
            let contact = contact(thread).filter(|_| begins_at != Millis::MAX)?;
            Some(Stretch { contact, begins_at, ends_at, thread })
        };
        let stretches = (0..threads.len() as u32).filter_map(stretch).collect();
        let told = sorted(told, &|a, b| a.cmp(b));
        let mut homes = threads.loose.clone();
        let id = |home: u32| threads.keys.id(home);
        sort_rows(&mut homes, &|a, b| (of_home(threads, a), id(a)).cmp(&(of_home(threads, b), id(b))));
        Self { tables, stretches: in_order(tables, stretches), told, homes }
    }

    /// The thread of each loose message: its home if there is no other.
    fn messages(&self, loose: &Loose) -> Vec<(u32, u32)> {
        let Tables { threads, messages, .. } = self.tables;
        let row = |place: u32| loose.0[place as usize].0;
        let key = |place: u32| {
            let (row, home) = loose.0[place as usize];
            let source = threads.keys.source(home);
            (messages.id[row as usize].number(), threads.contact[home as usize], source)
        };
        let mut order: Vec<u32> = (0..loose.0.len() as u32).collect();
        sort_rows(&mut order, &|a, b| key(a).cmp(&key(b)));
        let mut places = loose.0.clone();
        for versions in order.chunk_by(|&a, &b| key(a) == key(b)) {
            let (id, contact, source) = key(versions[0]);
            let is_of_source = |thread: u32| threads.keys.source(thread) == source;
            let rows: Vec<u32> = versions.iter().map(|&place| row(place)).collect();
            let at = messages.at[which_stays(messages, &rows) as usize];
            let told = self.told[self.told.partition_point(|&(other, _)| other < id)..].iter();
            let told = told.take_while(|(other, _)| *other == id).map(|&(_, thread)| thread);
            let told: Vec<u32> = told.filter(|&thread| threads.contact[thread as usize] == contact).collect();
            let tells = |stretch: &Stretch| is_of_source(stretch.thread) && told.contains(&stretch.thread);
            let of_contact = self.of_contact(contact);
            let thread = of_contact.iter().rfind(|stretch| tells(stretch)).map(|stretch| stretch.thread);
            let covers = |stretch: &Stretch| is_of_source(stretch.thread) && stretch.covers(at);
            // A person who is several contacts of a source has several homes there.
            let home = || self.homes[self.homes.partition_point(|&home| of_home(threads, home) < (contact, source))];
            let thread = thread.or_else(|| last_begun(of_contact, at, &covers)).unwrap_or_else(home);
            versions.iter().for_each(|&place| places[place as usize].1 = thread);
        }
        places
    }

    /// Homes in which messages stay may be what events belong to.
    fn add_homes(&mut self, places: &[(u32, u32)]) {
        let Tables { threads, messages, .. } = self.tables;
        let mut first = vec![Millis::MAX; threads.loose.len()];
        for &(row, thread) in places {
            if let Ok(home) = threads.loose.binary_search(&thread) {
                first[home] = first[home].min(messages.at[row as usize]);
            }
        }
        for (&home, begins_at) in threads.loose.iter().zip(first).filter(|(_, first)| *first != Millis::MAX) {
            let contact = threads.contact[home as usize];
            self.stretches.push(Stretch { contact, begins_at, ends_at: Millis::MAX, thread: home });
        }
        self.stretches = in_order(self.tables, std::mem::take(&mut self.stretches));
    }

    /// The thread of each loose event, or a place behind those of all threads: which one depends on its contact only, since
    /// equal ones are to meet.
    fn events(&self, loose: &Loose) -> Vec<(u32, u32)> {
        let Tables { threads, events, contacts, .. } = self.tables;
        let contact = |home: u32| threads.contact[home as usize];
        let mut places = vec![threads.len() as u32; contacts.keys.len()];
        for (place, &home) in (threads.len() as u32..).zip(&threads.loose) {
            if let Some(of_contact) = places.get_mut(contact(home) as usize) {
                *of_contact = place;
            }
        }
        let nowhere = |contact: u32| places.get(contact as usize).copied().unwrap_or(threads.len() as u32);
        let place = |&(row, home): &(u32, u32)| {
            let (at, kind) = (events.at[row as usize], events.kind[row as usize]);
            let own = self.of_contact(contact(home));
            let is_of_conversation = kind.is_of_conversation();
            let covers = |stretch: &Stretch| !is_of_conversation || stretch.covers(at);
            let first_home = || own.iter().find(|stretch| threads.is_loose(stretch.thread));
            let at_home = || first_home().filter(|_| is_of_conversation).map(|stretch| stretch.thread);
            (row, last_begun(own, at, &covers).or_else(at_home).unwrap_or_else(|| nowhere(contact(home))))
        };
        loose.0.iter().map(place).collect()
    }

    fn of_contact(&self, contact: u32) -> &[Stretch] {
        let from = self.stretches.partition_point(|stretch| stretch.contact < contact);
        let to = self.stretches.partition_point(|stretch| stretch.contact <= contact);
        &self.stretches[from..to]
    }
}

/// Of the threads of one contact that are meant, the one last begun before; it may be created a little after its first
/// message.
fn last_begun(own: &[Stretch], at: Millis, is_meant: &dyn Fn(&Stretch) -> bool) -> Option<u32> {
    let begun = own.partition_point(|stretch| stretch.begins_at <= at.saturating_add(MINUTE_MS));
    own[..begun].iter().rfind(|stretch| is_meant(stretch)).map(|stretch| stretch.thread)
}

/// By contact, beginning, and what does not depend on which came first.
fn in_order(tables: &Tables, stretches: Vec<Stretch>) -> Vec<Stretch> {
    let keys = &tables.threads.keys;
    sorted(stretches, &|a, b| {
        let key = |stretch: &Stretch| (stretch.contact, stretch.begins_at);
        key(a).cmp(&key(b)).then_with(|| {
            let id = |stretch: &Stretch| (keys.source(stretch.thread), keys.id(stretch.thread));
            id(a).cmp(&id(b))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::dict::NONE;
    use super::super::events::Event;
    use super::super::marks::Marks;
    use super::super::messages::{Message, MessageId, Receipts};
    use super::super::threads::Thread;
    use super::super::vocabulary::{Actor, EventKind, MessageKind};
    use super::super::{Batch, Dataset};
    use super::*;
    use crate::time::UNKNOWN;

    /// What one row of a file says.
    #[derive(Clone, Debug)]
    enum Said {
        Created { thread: Id, contact: u32, at: Option<Millis> },
        Closed { thread: Id, at: Millis },
        Message { thread: Id, id: u32, at: Millis },
        LooseMessage { source: &'static str, contact: u32, id: u32, at: Millis },
        LooseEvent { source: &'static str, contact: u32, kind: EventKind, at: Millis },
    }

    type Id = (&'static str, u32);

    const SOURCES: [&str; 2] = ["one", "two"];

    fn message(id: u32, at: Millis) -> Message {
        let id = MessageId::from_text(id.to_string());
        let (receipts, marks) = (Receipts::default(), Marks::default());
        Message { id, at, actor: Actor::Contact, kind: MessageKind::Text, sender: NONE, receipts, marks }
    }

    fn batch(rows: &[Said]) -> Batch {
        let mut batch = Batch::default();
        for said in rows {
            // Contacts are the same for both sources, as those of a joined person.
            let contact = |batch: &mut Batch, contact: u32| batch.tables.contacts.row("one", contact.to_string());
            match *said {
                Said::Created { thread: (source, id), contact: of, at } => {
                    let (of, row) = (contact(&mut batch, of), batch.tables.threads.row(source, id.to_string()));
                    batch.write_thread(row, &Thread { contact: Some(of), created_at: at, ..Thread::default() });
                }
                Said::Closed { thread: (source, id), at } => {
                    let row = batch.tables.threads.row(source, id.to_string());
                    batch.write_thread(row, &Thread { closed_at: Some(at), ..Thread::default() });
                }
                Said::Message { thread: (source, id), id: message_id, at } => {
                    let row = batch.tables.threads.row(source, id.to_string());
                    batch.message(row, &message(message_id, at));
                }
                Said::LooseMessage { source, contact: of, id, at } => {
                    let of = contact(&mut batch, of);
                    batch.loose_message(source, of, &message(id, at));
                }
                Said::LooseEvent { source, contact: of, kind, at } => {
                    let of = contact(&mut batch, of);
                    batch.loose_event(source, of, &Event { at, kind, actor: Actor::Unknown, by: NONE, subject: NONE });
                }
            }
        }
        batch
    }

    /// Where each message and event is, sorted.
    fn found(data: &Dataset) -> Vec<String> {
        let keys = &data.threads.keys;
        let name = |thread: u32| format!("{}/{}", keys.source(thread), keys.id(thread));
        let mut all = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            let rows = data.messages.rows_of(thread);
            all.extend(rows.map(|row| format!("{} {}", name(thread), data.messages.id[row].text())));
            all.extend(data.events.of(thread).map(|event| format!("{} {:?} {}", name(thread), event.kind, event.at)));
        }
        let nowhere = data.events.starts.last().map_or(0, |&end| end as usize)..data.events.len();
        for &(row, home) in data.events.loose.0.iter().filter(|(row, _)| nowhere.contains(&(*row as usize))) {
            let event = data.events.get(row as usize);
            let contact = data.contacts.keys.id(data.threads.contact[home as usize]);
            all.push(format!("nowhere, {contact} {:?} {}", event.kind, event.at));
        }
        all.sort();
        all
    }

    /// The same, worked out row by row from all that is said.
    fn expected(all: &[Said]) -> Vec<String> {
        struct Conversation {
            source: &'static str,
            id: String,
            contact: u32,
            begins: Millis,
            closed: Option<Millis>,
            ids: Vec<u32>,
        }
        let mut conversations = Vec::new();
        for said in all {
            let Said::Created { thread, contact, at } = *said else { continue };
            let own = all.iter().filter_map(|said| match said {
                Said::Message { thread: of, id, at } if *of == thread => Some((*id, *at)),
                _ => None,
            });
            let closed = all.iter().find_map(|said| match said {
                Said::Closed { thread: of, at } if *of == thread => Some(*at),
                _ => None,
            });
            if let Some(begins) = own.clone().map(|(_, at)| at).chain(at).min() {
                let ids = own.map(|(id, _)| id).collect();
                let (source, id) = (thread.0, thread.1.to_string());
                conversations.push(Conversation { source, id, contact, begins, closed, ids });
            }
        }
        let mut lines = Vec::new();
        for said in all {
            if let Said::Message { thread: (source, thread), id, .. } = said {
                lines.push(format!("{source}/{thread} {id}"));
            }
        }
        let last = |meant: Vec<&Conversation>| {
            let last = meant.into_iter().max_by_key(|of| (of.begins, of.source, of.id.clone()));
            last.map(|of| format!("{}/{}", of.source, of.id))
        };
        let mut homes: Vec<Conversation> = Vec::new();
        for said in all {
            let Said::LooseMessage { source, contact, id, at } = *said else { continue };
            let own = || conversations.iter().filter(|of| of.contact == contact && of.source == source);
            let covers = |of: &&Conversation| of.begins - 60_000 <= at && of.closed.is_none_or(|end| at < end + 1000);
            let told = last(own().filter(|of| of.ids.contains(&id)).collect());
            let place = told.or_else(|| last(own().filter(covers).collect())).unwrap_or_else(|| {
                let home =
                    Conversation { source, id: format!("~{contact}"), contact, begins: at, closed: None, ids: vec![] };
                homes.push(home);
                format!("{source}/~{contact}")
            });
            lines.push(format!("{place} {id}"));
        }
        for said in all {
            let Said::LooseEvent { contact, kind, at, .. } = *said else { continue };
            let mut own: Vec<&Conversation> = conversations.iter().filter(|of| of.contact == contact).collect();
            // Of several messages at home, the first is where it begins.
            for home in homes.iter().filter(|of| of.contact == contact) {
                let begins = homes.iter().filter(|of| (of.source, of.contact) == (home.source, contact));
                if begins.map(|of| of.begins).min() == Some(home.begins) {
                    own.push(home);
                }
            }
            let is_elsewhere = kind == EventKind::Conversion;
            let is_open = |of: &Conversation| of.closed.is_none_or(|end| at < end + 1000);
            let covers = |of: &&Conversation| of.begins - 60_000 <= at && (is_elsewhere || is_open(of));
            let home = homes.iter().filter(|of| of.contact == contact && !is_elsewhere);
            let home = home.min_by_key(|of| (of.begins, of.source)).map(|of| format!("{}/{}", of.source, of.id));
            let place = last(own.into_iter().filter(covers).collect()).or(home);
            let nowhere = || format!("nowhere, {contact}");
            lines.push(format!("{} {kind:?} {at}", place.unwrap_or_else(nowhere)));
        }
        lines.sort();
        lines.dedup();
        lines
    }

    struct Chance(u64);

    impl Chance {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }

        fn at(&mut self) -> Millis {
            1_700_000_000_000 + self.below(40) as Millis * 45_000
        }

        fn shuffle(&mut self, rows: &mut [Said]) {
            (1..rows.len()).for_each(|row| rows.swap(row, self.below(row as u64 + 1) as usize));
        }
    }

    fn world(chance: &mut Chance) -> Vec<Said> {
        let mut all = Vec::new();
        let mut said: Vec<(&'static str, u32, u32, Millis)> = Vec::new();
        for id in 0..1 + chance.below(5) as u32 {
            let (thread, contact) = ((SOURCES[chance.below(2) as usize], id), chance.below(2) as u32);
            let created = chance.at();
            all.push(Said::Created { thread, contact, at: (chance.below(4) > 0).then_some(created) });
            if chance.below(2) == 0 {
                all.push(Said::Closed { thread, at: created + chance.below(10) as Millis * 45_000 });
            }
            for number in 0..chance.below(3) as u32 {
                let at = chance.at();
                all.push(Said::Message { thread, id: 10 * id + number, at });
                said.push((thread.0, contact, 10 * id + number, at));
            }
        }
        for id in 0..chance.below(10) as u32 {
            let (source, contact) = (SOURCES[chance.below(2) as usize], chance.below(2) as u32);
            let loose = Said::LooseMessage { source, contact, id: 100 + id, at: chance.at() };
            let again = said.get(chance.below(20) as usize);
            all.push(again.map_or(loose, |&(source, contact, id, at)| Said::LooseMessage { source, contact, id, at }));
            if chance.below(2) == 0 {
                let kind = [EventKind::Conversion, EventKind::Closed, EventKind::OptOut][chance.below(2) as usize];
                all.push(Said::LooseEvent { source, contact, kind, at: chance.at() });
            }
        }
        all
    }

    #[test]
    fn agrees_with_a_naive_search_in_any_order_of_files() {
        let mut chance = Chance(1);
        let mut moved = 0;
        for round in 0..600 {
            let mut all = world(&mut chance);
            let expected = expected(&all);
            moved += expected.iter().filter(|line| !line.contains('~')).count();
            for _ in 0..3 {
                chance.shuffle(&mut all);
                let mut data = Dataset::default();
                let mut rest = &all[..];
                while !rest.is_empty() {
                    let (some, others) = rest.split_at(1 + chance.below(rest.len() as u64) as usize);
                    data.add(batch(some));
                    rest = others;
                }
                assert_eq!(found(&data), expected, "round {round}: {all:#?}");
                let known = |data: &Dataset| format!("{:?}", (&data.messages, &data.events, &data.threads.coverage));
                let before = known(&data);
                data.add(batch(&all));
                assert_eq!(known(&data), before, "round {round}: {all:#?}");
                let homes = data.threads.loose.iter().filter(|&&home| data.is_conversation(home));
                let conversations = data.threads.len() - data.threads.loose.len() + homes.count();
                assert_eq!(data.conversations(), conversations);
            }
        }
        assert!(moved > 1000);
    }

    #[test]
    fn without_a_conversation_messages_are_one_until_silence_and_events_are_seen_nowhere() {
        let rows = [
            Said::LooseMessage { source: "one", contact: 1, id: 1, at: 0 },
            Said::LooseMessage { source: "one", contact: 1, id: 2, at: 1000 },
            Said::LooseEvent { source: "one", contact: 2, kind: EventKind::Conversion, at: 5 },
        ];
        let mut data = Dataset::default();
        data.add(batch(&rows));
        assert_eq!((data.threads.len(), data.conversations()), (2, 1));
        assert_eq!((data.threads.silence_ms[0], data.threads.created_at[0]), (86_400_000, UNKNOWN));
        assert_eq!((data.events.len(), data.events.of(1).count()), (1, 0));
    }

    #[test]
    fn a_receipt_goes_where_its_message_goes() {
        let mut data = Dataset::default();
        let mut rows = batch(&[
            Said::Created { thread: ("one", 1), contact: 1, at: Some(0) },
            Said::Created { thread: ("one", 2), contact: 1, at: Some(9_000_000) },
            Said::LooseMessage { source: "one", contact: 1, id: 7, at: 1000 },
        ]);
        let receipts = Receipts { read: 9_500_000, ..Receipts::default() };
        let id = MessageId::from_text("7");
        let stub = Message::stub(id, false, receipts, Marks::default()).unwrap();
        let contact = rows.tables.contacts.row("one", "1");
        rows.loose_message("one", contact, &stub);
        data.add(rows);
        assert_eq!((data.messages.len(), data.messages.rows_of(0)), (1, 0..1));
        assert_eq!(data.messages.receipts_of(0), receipts);
    }

    #[test]
    fn a_conversation_has_the_facts_of_what_comes_to_it() {
        let mut rows = batch(&[
            Said::Created { thread: ("one", 1), contact: 1, at: Some(0) },
            Said::Created { thread: ("one", 2), contact: 2, at: Some(0) },
            Said::LooseMessage { source: "one", contact: 1, id: 7, at: 1000 },
            Said::LooseEvent { source: "two", contact: 2, kind: EventKind::Conversion, at: 1000 },
        ]);
        for (source, contact, fact) in [("one", 0, Fact::Messages), ("two", 1, Fact::Conversions)] {
            let home = rows.home(source, contact);
            rows.write_thread(home, &Thread { coverage: Coverage::of(&[fact]), ..Thread::default() });
        }
        let mut data = Dataset::default();
        data.add(rows);
        let facts = |thread: usize| data.threads.coverage[thread].facts().collect::<Vec<_>>();
        let all = [facts(0), facts(1)];
        assert_eq!(all, [vec![Fact::Messages, Fact::Conversions], vec![Fact::Conversions]]);
    }
}
