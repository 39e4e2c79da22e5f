//! When contacts wrote: first, which tells new customers from returning ones, and whenever else.

use super::Derived;
use super::conversation::Conversations;
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::store::vocabulary::Actor;
use crate::time::{Millis, Span, known};
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

/// The times of each contact's public messages, in whatever conversation.
#[derive(Debug)]
pub struct Sightings {
    /// Contact `c` has the times from `starts[c]` up to, not including, `starts[c + 1]`, the oldest first.
    starts: Vec<u32>,
    at: Vec<Millis>,
}

impl Sightings {
    pub fn of_all(data: &Dataset, conversations: &Conversations) -> Self {
        let each = |meet: &mut dyn FnMut(usize, Millis)| {
            for conversation in 0..conversations.len() {
                for (contact, row) in written(data, conversations, conversation) {
                    contact.into_iter().for_each(|contact| meet(contact as usize, data.messages.at[row]));
                }
            }
        };
        let mut starts = vec![0; data.contacts.keys.len() + 1];
        each(&mut |contact, _| starts[contact + 1] += 1);
        for contact in 1..starts.len() {
            starts[contact] += starts[contact - 1];
        }
        let mut next = starts.clone();
        let mut at = vec![0; starts[starts.len() - 1] as usize];
        each(&mut |contact, written_at| {
            at[next[contact] as usize] = written_at;
            next[contact] += 1;
        });
        starts.windows(2).for_each(|ends| at[ends[0] as usize..ends[1] as usize].sort_unstable());
        Self { starts, at }
    }

    /// When the contact wrote within a span, the oldest first.
    pub fn of(&self, contact: u32, span: Span) -> &[Millis] {
        let own = &self.at[self.starts[contact as usize] as usize..self.starts[contact as usize + 1] as usize];
        let from = own.partition_point(|&at| at < span.from);
        let to = own.partition_point(|&at| at < span.to);
        &own[from..to.max(from)]
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
