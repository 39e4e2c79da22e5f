//! The tables of agents and contacts.

use super::dict::{Dict, Keys, NONE, some};
use super::interned::Interned;
use super::order::sorted;
use super::threads::Lists;
use super::vocabulary::Actor;
use crate::time::{Millis, UNKNOWN};

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
        let row = row as usize;
        if self.rows.len() <= row {
            self.rows.resize(row + 1, NONE);
        }
        self.rows[row] = self.text.intern(name);
    }

    pub fn get(&self, row: u32) -> Option<&str> {
        self.rows.get(row as usize).copied().and_then(some).map(|place| self.text.get(place))
    }
}
