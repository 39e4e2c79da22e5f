//! What is measured. A measure says what it observes; everything else (periods, filters, splits, statistics,
//! exclusions, explanations) is done for all measures alike by [`report`](crate::report).
//!
//! A metric is one file here and one line in [`METRICS`].

mod active_conversations;
mod agent_activity;
mod assignment_to_close;
mod assignment_to_response;
mod assignments;
mod backlog;
mod bot_escalation_rate;
mod bot_fallback_rate;
mod bot_outcomes;
mod bot_resolution_rate;
mod closed_conversations;
mod contacts_added;
mod contacts_removed;
mod conversation_duration;
mod conversations;
mod conversations_assigned;
mod conversations_handled;
mod conversion_rate;
mod conversions;
mod csat_mean;
mod csat_response_rate;
mod csat_responses;
mod csat_score;
mod customer_abandonment;
mod delivery_rate;
mod failure_rate;
mod first_response;
mod flow_drop_off;
mod flow_steps;
mod inactive_customers;
mod messages;
mod messages_attempted;
mod messages_delivered;
mod messages_failed;
mod messages_per_contact;
mod messages_per_conversation;
mod messages_read;
mod messages_received;
mod messages_sent;
mod missed_conversations;
mod never_delivered_contacts;
mod new_customers;
mod open_conversations;
mod opt_out_rate;
mod opt_outs;
mod read_rate;
mod reopen_rate;
mod reopened_conversations;
mod reply_rate;
mod resolution_time;
mod response_time;
mod retention;
mod retention_rate;
mod returning_customers;
mod revenue;
mod tags_applied;
mod time_to_assignment;
mod turns_per_conversation;
mod unanswered_conversations;
mod unique_customers;
mod unread_conversations;
mod workload;

pub use crate::query::entity::Entity;

use crate::query::Derived;
use crate::query::between::Between;
use crate::query::dimension::{Dimension, OF_MESSAGES};
use crate::query::observation::{Observations, Reason};
use crate::registry::Entry;
use crate::store::Dataset;
use crate::store::vocabulary::Fact;
use crate::words;

pub static METRICS: [Measure; 62] = [
    conversations::MEASURE,
    active_conversations::MEASURE,
    open_conversations::MEASURE,
    closed_conversations::MEASURE,
    unread_conversations::MEASURE,
    unanswered_conversations::MEASURE,
    reopened_conversations::MEASURE,
    reopen_rate::MEASURE,
    backlog::MEASURE,
    first_response::MEASURE,
    response_time::MEASURE,
    resolution_time::MEASURE,
    time_to_assignment::MEASURE,
    assignment_to_response::MEASURE,
    assignment_to_close::MEASURE,
    conversation_duration::MEASURE,
    turns_per_conversation::MEASURE,
    messages_per_conversation::MEASURE,
    messages::MEASURE,
    messages_received::MEASURE,
    messages_attempted::MEASURE,
    messages_sent::MEASURE,
    messages_delivered::MEASURE,
    messages_read::MEASURE,
    messages_failed::MEASURE,
    delivery_rate::MEASURE,
    read_rate::MEASURE,
    failure_rate::MEASURE,
    reply_rate::MEASURE,
    never_delivered_contacts::MEASURE,
    messages_per_contact::MEASURE,
    opt_outs::MEASURE,
    opt_out_rate::MEASURE,
    unique_customers::MEASURE,
    new_customers::MEASURE,
    returning_customers::MEASURE,
    inactive_customers::MEASURE,
    retention::MEASURE,
    retention_rate::MEASURE,
    contacts_added::MEASURE,
    contacts_removed::MEASURE,
    tags_applied::MEASURE,
    conversations_assigned::MEASURE,
    conversations_handled::MEASURE,
    assignments::MEASURE,
    workload::MEASURE,
    agent_activity::MEASURE,
    csat_score::MEASURE,
    csat_mean::MEASURE,
    csat_responses::MEASURE,
    csat_response_rate::MEASURE,
    conversions::MEASURE,
    revenue::MEASURE,
    conversion_rate::MEASURE,
    customer_abandonment::MEASURE,
    missed_conversations::MEASURE,
    bot_outcomes::MEASURE,
    bot_resolution_rate::MEASURE,
    bot_escalation_rate::MEASURE,
    bot_fallback_rate::MEASURE,
    flow_steps::MEASURE,
    flow_drop_off::MEASURE,
];

/// Finds what durations of a conversation lie between.
type Ends = fn(&Dataset, &Derived, usize) -> Vec<Between>;

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
    /// Dimensions that are only known of such observations as these.
    pub about: &'static [Dimension],
    /// Where it is one of waiting: the reasons for which an observation is left out that has not come to its end.
    pub waits: &'static [Reason],
    /// Whether it observes contacts, and no conversations.
    pub is_of_contacts: bool,
    /// Whether each observation is a reply, and its agent who replied.
    pub is_of_replies: bool,
    /// Of durations: all that are observed of a conversation and counted, each with what it lies between.
    pub between: Option<Ends>,
    pub observe: fn(&Dataset, &Derived) -> Observations,
}

impl Measure {
    /// Of what any source tells.
    pub const fn new(
        id: &'static str,
        unit: Unit,
        value: Value,
        observe: fn(&Dataset, &Derived) -> Observations,
    ) -> Self {
        Self {
            id,
            unit,
            value,
            needs: &[],
            by_whom: None,
            beside: &[],
            about: &[],
            waits: &[],
            is_of_contacts: false,
            is_of_replies: false,
            between: None,
            observe,
        }
    }

    pub const fn needing(self, needs: &'static [Fact]) -> Self {
        Self { needs, ..self }
    }

    pub const fn by_whom(self, fact: Fact) -> Self {
        Self { by_whom: Some(fact), ..self }
    }

    pub const fn beside(self, beside: &'static [Entity]) -> Self {
        Self { beside, ..self }
    }

    /// Of single messages, so that what is known of these is known.
    pub const fn of_messages(self) -> Self {
        self.about(&OF_MESSAGES)
    }

    /// Of contacts, which need not have conversations.
    pub const fn of_contacts(self) -> Self {
        Self { is_of_contacts: true, ..self }
    }

    /// Of replies, which are credited to their sender where all else is the assignee's.
    pub const fn of_replies(self) -> Self {
        Self { is_of_replies: true, ..self }
    }

    pub const fn about(self, about: &'static [Dimension]) -> Self {
        Self { about, ..self }
    }

    pub const fn between(self, between: Ends) -> Self {
        Self { between: Some(between), ..self }
    }

    pub const fn waiting(self, waits: &'static [Reason]) -> Self {
        Self { waits, ..self }
    }

    /// Whether its observations can tell keys of this dimension apart.
    pub fn knows(&self, dimension: Dimension) -> bool {
        match self.is_of_contacts {
            true => dimension.is_of_contacts(),
            false => !dimension.is_of_some() || self.about.contains(&dimension),
        }
    }

    /// Whether its observations hold [elapsed](Derived::elapsed) times, and so depend on the policy's clock.
    pub fn is_timed(&self) -> bool {
        self.value == Value::Amount && self.unit == Unit::Milliseconds
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
        Turns = "turns",
        Assignments = "assignments",
        Hours = "hours",
        Answers = "answers",
        Surveys = "surveys",
        /// From 1 to 5, the best.
        Score = "score",
        Conversions = "conversions",
        OptOuts = "opt-outs",
        /// In whatever currency: each is told with the value.
        Money = "money",
        Milliseconds = "milliseconds",
        /// Of the whole: from 0 to 1.
        Share = "share",
    }
}

impl Unit {
    /// Observations give their amounts as whole numbers of parts: so many make one.
    pub fn parts(self) -> f64 {
        match self {
            Self::Score => 1000.0,
            Self::Money => 1e6,
            _ => 1.0,
        }
    }
}

/// How observations become a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// Their number.
    Count,
    /// The number of different conversations or contacts among them. Never summed over buckets.
    Distinct(Entity),
    /// The number of different contacts among them who had written before the period, or the bucket, began.
    Returning,
    /// The share of the different contacts among those of the period, or the bucket, before who wrote again in this one.
    Retained,
    /// The share of the different contacts among them, in each month or week, who wrote again so many of these later.
    /// Asked for by cohort, and in no other view.
    Cohort,
    /// How many of them there are to one of the different conversations or contacts among them.
    Per(Entity),
    /// How long, or how much, each of them is, with statistics.
    Amount,
    /// How much they are together, as far as they are of one currency, which is what they are about.
    Sum,
    /// The share of hits among them: observations whose own value is 1, and not 0. Of conversations or contacts, each
    /// counts once, and is a hit if one of its observations is.
    Rate(Option<Entity>),
    /// The number of those that last at an instant; how long they have is their age.
    Snapshot,
}

impl Value {
    /// Whether it is how many or how much there is of something, and so 0 where there is nothing.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::Distinct(_) | Self::Returning | Self::Sum | Self::Snapshot)
    }

    /// Whether it is a share of hits, with a numerator and a denominator.
    pub fn is_rate(self) -> bool {
        matches!(self, Self::Rate(_) | Self::Retained)
    }

    /// Whether there is a length or an amount of each observation.
    pub fn is_spread(self) -> bool {
        matches!(self, Self::Amount | Self::Snapshot)
    }

    /// What is counted once, however many observations of it there are.
    pub fn entity(self) -> Option<Entity> {
        match self {
            Self::Distinct(entity) => Some(entity),
            Self::Returning | Self::Retained | Self::Cohort => Some(Entity::Contact),
            Self::Rate(entity) => entity,
            _ => None,
        }
    }
}
