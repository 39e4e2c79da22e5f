//! Rows of a batch have numbers of their own; this is what becomes of them in the dataset.

use super::Tables;
use super::dict::NOBODY;
use super::vocabulary::Actor;

/// Where each row of a batch's tables stands in the dataset's.
pub struct Places {
    pub threads: Vec<u32>,
    pub agents: Vec<u32>,
    pub contacts: Vec<u32>,
    pub tags: Vec<u32>,
    pub channels: Vec<u32>,
    pub categories: Vec<u32>,
    pub teams: Vec<u32>,
    pub countries: Vec<u32>,
}

impl Places {
    pub fn of(tables: &mut Tables, batch: &Tables) -> Self {
        let rows = |len: usize| 0..len as u32;
        let Tables { threads, agents, contacts, .. } = batch;
        Self {
            threads: rows(threads.len())
                .map(|row| tables.threads.row(threads.keys.source(row), threads.keys.id(row)))
                .collect(),
            agents: rows(agents.keys.len())
                .map(|row| tables.agents.row(agents.keys.source(row), agents.keys.id(row)))
                .collect(),
            contacts: rows(contacts.keys.len())
                .map(|row| tables.contacts.row(contacts.keys.source(row), contacts.keys.id(row)))
                .collect(),
            tags: tables.tags.absorb(&batch.tags),
            channels: tables.channels.absorb(&batch.channels),
            categories: tables.categories.absorb(&batch.categories),
            teams: tables.teams.absorb(&batch.teams),
            countries: tables.countries.absorb(&batch.countries),
        }
    }

    /// The place of a message's sender, who is a contact or an agent.
    pub fn sender(&self, actor: Actor, sender: u32) -> u32 {
        turned(sender, if actor == Actor::Contact { &self.contacts } else { &self.agents })
    }
}

pub fn turned(place: u32, places: &[u32]) -> u32 {
    if place < NOBODY { places[place as usize] } else { place }
}
