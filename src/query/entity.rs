//! What different ones are counted of.

use super::View;
use super::conversation::Conversations;
use super::observation::Observation;
use crate::store::Dataset;
use crate::store::dict::some;
use crate::time::zone::{HALF_HOUR_MS, Hours};
use crate::time::{HOUR_MS, Millis};
use crate::words;

words! {
    /// What a distinct count counts.
    Entity {
        Conversation = "conversations",
        Contact = "contacts",
        /// An agent in one hour of the clock.
        AgentHour = "agent-hours",
    }
}

impl Entity {
    /// The number of what one observation is of: see [`Entities::of`].
    pub fn of(self, view: &View<'_>, of: &Observation) -> Option<u32> {
        Entities::new(self, view).of(of)
    }
}

/// Entities in a view, by their numbers.
pub struct Entities<'a> {
    pub entity: Entity,
    data: &'a Dataset,
    conversations: &'a Conversations,
    hours: Hours<'a>,
    /// The number of the hour before the data, and of how many numbers after it hours may be.
    first_hour: i64,
    count_of_hours: u32,
}

impl<'a> Entities<'a> {
    pub fn new(entity: Entity, view: &View<'a>) -> Self {
        let View { data, derived, zone, .. } = *view;
        let span = data.span();
        Self {
            entity,
            data,
            conversations: &derived.conversations,
            hours: zone.hours(),
            first_hour: (span.from - HOUR_MS).div_euclid(HALF_HOUR_MS),
            count_of_hours: (span.length_ms() / HALF_HOUR_MS) as u32 + 4,
        }
    }

    /// How many there are, counted or not.
    pub fn count(&self) -> usize {
        match self.entity {
            Entity::Conversation => self.conversations.len(),
            Entity::Contact => self.data.contacts.keys.len(),
            Entity::AgentHour => self.data.agents.keys.len() * self.count_of_hours as usize,
        }
    }

    /// The number of what an observation is of, unless it is of an unknown contact or agent.
    pub fn of(&mut self, of: &Observation) -> Option<u32> {
        match self.entity {
            Entity::Conversation => Some(of.conversation),
            // The hour in which it was written, whatever dates it.
            Entity::AgentHour => {
                let at = some(of.message).map_or(of.at, |message| self.data.messages.at[message as usize]);
                self.agent_hour(of.agent, at)
            }
            Entity::Contact => self.contact(of.conversation, of.contact),
        }
    }

    /// The `contact` that something was with, or else that of its conversation.
    #[inline]
    pub fn contact(&self, conversation: u32, contact: u32) -> Option<u32> {
        some(contact).or_else(|| some(self.conversations.contact[conversation as usize]))
    }

    /// Whether several contacts wrote in a conversation.
    pub fn are_several_in(&self, conversation: usize) -> bool {
        self.entity == Entity::Contact && self.conversations.is_of_several.has(conversation)
    }

    #[inline]
    pub fn agent_hour(&mut self, agent: u32, at: Millis) -> Option<u32> {
        let hour = self.hours.number(at) - self.first_hour;
        some(agent).map(|agent| agent * self.count_of_hours + hour as u32)
    }
}
