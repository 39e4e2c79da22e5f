//! The tables of agents and contacts.

use super::dict::{Dict, Keys, NOBODY, NONE, some};
use super::interned::Interned;
use super::order::sorted;
use super::threads::Lists;
use super::vocabulary::Actor;
use crate::time::{Millis, NEVER, UNKNOWN};

/// People who answer, bots among them. The row's number is the place of its key in `keys`.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    pub keys: Keys,
    pub names: Names,
    pub team: Vec<u32>,
    /// Agent or bot; unknown where the source does not say. A contact where an author has turned out to be one.
    pub actor: Vec<Actor>,
}

impl Agents {
    pub fn row(&mut self, source: &'static str, id: impl AsRef<[u8]>) -> u32 {
        let row = self.keys.intern(source, id);
        if self.team.len() < self.keys.len() {
            self.team.push(NONE);
            self.actor.push(Actor::Unknown);
        }
        row
    }

    /// The row of an agent of whom only the name is known, until somebody of this name and with an id turns up.
    pub fn named(&mut self, source: &'static str, name: &str) -> u32 {
        let row = self.row(source, format!("{NAMED}{name}"));
        self.names.set(row, name);
        row
    }

    /// For each agent known by name only, the one agent of the same source who has that name and an id.
    pub fn aliases(&self) -> Vec<(u32, u32)> {
        let known = |named: u32| {
            let is_same = |row: u32| {
                let is_named_so = self.names.get(row) == self.names.get(named);
                is_named_so && !self.is_name_only(row) && self.keys.source(row) == self.keys.source(named)
            };
            let mut same = (0..self.keys.len() as u32).filter(|&row| is_same(row));
            same.next().filter(|_| same.next().is_none()).map(|row| (named, row))
        };
        self.name_only().filter_map(known).collect()
    }

    /// The agents of whom only the name is known.
    pub fn name_only(&self) -> impl Iterator<Item = u32> {
        (0..self.keys.len() as u32).filter(|&row| self.is_name_only(row))
    }

    fn is_name_only(&self, row: u32) -> bool {
        self.keys.id(row).starts_with(NAMED)
    }
}

/// Begins the id of an agent of whom only the name is known.
const NAMED: char = '~';

/// Begins the id of a contact of whom only handles are known.
pub(super) const HANDLED: char = '~';

/// The other side. The row's number is the place of its key in `keys`.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    pub keys: Keys,
    pub names: Names,
    pub country: Vec<u32>,
    pub created_at: Vec<Millis>,
    /// How it came to be known: the source's own word, such as import or first-message.
    pub added_via: Vec<u32>,
    /// When it was removed; `NEVER` where the source says that it is there.
    pub removed_at: Vec<Millis>,
    /// What it is tagged with, which is another thing than what its conversations are.
    pub tags: Lists,
    /// Whether the source says what it is tagged with.
    pub has_tags: Vec<bool>,
    /// Rows in the table of attributes, one for each key.
    pub attributes: Lists,
    /// What it is known by elsewhere; rows in the table of handles.
    pub handles: Lists,
}

/// All that is said of a contact. Lists are named by where they stand.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    name: u32,
    country: u32,
    created_at: Millis,
    added_via: u32,
    removed_at: Millis,
    has_tags: bool,
    tags: (u32, u32),
    attributes: (u32, u32),
}

/// Whatever else a source says of a contact, by a key of its own. The value is `NOBODY` where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Attribute {
    pub key: u32,
    pub value: u32,
}

impl Contacts {
    pub fn row(&mut self, source: &'static str, id: impl AsRef<[u8]>) -> u32 {
        let row = self.keys.intern(source, id);
        if self.country.len() < self.keys.len() {
            self.grow();
        }
        row
    }

    #[cold]
    fn grow(&mut self) {
        self.country.push(NONE);
        self.created_at.push(UNKNOWN);
        self.added_via.push(NONE);
        self.removed_at.push(UNKNOWN);
        self.tags.push([]);
        self.has_tags.push(false);
        self.attributes.push([]);
        self.handles.push([]);
    }

    pub fn add_handle(&mut self, row: u32, handle: u32) {
        let known = self.handles.get(row as usize);
        if !known.contains(&handle) {
            let all = [known, &[handle]].concat();
            self.handles.set(row as usize, all);
        }
    }

    pub(super) fn said(&self, row: u32) -> Said {
        let place = row as usize;
        Said {
            name: self.names.place(row),
            country: self.country[place],
            created_at: self.created_at[place],
            added_via: self.added_via[place],
            removed_at: self.removed_at[place],
            has_tags: self.has_tags[place],
            tags: self.tags.span(place),
            attributes: self.attributes.span(place),
        }
    }

    pub(super) fn put(&mut self, row: u32, said: Said) {
        let place = row as usize;
        self.names.put(row, said.name);
        self.country[place] = said.country;
        self.created_at[place] = said.created_at;
        self.added_via[place] = said.added_via;
        self.removed_at[place] = said.removed_at;
        self.has_tags[place] = said.has_tags;
        self.tags.put(place, said.tags);
        self.attributes.put(place, said.attributes);
    }

    pub(super) fn lengths_of_lists(&self) -> [usize; 2] {
        [self.tags.length(), self.attributes.length()]
    }

    pub(super) fn truncate_lists(&mut self, [tags, attributes]: [usize; 2]) {
        self.tags.truncate(tags);
        self.attributes.truncate(attributes);
    }

    /// Says of the first of the rows what is said of any, and of the others nothing. What they say differently, the first
    /// one that says it knows best; but it was created when the first of them was, and is there as long as one of them is.
    pub(super) fn unite(&mut self, rows: &[u32], table: &Interned<Attribute>) {
        let said: Vec<Said> = rows.iter().map(|&row| self.said(row)).collect();
        let first_known = |column: fn(&Said) -> u32| said.iter().map(column).find(|&place| place != NONE);
        let instants = |column: fn(&Said) -> Millis| said.iter().map(column).filter(|&at| at != UNKNOWN);
        let removed_at = || instants(|said| said.removed_at);
        let is_there = removed_at().any(|at| at == NEVER);
        let tags: Vec<u32> = rows.iter().flat_map(|&row| self.tags.get(row as usize)).copied().collect();
        let attributes = |row: &u32| self.attributes.get(*row as usize).iter().copied();
        // Of those with the same key the last one stays.
        let (known, none): (Vec<u32>, Vec<u32>) =
            rows.iter().rev().flat_map(attributes).partition(|&attribute| table.get(attribute).value < NOBODY);
        let attributes = [none, known].concat();
        let one = Said {
            name: first_known(|said| said.name).unwrap_or(NONE),
            country: first_known(|said| said.country).unwrap_or(NONE),
            created_at: instants(|said| said.created_at).min().unwrap_or(UNKNOWN),
            added_via: first_known(|said| said.added_via).unwrap_or(NONE),
            removed_at: removed_at().max().filter(|_| !is_there).unwrap_or(if is_there { NEVER } else { UNKNOWN }),
            has_tags: said.iter().any(|said| said.has_tags),
            ..said[0]
        };
        let nothing = Said {
            name: NONE,
            country: NONE,
            created_at: UNKNOWN,
            added_via: NONE,
            removed_at: UNKNOWN,
            has_tags: false,
            tags: (0, 0),
            attributes: (0, 0),
        };
        rows.iter().for_each(|&row| self.put(row, nothing));
        self.put(rows[0], one);
        self.tags.set(rows[0] as usize, tags);
        self.set_attributes(rows[0], &attributes, table);
    }

    /// Whether nothing is known of the contact but handles, by which it may turn out to be another one.
    pub fn is_handle_only(&self, row: u32) -> bool {
        self.keys.id(row).starts_with(HANDLED)
    }

    pub fn set_tags(&mut self, row: u32, tags: impl IntoIterator<Item = u32>) {
        self.tags.set(row as usize, tags);
        self.has_tags[row as usize] = true;
    }

    /// Puts attributes, as rows of `table`, in the place of those with the same keys.
    pub fn set_attributes(&mut self, row: u32, attributes: &[u32], table: &Interned<Attribute>) {
        let key = |attribute: u32| table.get(attribute).key;
        let all = self.attributes.get(row as usize).iter().chain(attributes).copied().collect();
        let by_key = sorted(all, &|a, b| key(*a).cmp(&key(*b)));
        let last_of_each = by_key.chunk_by(|&a, &b| key(a) == key(b)).map(|same| same[same.len() - 1]);
        self.attributes.set(row as usize, last_of_each);
    }
}

/// A column of names, many of which may be missing.
#[derive(Clone, Debug, Default)]
pub struct Names {
    text: Dict,
    rows: Vec<u32>,
}

impl Names {
    pub fn set(&mut self, row: u32, name: impl AsRef<[u8]>) {
        let place = self.text.intern(name);
        self.put(row, place);
    }

    pub fn get(&self, row: u32) -> Option<&str> {
        some(self.place(row)).map(|place| self.text.get(place))
    }

    /// The place of the name among all; `NONE` where there is none.
    fn place(&self, row: u32) -> u32 {
        self.rows.get(row as usize).copied().unwrap_or(NONE)
    }

    fn put(&mut self, row: u32, place: u32) {
        let row = row as usize;
        if self.rows.len() <= row {
            self.rows.resize(row + 1, NONE);
        }
        self.rows[row] = place;
    }
}
