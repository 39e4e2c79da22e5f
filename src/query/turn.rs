//! Which reply answers which message.
//!
//! A turn opens at the contact's first unanswered public message and closes at the first qualifying reply. It never
//! spans a close.

use super::conversation::{End, Lives};
use super::policy::{Policy, TurnStart};
use crate::store::Dataset;
use crate::store::dict::NONE;
use crate::store::vocabulary::Actor;
use crate::time::{Millis, UNKNOWN};
use std::ops::Range;

/// One row a turn, in the order of their conversations and of time.
#[derive(Debug, Default)]
pub struct Turns {
    pub conversation: Vec<u32>,
    /// The contact's first message row that nobody had answered.
    pub first: Vec<u32>,
    /// The message row that the waiting counts from.
    pub start: Vec<u32>,
    /// The message row of the reply; `NONE` if there was none.
    pub reply: Vec<u32>,
    /// When the waiting ended without a reply; [`UNKNOWN`] if it was answered or still lasts.
    pub given_up_at: Vec<Millis>,
    /// Conversation `c` has the turns from `starts[c]` up to, not including, `starts[c + 1]`.
    starts: Vec<u32>,
}

impl Turns {
    pub fn len(&self) -> usize {
        self.conversation.len()
    }

    pub fn is_empty(&self) -> bool {
        self.conversation.is_empty()
    }

    pub fn of(&self, conversation: usize) -> Range<usize> {
        self.starts[conversation] as usize..self.starts[conversation + 1] as usize
    }

    fn push(&mut self, conversation: usize, [first, start]: [usize; 2], reply: u32, given_up_at: Millis) {
        self.conversation.push(conversation as u32);
        self.first.push(first as u32);
        self.start.push(start as u32);
        self.reply.push(reply);
        self.given_up_at.push(given_up_at);
    }
}

pub fn turns(data: &Dataset, lives: &Lives, policy: &Policy) -> Turns {
    let mut turns = Turns::default();
    let answers: u32 = policy.replies_by.iter().fold(0, |answers, &actor| answers | 1 << actor as u32);
    turns.starts.push(0);
    for conversation in 0..lives.conversations.len() {
        let mut rows = lives.conversations.rows(conversation).peekable();
        for cycle in lives.conversations.cycles_of(conversation) {
            let is_first = cycle == lives.conversations.cycles[conversation] as usize;
            let opened_at = if is_first { Millis::MIN } else { lives.cycles.opened_at[cycle] };
            let is_open = lives.cycles.end[cycle] == End::StillOpen;
            let ended_at = if is_open { Millis::MAX } else { lives.cycles.ended_at[cycle] };
            while rows.next_if(|&row| data.messages.at[row] < opened_at).is_some() {}
            let mut waiting = None;
            while let Some(row) = rows.next_if(|&row| data.messages.at[row] <= ended_at) {
                if !data.messages.is_public(row) {
                    continue;
                }
                let actor = data.messages.actor[row];
                if actor == Actor::Contact {
                    let [first, start] = waiting.unwrap_or([row, row]);
                    waiting = Some([first, if policy.turn_start == TurnStart::Last { row } else { start }]);
                } else if answers & 1 << actor as u32 != 0
                    && let Some(waited) = waiting.take()
                {
                    turns.push(conversation, waited, row as u32, UNKNOWN);
                }
            }
            if let Some(waited) = waiting {
                turns.push(conversation, waited, NONE, if is_open { UNKNOWN } else { ended_at });
            }
        }
        turns.starts.push(turns.len() as u32);
    }
    turns
}
