//! Rows of a batch have numbers of their own; this is what becomes of them in the dataset.

use super::Tables;
use super::dict::NOBODY;
use super::events::{Conversion, FlowStep};
use super::marks::Marks;
use super::people::Attribute;
use super::threads::Threads;
use super::vocabulary::{Actor, EventKind, Subject};

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
    pub contact_sources: Vec<u32>,
    pub contact_tags: Vec<u32>,
    pub handles: Vec<u32>,
    pub attributes: Vec<u32>,
    pub templates: Vec<u32>,
    pub campaigns: Vec<u32>,
    pub variants: Vec<u32>,
    pub errors: Vec<u32>,
    pub flows: Vec<u32>,
    pub steps: Vec<u32>,
    pub flow_steps: Vec<u32>,
    pub conversions: Vec<u32>,
}

impl Places {
    pub fn of(tables: &mut Tables, batch: &Tables) -> Self {
        let rows = |len: usize| 0..len as u32;
        let Tables { threads, agents, contacts, .. } = batch;
        let keys = &threads.keys;
        let thread = |ours: &mut Threads, row| ours.row_in(keys.source(row), keys.scope(row), keys.id(row));
        let (flows, steps) = (tables.flows.absorb(&batch.flows), tables.steps.absorb(&batch.steps));
        let attribute_keys = tables.attribute_keys.absorb(&batch.attribute_keys);
        let attribute_values = tables.attribute_values.absorb(&batch.attribute_values);
        let currencies = tables.currencies.absorb(&batch.currencies);
        let conversion_kinds = tables.conversion_kinds.absorb(&batch.conversion_kinds);
        Self {
            threads: rows(threads.len()).map(|row| thread(&mut tables.threads, row)).collect(),
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
            contact_sources: tables.contact_sources.absorb(&batch.contact_sources),
            handles: tables.handles.absorb(&batch.handles, |handle| handle),
            contact_tags: tables.contact_tags.absorb(&batch.contact_tags),
            attributes: tables.attributes.absorb(&batch.attributes, |Attribute { key, value }| Attribute {
                key: turned(key, &attribute_keys),
                value: turned(value, &attribute_values),
            }),
            flow_steps: tables.flow_steps.absorb(&batch.flow_steps, |FlowStep { flow, step }| FlowStep {
                flow: turned(flow, &flows),
                step: turned(step, &steps),
            }),
            conversions: tables.conversions.absorb(&batch.conversions, |conversion| Conversion {
                currency: turned(conversion.currency, &currencies),
                kind: turned(conversion.kind, &conversion_kinds),
                ..conversion
            }),
            templates: tables.templates.absorb(&batch.templates),
            campaigns: tables.campaigns.absorb(&batch.campaigns),
            variants: tables.variants.absorb(&batch.variants),
            errors: tables.errors.absorb(&batch.errors),
            flows,
            steps,
        }
    }

    /// The place of a message's sender, who is a contact or an agent.
    pub fn sender(&self, actor: Actor, sender: u32) -> u32 {
        turned(sender, if actor == Actor::Contact { &self.contacts } else { &self.agents })
    }

    pub fn marks(&self, marks: Marks) -> Marks {
        Marks {
            template: turned(marks.template, &self.templates),
            campaign: turned(marks.campaign, &self.campaigns),
            variant: turned(marks.variant, &self.variants),
            flow: turned(marks.flow, &self.flows),
            step: turned(marks.step, &self.steps),
            error: turned(marks.error, &self.errors),
        }
    }

    /// The place of what an event is about.
    pub fn subject(&self, kind: EventKind, subject: u32) -> u32 {
        let places = match kind.subject() {
            Subject::Agent => &self.agents,
            Subject::Tag => &self.tags,
            Subject::FlowStep => &self.flow_steps,
            Subject::Conversion => &self.conversions,
        };
        turned(subject, places)
    }
}

pub fn turned(place: u32, places: &[u32]) -> u32 {
    if place < NOBODY { places[place as usize] } else { place }
}
