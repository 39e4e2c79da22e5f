//! What a dataset holds, at a glance.

use super::answer::as_map;
use crate::error::Warning;
use crate::ingest::Recognised;
use crate::store::Dataset;
use crate::store::clocks::Clock;
use crate::store::dict::some;
use crate::store::order::sorted;
use crate::store::vocabulary::{Actor, Fact};
use crate::time::Millis;
use crate::time::clock::{Finding, Stretch};
use crate::words;
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
    /// What is told of contacts under keys of the source's own, what most of them have first.
    pub attributes: Vec<AttributeSummary<'a>>,
    /// How many conversations a source says it has, where it says so, and how many of it there are.
    #[serde(serialize_with = "as_map")]
    pub announced: Vec<(&'static str, Announced)>,
    /// What the ids of a source tell of the clock that it shows times of without a zone.
    #[serde(serialize_with = "as_map")]
    pub clocks: Vec<(&'static str, ClockSummary)>,
    pub warnings: &'a [Warning],
}

/// A clock whose zone is not told.
#[derive(Debug, PartialEq, Serialize)]
pub struct ClockSummary {
    pub zone: ClockZone,
    /// Which offsets it had when, as far as ids tell, in order.
    pub seen: Vec<Stretch>,
}

words! {
    /// The zone in which times without one were read.
    ClockZone {
        /// The declared one: nothing tells of any other.
        Declared = "declared",
        /// The declared one, and ids tell that it is the right one.
        Confirmed = "confirmed",
        /// Another one, which ids tell.
        Learnt = "learnt",
        /// The declared one, though ids tell of several clocks at the same time.
        Contradicted = "contradicted",
    }
}

fn clocks(data: &Dataset) -> Vec<(&'static str, ClockSummary)> {
    let summary = |clock: &Clock| {
        let zone = match clock.evidence.find(&clock.declared) {
            Finding::Open => ClockZone::Declared,
            Finding::Declared => ClockZone::Confirmed,
            Finding::Other(_) => ClockZone::Learnt,
            Finding::Several => ClockZone::Contradicted,
        };
        (clock.source, ClockSummary { zone, seen: clock.evidence.stretches() })
    };
    data.clocks.iter().map(summary).collect()
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Announced {
    pub announced: u32,
    pub given: usize,
}

/// An attribute, which `attribute:` and its key splits and filters by.
#[derive(Debug, PartialEq, Serialize)]
pub struct AttributeSummary<'a> {
    pub key: &'a str,
    /// How many contacts have it, and how many different values.
    pub contacts: usize,
    pub values: usize,
}

pub fn summary<'a>(data: &'a Dataset, inputs: &'a [Recognised], time_zone: &'a str) -> Summary<'a> {
    let reach = data.span();
    let is_agent =
        |row: &u32| !matches!(data.agents.actor[*row as usize], Actor::Bot | Actor::Automation | Actor::Contact);
    let named_only: Vec<u32> = data.agents.name_only().collect();
    let agents = (0..data.agents.keys.len() as u32).filter(is_agent).filter(|row| !named_only.contains(row));
    Summary {
        inputs,
        conversations: data.conversations(),
        messages: (0..data.messages.len()).filter(|&row| data.messages.is_public(row)).count(),
        contacts: data.people(),
        agents: agents.count(),
        from: (!reach.is_empty()).then_some(reach.from),
        to: (!reach.is_empty()).then_some(reach.to - 1),
        time_zone,
        coverage: data.coverage().facts().collect(),
        attributes: attributes(data),
        announced: announced(data),
        clocks: clocks(data),
        warnings: data.warnings().as_slice(),
    }
}

fn announced(data: &Dataset) -> Vec<(&'static str, Announced)> {
    let of = |&(source, announced)| (source, Announced { announced, given: data.conversations_of(source) });
    data.pages.announced.iter().map(of).collect()
}

fn attributes(data: &Dataset) -> Vec<AttributeSummary<'_>> {
    let mut having = vec![0; data.attributes.len()];
    for contact in 0..data.contacts.keys.len() {
        data.contacts.attributes.get(contact).iter().for_each(|&row| having[row as usize] += 1);
    }
    let summary = |key| AttributeSummary { key, contacts: 0, values: 0 };
    let mut all: Vec<_> = data.attribute_keys.iter().map(summary).collect();
    for (attribute, contacts) in data.attributes.iter().zip(having) {
        if contacts > 0 && some(attribute.value).is_some() {
            let summary = &mut all[attribute.key as usize];
            summary.contacts += contacts;
            summary.values += 1;
        }
    }
    all.retain(|summary| summary.contacts > 0);
    sorted(all, &|a, b| b.contacts.cmp(&a.contacts).then_with(|| a.key.cmp(b.key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Inbox;
    use crate::testing::{batch, inbox};

    #[test]
    fn what_a_source_announces_is_compared_with_its_own_conversations() {
        let mut inbox = Inbox::default();
        inbox.add(batch("[14/04/25, 10:00:00] Anna: ciao\n").unwrap(), Vec::new());
        let mut page = batch(r#"{"conversations":[{"id":"k1"},{"id":"k2"}]}"#).unwrap();
        page.tables.pages.announce("canonical", 3);
        inbox.add(page, Vec::new());
        assert_eq!(inbox.summary("UTC").conversations, 3);
        assert_eq!(inbox.summary("UTC").announced, [("canonical", Announced { announced: 3, given: 2 })]);
    }

    #[test]
    fn which_attributes_there_are() {
        let inbox = inbox(
            r#"{"contacts":[{"id":"c1","attributes":{"plan":"pro","city":null}},{"id":"c2","attributes":{"plan":"free","orders":7}},
                {"id":"c3","attributes":{"plan":"pro","is \u00fc\":":true}}],"conversations":[{"id":"k1"}]}"#,
        );
        let of = |key, contacts, values| AttributeSummary { key, contacts, values };
        let expected = [of("plan", 3, 2), of("is ü\":", 1, 1), of("orders", 1, 1)];
        assert_eq!(inbox.summary("UTC").attributes, expected);
    }
}
