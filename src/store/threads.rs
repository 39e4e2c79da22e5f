//! The table of threads: conversations as their source gives them, before any policy cuts them.

use super::dict::{Keys, NONE, Scope};
use super::order::sort_rows;
use super::places::{Places, turned};
use super::vocabulary::{Coverage, Origin, Status};
use crate::time::{HOUR_MS, Millis, UNKNOWN};

/// Everything that one row of a source says about a thread. What it does not say is `None`; what it says not to
/// exist is `Some(NOBODY)` or `Some(NEVER)`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    /// When this version of the row was made; the newest version wins, and without one the last read.
    pub updated_at: Option<Millis>,
    pub contact: Option<u32>,
    pub channel: Option<u32>,
    pub category: Option<u32>,
    pub agent: Option<u32>,
    pub team: Option<u32>,
    pub origin: Option<Origin>,
    pub status: Option<Status>,
    pub created_at: Option<Millis>,
    pub closed_at: Option<Millis>,
    /// How many of the contact's messages nobody has read; a source may count only up to some number.
    pub unread: Option<u32>,
    pub tags: Option<Vec<u32>>,
    /// The source has no conversations: silence of this length ends one.
    pub silence_ms: Option<Millis>,
    pub coverage: Coverage,
    /// Its messages come in pages, so that older ones may be missing.
    pub is_maybe_cut: bool,
}

/// One row a thread; the row's number is the place of its key in `keys`.
#[derive(Clone, Debug, Default)]
pub struct Threads {
    pub keys: Keys,
    pub updated_at: Vec<Millis>,
    pub contact: Vec<u32>,
    pub channel: Vec<u32>,
    pub category: Vec<u32>,
    pub agent: Vec<u32>,
    pub team: Vec<u32>,
    pub origin: Vec<Option<Origin>>,
    pub status: Vec<Status>,
    pub created_at: Vec<Millis>,
    pub closed_at: Vec<Millis>,
    pub unread: Vec<u32>,
    pub tags: Lists,
    pub silence_ms: Vec<Millis>,
    /// The facts that its rows show.
    pub said: Vec<Coverage>,
    /// The facts that it has: what is known of all threads of its source and of what was joined to it, too.
    pub coverage: Vec<Coverage>,
    pub is_maybe_cut: Vec<bool>,
    /// The homes of what came with a contact and no conversation, ascending; see [`joining`](super::joining).
    pub loose: Vec<u32>,
    /// Those that have turned out to be others, ascending: nothing is left of them but their keys; see
    /// [`scopes`](super::scopes).
    pub gone: Vec<u32>,
}

/// Begins the id of a home, before its contact's.
const HOME: char = '~';

/// Silence of this length ends a conversation of a home.
const HOME_SILENCE_MS: Millis = 24 * HOUR_MS;

impl Threads {
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The row of the thread of this source and id; a new row, of which nothing is known yet, if there is none.
    pub fn row(&mut self, source: &'static str, id: impl AsRef<[u8]>) -> u32 {
        self.row_in(source, &Scope::Open, id)
    }

    /// As [`Threads::row`], of an id that is one within `scope`.
    pub fn row_in(&mut self, source: &'static str, scope: &Scope<'_>, id: impl AsRef<[u8]>) -> u32 {
        let row = self.keys.intern_in(source, scope, id);
        self.grow();
        row
    }

    /// The home of what comes with this contact and no conversation.
    pub fn home(&mut self, source: &'static str, contact: u32, contact_id: &str) -> u32 {
        let row = self.row(source, format!("{HOME}{contact_id}"));
        if !self.is_loose(row) {
            self.set_loose(row);
            self.contact[row as usize] = contact;
            self.silence_ms[row as usize] = HOME_SILENCE_MS;
        }
        row
    }

    pub fn is_loose(&self, row: u32) -> bool {
        self.loose.binary_search(&row).is_ok()
    }

    pub(super) fn set_loose(&mut self, row: u32) {
        if let Err(place) = self.loose.binary_search(&row) {
            self.loose.insert(place, row);
        }
    }

    fn grow(&mut self) {
        let len = self.keys.len();
        if self.contact.len() == len {
            return;
        }
        for column in [&mut self.contact, &mut self.channel, &mut self.category, &mut self.agent, &mut self.team] {
            column.resize(len, NONE);
        }
        for column in [&mut self.updated_at, &mut self.created_at, &mut self.closed_at] {
            column.resize(len, UNKNOWN);
        }
        self.unread.resize(len, NONE);
        self.origin.resize(len, None);
        self.status.resize(len, Status::Unknown);
        self.silence_ms.resize(len, 0);
        self.said.resize(len, Coverage::default());
        self.coverage.resize(len, Coverage::default());
        self.is_maybe_cut.resize(len, false);
        self.tags.resize(len);
    }

    /// Writes what `thread` says over what is known of `row`. An older version only fills in what is missing.
    pub fn write(&mut self, row: u32, thread: &Thread) {
        let row = row as usize;
        let is_older = thread.updated_at.is_some_and(|at| at < self.updated_at[row]);
        let put = |column: &mut Vec<u32>, value: Option<u32>| {
            if let Some(value) = value.filter(|_| !is_older || column[row] == NONE) {
                column[row] = value;
            }
        };
        put(&mut self.contact, thread.contact);
        put(&mut self.channel, thread.channel);
        put(&mut self.category, thread.category);
        put(&mut self.agent, thread.agent);
        put(&mut self.team, thread.team);
        put(&mut self.unread, thread.unread);
        let put = |column: &mut Vec<Millis>, value: Option<Millis>| {
            if let Some(value) = value.filter(|_| !is_older || column[row] == UNKNOWN) {
                column[row] = value;
            }
        };
        put(&mut self.created_at, thread.created_at);
        put(&mut self.closed_at, thread.closed_at);
        if let Some(status) = thread.status.filter(|_| !is_older || self.status[row] == Status::Unknown) {
            self.status[row] = status;
        }
        if let Some(tags) = thread.tags.as_ref().filter(|_| !is_older || !self.has_said_tags(row)) {
            self.tags.set(row, tags.iter().copied());
        }
        self.origin[row] = thread.origin.or(self.origin[row]);
        self.silence_ms[row] = thread.silence_ms.unwrap_or(self.silence_ms[row]);
        self.updated_at[row] = self.updated_at[row].max(thread.updated_at.unwrap_or(UNKNOWN));
        self.said[row] = self.said[row].union(thread.coverage);
        self.is_maybe_cut[row] |= thread.is_maybe_cut;
    }

    fn has_said_tags(&self, row: usize) -> bool {
        self.said[row].has(super::vocabulary::Fact::Tags)
    }

    /// Says nothing of `row` any more.
    pub(super) fn clear(&mut self, row: u32) {
        let row = row as usize;
        for column in [&mut self.contact, &mut self.channel, &mut self.category, &mut self.agent, &mut self.team] {
            column[row] = NONE;
        }
        for column in [&mut self.updated_at, &mut self.created_at, &mut self.closed_at] {
            column[row] = UNKNOWN;
        }
        self.unread[row] = NONE;
        self.origin[row] = None;
        self.status[row] = Status::Unknown;
        self.silence_ms[row] = 0;
        self.said[row] = Coverage::default();
        self.is_maybe_cut[row] = false;
        self.tags.set(row, []);
    }

    /// What is known of `row`.
    pub fn read(&self, row: u32) -> Thread {
        let row = row as usize;
        let at = |column: &Vec<Millis>| Some(column[row]).filter(|&at| at != UNKNOWN);
        let some = |column: &Vec<u32>| Some(column[row]).filter(|&place| place != NONE);
        let coverage = self.said[row];
        let tags = || self.tags.get(row).to_vec();
        Thread {
            updated_at: at(&self.updated_at),
            contact: some(&self.contact),
            channel: some(&self.channel),
            category: some(&self.category),
            agent: some(&self.agent),
            team: some(&self.team),
            origin: self.origin[row],
            status: Some(self.status[row]).filter(|&status| status != Status::Unknown),
            created_at: at(&self.created_at),
            closed_at: at(&self.closed_at),
            unread: Some(self.unread[row]).filter(|&count| count != NONE),
            tags: self.has_said_tags(row).then(tags),
            silence_ms: Some(self.silence_ms[row]).filter(|&ms| ms > 0),
            coverage,
            is_maybe_cut: self.is_maybe_cut[row],
        }
    }
}

impl Thread {
    /// With each place in another table turned to where that row is in the dataset.
    pub(super) fn turned(self, places: &Places) -> Self {
        let place = |place: Option<u32>, places: &[u32]| place.map(|place| turned(place, places));
        Self {
            contact: place(self.contact, &places.contacts),
            channel: place(self.channel, &places.channels),
            category: place(self.category, &places.categories),
            agent: place(self.agent, &places.agents),
            team: place(self.team, &places.teams),
            tags: self.tags.map(|tags| tags.iter().map(|&tag| turned(tag, &places.tags)).collect()),
            ..self
        }
    }
}

/// Lists shorter than this are looked through value by value.
const FEW: usize = 16;

/// A column of short lists.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    spans: Vec<(u32, u32)>,
    values: Vec<u32>,
}

impl Lists {
    pub fn get(&self, row: usize) -> &[u32] {
        let (from, to) = self.spans[row];
        &self.values[from as usize..to as usize]
    }

    pub fn resize(&mut self, len: usize) {
        self.spans.resize(len, (0, 0));
    }

    /// Where the list of a row stands, for [`Lists::put`].
    pub(super) fn span(&self, row: usize) -> (u32, u32) {
        self.spans[row]
    }

    pub(super) fn put(&mut self, row: usize, span: (u32, u32)) {
        self.spans[row] = span;
    }

    /// How long all lists are that were ever set.
    pub(super) fn length(&self) -> usize {
        self.values.len()
    }

    /// Forgets the lists that were set since all of them had this length; no row may have one of these.
    pub(super) fn truncate(&mut self, length: usize) {
        self.values.truncate(length);
    }

    /// Each value once, in ascending order.
    pub fn set(&mut self, row: usize, values: impl IntoIterator<Item = u32>) {
        let from = self.append(values);
        if self.values[from..] == *self.get(row) {
            self.values.truncate(from);
        } else {
            self.spans[row] = (from as u32, self.values.len() as u32);
        }
    }

    pub fn push(&mut self, values: impl IntoIterator<Item = u32>) {
        let from = self.append(values);
        self.spans.push((from as u32, self.values.len() as u32));
    }

    /// Puts the values at the end, sorted and each once; where they begin.
    fn append(&mut self, values: impl IntoIterator<Item = u32>) -> usize {
        let from = self.values.len();
        for value in values {
            let own = &self.values[from..];
            if own.len() >= FEW || !own.contains(&value) {
                self.values.push(value);
            }
        }
        let own = &mut self.values[from..];
        if !own.is_sorted() {
            sort_rows(own, &|a, b| a.cmp(&b));
        }
        if own.len() >= FEW {
            let mut many = self.values.split_off(from);
            many.dedup();
            self.values.append(&mut many);
        }
        from
    }
}
