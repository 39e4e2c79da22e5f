//! Messages that we began with, and which of them something that a contact did later is credited to.
//!
//! One is a public message of ours that answers no open turn, and is a broadcast, a template, of a campaign, or the first
//! one of its conversation. What else we say is part of a talk that is going on.

use super::Derived;
use crate::store::dict::some;
use crate::store::vocabulary::{Actor, MessageKind};
use crate::store::{Dataset, Mask, NONE};
use crate::time::{Millis, known};

pub struct Outreach {
    /// Those that did not fail, and those that did.
    pub reached: Mask,
    pub failed: Mask,
    /// Instant and row of those that reached contact `c` stand from `starts[c]` up to, not including, `starts[c + 1]`,
    /// oldest first.
    starts: Vec<u32>,
    of_contacts: Vec<(Millis, u32)>,
}

impl Outreach {
    pub fn of(data: &Dataset, derived: &Derived) -> Self {
        let messages = &data.messages;
        let mut reached = Mask::none(messages.len());
        let mut met = Vec::new();
        let mut failed = messages.outgoing(|receipts| receipts.is_failed());
        let mut begun = Mask::none(messages.len());
        for conversation in 0..derived.conversations.len() {
            let contact = some(derived.conversations.contact[conversation]);
            each_begun(data, derived, conversation, |row| {
                begun.insert(row);
                if !failed.has(row) {
                    reached.insert(row);
                    met.extend(contact.map(|contact| (contact, messages.at[row], row as u32)));
                }
            });
        }
        failed.keep(&begun);
        met.sort_unstable();
        let mut starts = vec![0; data.contacts.keys.len() + 1];
        met.iter().for_each(|&(contact, ..)| starts[contact as usize + 1] += 1);
        for contact in 1..starts.len() {
            starts[contact] += starts[contact - 1];
        }
        let of_contacts = met.into_iter().map(|(_, at, row)| (at, row)).collect();
        Self { reached, failed, starts, of_contacts }
    }

    /// Instant and row of the last one that had reached the contact by then.
    pub fn last_by(&self, contact: u32, at: Millis) -> Option<(Millis, u32)> {
        let contact = contact as usize;
        let of_contact = &self.of_contacts[self.starts[contact] as usize..self.starts[contact + 1] as usize];
        of_contact[..of_contact.partition_point(|&(sent_at, _)| sent_at <= at)].last().copied()
    }
}

fn each_begun(data: &Dataset, derived: &Derived, conversation: usize, mut each: impl FnMut(usize)) {
    let (messages, turns) = (&data.messages, &derived.turns);
    let first = derived.conversations.first_message[conversation];
    let mut open = turns.of(conversation);
    let is_over = |turn: usize, row: usize| match turns.reply[turn] {
        NONE => known(turns.given_up_at[turn]).is_some_and(|given_up_at| given_up_at < messages.at[row]),
        reply => (reply as usize) < row,
    };
    for row in derived.conversations.rows(conversation).filter(|&row| messages.is_public(row)) {
        while open.start < open.end && is_over(open.start, row) {
            open.start += 1;
        }
        let is_answer = !open.is_empty() && (turns.first[open.start] as usize) < row;
        if messages.actor[row].is_ours() && !is_answer && (row as u32 == first || is_sent_out(data, row)) {
            each(row);
        }
    }
}

/// Whether it is one of those that are sent without anybody having asked.
fn is_sent_out(data: &Dataset, row: usize) -> bool {
    let messages = &data.messages;
    let is_marked = || {
        let marks = messages.marks.of(row as u32);
        marks.template != NONE || marks.campaign != NONE
    };
    messages.actor[row] == Actor::Broadcast || messages.kind[row] == MessageKind::Template || is_marked()
}
