//! What different ones are counted of.

use super::View;
use super::observation::Observation;
use crate::store::dict::some;
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
    /// How many there are, counted or not.
    pub fn count(self, view: &View<'_>) -> usize {
        match self {
            Self::Conversation => view.derived.conversations.len(),
            Self::Contact => view.data.contacts.keys.len(),
            Self::AgentHour => view.data.agents.keys.len() * hours(view),
        }
    }

    /// The number of what an observation is of, unless it is of an unknown contact or agent.
    pub fn of(self, view: &View<'_>, of: &Observation) -> Option<u32> {
        match self {
            Self::Conversation => Some(of.conversation),
            Self::AgentHour => some(of.agent).map(|agent| agent * hours(view) as u32 + hour(view, of.at) as u32),
            Self::Contact => {
                some(of.contact).or_else(|| some(view.derived.conversations.contact[of.conversation as usize]))
            }
        }
    }
}

/// Hours of the clock are numbered by when they begin, in steps that tell them apart where it is changed by half an hour.
const STEP_MS: Millis = HOUR_MS / 2;

/// How many steps the hours of the clock that the data reaches over can begin at.
fn hours(view: &View<'_>) -> usize {
    (view.data.span().length_ms() / STEP_MS) as usize + 4
}

/// The number of the hour of the clock, counted from the hour before the data begins.
fn hour(view: &View<'_>, at: Millis) -> Millis {
    let first = (view.data.span().from - HOUR_MS).div_euclid(STEP_MS);
    let begins_at = at - (at + view.zone.offset_ms_at(at)).rem_euclid(HOUR_MS);
    begins_at.div_euclid(STEP_MS) - first
}
