//! The dataset: tables of columns, and the one way to fill them.
//!
//! Rows of a table are named by their number. Whatever has an id is interned: a column holds the number, and the
//! id stands once in a dictionary. [`Batch`] is the only writer; everything else reads.

pub mod batch;
pub mod clocks;
pub mod dict;
pub mod events;
pub mod handles;
pub mod interned;
pub mod joining;
pub mod marks;
pub mod mask;
pub mod messages;
pub mod pages;
pub mod people;
pub mod persons;
pub mod reach;
pub mod scopes;
pub mod sides;
pub mod spotted;
pub mod stray;
pub mod surveys;
pub mod threads;
pub mod vendor;
pub mod vocabulary;

pub mod arrange;
pub mod order;
mod places;

pub use batch::Batch;
pub use dict::{NOBODY, NONE, Scope};
pub use mask::Mask;

use crate::error::Warnings;
use crate::time::{Buckets, Millis, Span, Zone};
use dict::Dict;
use interned::Interned;
use spotted::Repeats;
use std::cell::RefCell;
use std::rc::Rc;
use vocabulary::Coverage;

/// All tables of a dataset.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub threads: threads::Threads,
    pub messages: messages::Messages,
    pub events: events::Events,
    pub surveys: surveys::Surveys,
    pub agents: people::Agents,
    pub contacts: people::Contacts,
    pub handles: Interned<handles::Handle>,
    pub persons: persons::Persons,
    pub tags: Dict,
    pub channels: Dict,
    pub categories: Dict,
    pub teams: Dict,
    /// What teams are called of which the id is told: by their places.
    pub team_names: people::Names,
    pub countries: Dict,
    pub contact_sources: Dict,
    pub contact_tags: Dict,
    pub attribute_keys: Dict,
    pub attribute_values: Dict,
    pub attributes: Interned<people::Attribute>,
    pub templates: Dict,
    pub campaigns: Dict,
    pub variants: Dict,
    pub errors: Dict,
    pub flows: Dict,
    pub steps: Dict,
    pub flow_steps: Interned<events::FlowStep>,
    pub currencies: Dict,
    pub conversion_kinds: Dict,
    pub conversions: Interned<events::Conversion>,
    pub vendor_times: vendor::VendorTimes,
    pub stray_receipts: Vec<stray::StrayReceipts>,
    /// Which zones the clocks of sources stand in whose times have none.
    pub clocks: clocks::Clocks,
    /// What sources say of how much they have.
    pub pages: pages::Pages,
    pub scopes: scopes::Scopes,
    /// The sources that announce some events at once, without who did it, and tell them with it a little later.
    pub heralds: Vec<&'static str>,
    /// Of which agents only their messages' threads tell whether they are some.
    pub authors: sides::Authors,
    /// Which of the [`SOURCE_WIDE`](vocabulary::SOURCE_WIDE) facts each source has shown so far.
    pub shown: Vec<(&'static str, Coverage)>,
}

impl Tables {
    pub fn is_empty(&self) -> bool {
        let is_nobody_known = self.agents.keys.is_empty() && self.contacts.keys.is_empty() && self.teams.is_empty();
        let Self { pages, shown, stray_receipts, clocks, .. } = self;
        let is_nothing_said = pages.is_empty() && shown.is_empty() && stray_receipts.is_empty() && clocks.is_empty();
        self.threads.is_empty() && is_nobody_known && is_nothing_said
    }

    /// What the team is called; its id where it has no other name.
    pub fn team_name(&self, team: u32) -> &str {
        self.team_names.get(team).unwrap_or_else(|| self.teams.get(team))
    }

    /// Whether the thread is a conversation: a home in which no messages are left is none, and neither is what has turned
    /// out to be another one.
    pub fn is_conversation(&self, thread: u32) -> bool {
        let is_left = !self.threads.is_loose(thread) || !self.messages.rows_of(thread).is_empty();
        is_left && self.threads.gone.binary_search(&thread).is_err()
    }

    /// How many of the threads are conversations.
    pub fn conversations(&self) -> usize {
        let empty = self.threads.loose.iter().filter(|&&home| self.messages.rows_of(home).is_empty());
        self.threads.len() - empty.count() - self.threads.gone.len()
    }

    /// Whether at least one of the threads is.
    pub fn has_conversations(&self) -> bool {
        self.threads.len() > self.threads.loose.len() + self.threads.gone.len()
            || self.threads.loose.iter().any(|&home| self.is_conversation(home))
    }

    /// How many conversations there are of a source, whether anything was written in them or not.
    pub fn conversations_of(&self, source: &str) -> usize {
        let Self { threads, .. } = self;
        let is_hidden = |thread: u32| threads.is_loose(thread) || threads.gone.binary_search(&thread).is_ok();
        let is_its = |&thread: &u32| threads.keys.source(thread) == source && !is_hidden(thread);
        (0..self.threads.len() as u32).filter(is_its).count()
    }

    /// Whether the contact counts: it is not known by handles only, and no other one stands for it.
    pub fn is_person(&self, contact: u32) -> bool {
        self.persons.is_one(contact) && !self.contacts.is_handle_only(contact)
    }

    /// Whether there is at least one contact.
    pub fn has_contacts(&self) -> bool {
        (0..self.contacts.keys.len() as u32).any(|contact| self.is_person(contact))
    }

    /// How many contacts there are.
    pub fn people(&self) -> usize {
        (0..self.contacts.keys.len() as u32).filter(|&contact| self.is_person(contact)).count()
    }

    /// The place of the value that a contact's attribute has; `NOBODY` where the source says that it has none.
    pub fn attribute(&self, contact: u32, key: u32) -> u32 {
        let mut attributes = self.contacts.attributes.get(contact as usize).iter().map(|&row| self.attributes.get(row));
        attributes.find(|attribute| attribute.key == key).map_or(NONE, |attribute| attribute.value)
    }

    /// The source announces some events before it tells them.
    pub fn herald(&mut self, source: &'static str) {
        if !self.heralds.contains(&source) {
            self.heralds.push(source);
        }
    }

    /// The source supplies these facts, whatever its threads show.
    pub fn show(&mut self, source: &'static str, facts: Coverage) {
        add_shown(&mut self.shown, source, facts);
    }
}

fn add_shown(shown: &mut Vec<(&'static str, Coverage)>, source: &'static str, facts: Coverage) {
    match shown.iter_mut().find(|(known, _)| *known == source) {
        Some((_, shown)) => *shown = shown.union(facts),
        None => shown.push((source, facts)),
    }
}

/// Makes room in a column, if there is memory for it: the row that has none left will say so.
fn reserve<T>(column: &mut Vec<T>, more: usize) {
    let _ = column.try_reserve_exact(more);
}

/// Stands for the hour of what has none.
pub const NO_HOUR: u8 = u8::MAX;

/// Stands for the bucket of what has none.
pub const NO_BUCKET: u16 = u16::MAX;

/// Of so many kinds of buckets, the last ones asked for, those of the messages are remembered.
const REMEMBERED: usize = 4;

/// Buckets, and the one of each message.
type InBuckets = (Rc<Buckets>, Rc<[u16]>);

/// Everything that has been read, in order.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    tables: Tables,
    warnings: Warnings,
    repeats: Repeats,
    coverage: Coverage,
    span: Option<Span>,
    hours: RefCell<Option<(Zone, Rc<[u8]>)>>,
    buckets: RefCell<Vec<InBuckets>>,
}

impl Dataset {
    /// Takes in what `batch` has gathered. Taking in the same rows again changes nothing; a newer version of a
    /// thread or a message replaces the older one.
    pub fn add(&mut self, batch: Batch) {
        let (warnings, repeats) = batch.merge_into(&mut self.tables);
        self.warnings.merge(warnings);
        self.repeats.merge(&repeats);
        self.coverage = self.tables.threads.coverage.iter().fold(Coverage::default(), |all, &one| all.union(one));
        self.span = span(&self.tables);
        self.hours.take();
        self.buckets.take();
    }

    /// The hour of the week, from Monday on, of each message; [`NO_HOUR`] of those that are not public.
    pub fn hours_of_week(&self, zone: &Zone) -> Rc<[u8]> {
        let mut known = self.hours.borrow_mut();
        match &*known {
            Some((of, hours)) if of == zone => Rc::clone(hours),
            _ => {
                let mut hours = zone.hours();
                let messages = &self.tables.messages;
                let hour = |row: usize| if messages.is_public(row) { hours.of_week(messages.at[row]) } else { NO_HOUR };
                let hours: Rc<[u8]> = (0..messages.len()).map(hour).collect();
                *known = Some((zone.clone(), Rc::clone(&hours)));
                hours
            }
        }
    }

    /// The bucket of each message, and [`NO_BUCKET`] of those that lie in none; nothing if there are too many buckets. They
    /// are the same whatever the filter, and so remembered.
    pub fn buckets_of_messages(&self, buckets: &Rc<Buckets>) -> Option<Rc<[u16]>> {
        if buckets.len() >= usize::from(NO_BUCKET) {
            return None;
        }
        let mut known = self.buckets.borrow_mut();
        let place = known.iter().position(|(of, _)| of == buckets);
        let work_out = || (Rc::clone(buckets), numbers(buckets, &self.tables.messages.at));
        let this = place.map_or_else(work_out, |place| known.remove(place));
        let numbers = Rc::clone(&this.1);
        known.insert(0, this);
        known.truncate(REMEMBERED);
        Some(numbers)
    }

    pub fn warnings(&self) -> &Warnings {
        &self.warnings
    }

    pub fn repeats(&self) -> &Repeats {
        &self.repeats
    }

    /// The facts that at least one thread has.
    pub fn coverage(&self) -> Coverage {
        self.coverage
    }

    /// From the first message or opening to the last; empty where there is neither.
    pub fn span(&self) -> Span {
        self.span.unwrap_or(Span { from: 0, to: 0 })
    }
}

/// The bucket of each instant.
fn numbers(buckets: &Buckets, instants: &[Millis]) -> Rc<[u16]> {
    let (mut number, mut last) = (NO_BUCKET, Span { from: 0, to: 0 });
    let bucket = |&at: &Millis| {
        // Neighbours are mostly in the same one.
        if !last.contains(at) {
            (number, last) = match buckets.find(at) {
                Some(index) => (index as u16, buckets.span(index)),
                None => (NO_BUCKET, Span { from: 0, to: 0 }),
            };
        }
        number
    };
    instants.iter().map(bucket).collect()
}

fn span(tables: &Tables) -> Option<Span> {
    let created = tables.threads.created_at.iter().copied().filter(|&at| crate::time::known(at).is_some());
    let instants = || tables.messages.at.iter().copied().chain(created.clone());
    Some(Span { from: instants().min()?, to: instants().max()? + 1 })
}

impl std::ops::Deref for Dataset {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        &self.tables
    }
}
