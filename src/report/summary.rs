//! What a dataset holds, at a glance.

use super::answer::as_map;
use crate::error::Warning;
use crate::ingest::Recognised;
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, Fact};
use crate::time::Millis;
use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary<'a> {
    pub inputs: &'a [Recognised],
    /// As the sources give them, before any policy cuts them.
    pub conversations: usize,
    /// Public ones.
    pub messages: usize,
    pub contacts: usize,
    pub agents: usize,
    /// The first and the last instant in the data, in milliseconds UTC; nothing where there is none.
    pub from: Option<Millis>,
    pub to: Option<Millis>,
    pub time_zone: &'a str,
    /// The facts that at least one conversation has.
    pub coverage: Vec<Fact>,
    /// How many conversations a source says it has, where it says so.
    #[serde(serialize_with = "as_map")]
    pub announced: &'a [(&'static str, u32)],
    pub warnings: &'a [Warning],
}

pub fn summary<'a>(data: &'a Dataset, inputs: &'a [Recognised], time_zone: &'a str) -> Summary<'a> {
    let reach = data.span();
    let is_agent = |row: &u32| !matches!(data.agents.actor[*row as usize], Actor::Bot | Actor::Automation);
    let named_only: Vec<u32> = data.agents.name_only().collect();
    let agents = (0..data.agents.keys.len() as u32).filter(is_agent).filter(|row| !named_only.contains(row));
    Summary {
        inputs,
        conversations: data.threads.len(),
        messages: (0..data.messages.len()).filter(|&row| data.messages.is_public(row)).count(),
        contacts: data.contacts.keys.len(),
        agents: agents.count(),
        from: (!reach.is_empty()).then_some(reach.from),
        to: (!reach.is_empty()).then_some(reach.to - 1),
        time_zone,
        coverage: data.coverage().facts().collect(),
        announced: &data.announced,
        warnings: data.warnings().as_slice(),
    }
}
