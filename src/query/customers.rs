//! When contacts first wrote, which tells new customers from returning ones.

use super::Derived;
use super::conversation::Conversations;
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::store::vocabulary::Actor;
use crate::time::{Millis, known};
use crate::words;

words! {
    /// Whether a conversation was a contact's beginning with us.
    CustomerKind {
        /// The contact had never written before the conversation was opened.
        New = "new",
        Returning = "returning",
    }
}

/// The first public message of each contact, in whatever conversation.
#[derive(Debug)]
pub struct FirstWords {
    /// [`Millis::MAX`] where a contact never wrote.
    pub at: Vec<Millis>,
    /// The message row; `NONE` where a contact never wrote.
    pub message: Vec<u32>,
}

impl FirstWords {
    pub fn of(data: &Dataset, conversations: &Conversations) -> Self {
        let contacts = data.contacts.keys.len();
        let mut first = Self { at: vec![Millis::MAX; contacts], message: vec![NONE; contacts] };
        for conversation in 0..conversations.len() {
            // Of a contact alone with us, the first message is enough.
            let is_of_several = conversations.is_of_several.has(conversation);
            let most = if is_of_several { usize::MAX } else { 1 };
            for (contact, row) in written(data, conversations, conversation).take(most) {
                first.meet(contact, data.messages.at[row], row);
            }
        }
        first
    }

    fn meet(&mut self, contact: Option<u32>, at: Millis, row: usize) {
        let Some(contact) = contact.map(|contact| contact as usize) else { return };
        if at < self.at[contact] {
            (self.at[contact], self.message[contact]) = (at, row as u32);
        }
    }
}

/// Of which kind the contact of a conversation was when it was opened; nothing where one of the two is not known.
pub fn customer_kind(data: &Dataset, derived: &Derived, conversation: usize) -> Option<CustomerKind> {
    let own = &derived.conversations;
    let (contact, opened_at) = (some(own.contact[conversation])?, known(own.opened_at[conversation])?);
    let had_written = derived.first_words(data).at[contact as usize] < opened_at;
    Some(if had_written { CustomerKind::Returning } else { CustomerKind::New })
}

/// What contacts wrote in a conversation, oldest first: who, if that is known, and the message row.
pub fn written<'a>(
    data: &'a Dataset,
    conversations: &Conversations,
    conversation: usize,
) -> impl Iterator<Item = (Option<u32>, usize)> + 'a {
    let messages = &data.messages;
    let contact = conversations.contact[conversation];
    let is_contacts = |row: &usize| messages.actor[*row] == Actor::Contact && messages.is_public(*row);
    let rows = conversations.rows(conversation).filter(is_contacts);
    rows.map(move |row| (some(messages.sender[row]).or(some(contact)), row))
}
