//! What is measured. A measure says what it observes; everything else (periods, filters, splits, statistics,
//! exclusions, explanations) is done for all measures alike by [`report`](crate::report).
//!
//! A metric is one file here and one line in [`METRICS`].

mod active_conversations;
mod closed_conversations;
mod conversation_duration;
mod conversations;
mod first_response;
mod messages;
mod open_conversations;
mod resolution_time;
mod response_time;
mod tags_applied;
mod unique_customers;
mod unread_conversations;

pub mod stats;

pub use crate::query::entity::Entity;

use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::Observations;
use crate::registry::Entry;
use crate::store::Dataset;
use crate::store::vocabulary::Fact;
use crate::words;

pub static METRICS: [Measure; 12] = [
    conversations::MEASURE,
    active_conversations::MEASURE,
    open_conversations::MEASURE,
    closed_conversations::MEASURE,
    unread_conversations::MEASURE,
    first_response::MEASURE,
    response_time::MEASURE,
    resolution_time::MEASURE,
    conversation_duration::MEASURE,
    messages::MEASURE,
    unique_customers::MEASURE,
    tags_applied::MEASURE,
];

pub struct Measure {
    pub id: &'static str,
    pub unit: Unit,
    pub value: Value,
    /// The facts that a conversation must have to be in it.
    pub needs: &'static [Fact],
    /// The fact without which nothing is known of who did it.
    pub by_whom: Option<Fact>,
    /// Further distinct counts that are stated beside the value.
    pub beside: &'static [Entity],
    /// Whether it observes single messages, and so knows their kind.
    pub is_of_messages: bool,
    pub observe: fn(&Dataset, &Derived) -> Observations,
}

impl Measure {
    /// Whether its observations can tell keys of this dimension apart.
    pub fn knows(&self, dimension: Dimension) -> bool {
        dimension != Dimension::MessageKind || self.is_of_messages
    }

    /// Whether its observations hold [elapsed](Derived::elapsed) times, and so depend on the policy's clock.
    pub fn is_timed(&self) -> bool {
        self.value == Value::Duration
    }
}

impl Entry for Measure {
    fn id(&self) -> &'static str {
        self.id
    }
}

words! {
    /// What a value counts.
    Unit {
        Conversations = "conversations",
        Messages = "messages",
        Contacts = "contacts",
        Tags = "tags",
        Milliseconds = "milliseconds",
    }
}

/// How observations become a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Their number.
    Count,
    /// The number of different conversations or contacts among them. Never summed over buckets.
    Distinct(Entity),
    /// Their lengths, with statistics.
    Duration,
    /// The number of those that last at an instant.
    Snapshot,
}
