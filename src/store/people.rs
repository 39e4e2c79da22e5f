//! The tables of agents and contacts.

use super::dict::{Dict, Keys, NONE, some};
use super::vocabulary::Actor;
use crate::time::{Millis, UNKNOWN};

/// People who answer, bots among them. The row's number is the place of its key in `keys`.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    pub keys: Keys,
    pub names: Names,
    pub team: Vec<u32>,
    /// Agent or bot; unknown where the source does not say.
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
}

impl Contacts {
    pub fn row(&mut self, source: &'static str, id: impl AsRef<[u8]>) -> u32 {
        let row = self.keys.intern(source, id);
        if self.country.len() < self.keys.len() {
            self.country.push(NONE);
            self.created_at.push(UNKNOWN);
        }
        row
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
