//! What different ones are counted of.

use super::View;
use super::observation::Observation;
use crate::store::dict::some;
use crate::words;

words! {
    /// What a distinct count counts.
    Entity {
        Conversation = "conversations",
        Contact = "contacts",
    }
}

impl Entity {
    /// How many there are, counted or not.
    pub fn count(self, view: &View<'_>) -> usize {
        match self {
            Self::Conversation => view.derived.conversations.len(),
            Self::Contact => view.data.contacts.keys.len(),
        }
    }

    /// The row that an observation is of, unless it is of an unknown contact.
    pub fn of(self, view: &View<'_>, of: &Observation) -> Option<u32> {
        match self {
            Self::Conversation => Some(of.conversation),
            Self::Contact => some(of.contact).or(some(view.derived.conversations.contact[of.conversation as usize])),
        }
    }
}
