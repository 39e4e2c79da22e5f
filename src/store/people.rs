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
    pub fn row(&mut self, source: &str, id: &str) -> u32 {
        let row = self.keys.intern(source, id);
        self.team.resize(self.keys.len(), NONE);
        self.actor.resize(self.keys.len(), Actor::Unknown);
        row
    }
}

/// The other side. The row's number is the place of its key in `keys`.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    pub keys: Keys,
    pub names: Names,
    pub country: Vec<u32>,
    pub created_at: Vec<Millis>,
}

impl Contacts {
    pub fn row(&mut self, source: &str, id: &str) -> u32 {
        let row = self.keys.intern(source, id);
        self.country.resize(self.keys.len(), NONE);
        self.created_at.resize(self.keys.len(), UNKNOWN);
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
    pub fn set(&mut self, row: u32, name: &str) {
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
