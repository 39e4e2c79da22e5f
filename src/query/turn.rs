//! Which reply answers which message.
//!
//! A turn opens at the contact's first unanswered public message and closes at the first qualifying reply. It never
//! spans a close. Where the business answers and nothing tells who of it did, the contact waits no longer, but whether
//! that was a qualifying reply is not known; unless the policy lets such an answer count.

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
    /// Whether the waiting ended with an answer of which nobody knows who wrote it.
    pub is_doubtful: Vec<bool>,
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

    /// The turns that tell something of answers: those with a reply, and those of which nobody knows.
    pub fn answered(&self, conversation: usize) -> impl Iterator<Item = usize> {
        self.of(conversation).filter(|&turn| self.reply[turn] != NONE || self.is_doubtful[turn])
    }

    /// Whether so much as one answer in the conversation is of nobody knows whom.
    pub fn has_doubtful(&self, conversation: usize) -> bool {
        self.is_doubtful[self.of(conversation)].contains(&true)
    }

    fn push(&mut self, conversation: usize, [first, start]: [usize; 2], end: Waited) {
        let (reply, given_up_at) = match end {
            Waited::Replied(row) => (row as u32, UNKNOWN),
            Waited::Doubtful(at) | Waited::GivenUp(at) => (NONE, at),
        };
        self.is_doubtful.push(matches!(end, Waited::Doubtful(_)));
        self.conversation.push(conversation as u32);
        self.first.push(first as u32);
        self.start.push(start as u32);
        self.reply.push(reply);
        self.given_up_at.push(given_up_at);
    }
}

/// How a contact's waiting ended.
#[derive(Clone, Copy)]
enum Waited {
    Replied(usize),
    /// With an answer of nobody knows whom.
    Doubtful(Millis),
    /// Without one; [`UNKNOWN`] if it still lasts.
    GivenUp(Millis),
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
                    turns.push(conversation, waited, Waited::Replied(row));
                } else if actor == Actor::Business
                    && let Some(waited) = waiting.take()
                {
                    turns.push(conversation, waited, Waited::Doubtful(data.messages.at[row]));
                }
            }
            if let Some(waited) = waiting {
                turns.push(conversation, waited, Waited::GivenUp(if is_open { UNKNOWN } else { ended_at }));
            }
        }
        turns.starts.push(turns.len() as u32);
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Derived;
    use crate::registry::Word;
    use crate::store::dict::some;
    use crate::testing::{ask, inbox, naive, read_bytes, value};
    use crate::time::known;
    use inboxlens_sample::{Plan, Who, write_canonical};

    #[test]
    fn answers_of_nobody_knows_whom_agree_with_the_rows() {
        let mut sample = Plan::year_2025(11, 300).inbox();
        for conversation in &mut sample.conversations {
            conversation.repeated.clear();
            let ours =
                conversation.messages.iter_mut().filter(|message| matches!(message.who, Who::Agent(_) | Who::Bot(_)));
            ours.step_by(3).for_each(|message| message.who = Who::Business);
        }
        let mut text = Vec::new();
        write_canonical(&sample, &mut text).unwrap();
        let data = read_bytes(&text, "").unwrap();
        let derived = Derived::new(&data, &Policy::default());
        let at = |row: u32| data.messages.at[row as usize];
        let turns = &derived.turns;
        let found = (0..turns.len()).map(|turn| {
            let thread = derived.conversations.thread[turns.conversation[turn] as usize];
            let id = data.threads.keys.id(thread).to_owned();
            (id, at(turns.start[turn]), some(turns.reply[turn]).map(at), known(turns.given_up_at[turn]))
        });
        let expected = sample.conversations.iter().flat_map(|conversation| {
            naive::turns(conversation, false).into_iter().map(|turn| {
                (conversation.id.clone(), turn.start.at, turn.reply.map(|reply| reply.at), turn.given_up_at)
            })
        });
        let (mut found, mut expected): (Vec<_>, Vec<_>) = (found.collect(), expected.collect());
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
        assert!(turns.is_doubtful.iter().filter(|is_doubtful| **is_doubtful).count() > 100);
    }

    #[test]
    fn whether_an_answer_of_nobody_knows_whom_counts_is_the_policys_to_say() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","status":"closed","closedAt":"2025-03-03T12:00:00Z","messages":[
                {"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T10:05:00Z","sender":"business"},
                {"id":"m3","at":"2025-03-03T10:06:00Z","sender":"agent"}]}]"#,
        );
        let numbers = |policy: &str| {
            let metrics = ["first-response", "response-time", "turns-per-conversation", "missed-conversations"];
            metrics.map(|metric| {
                let answer = ask(&inbox, policy, &format!("\"{metric}\""));
                (value(&answer), answer.excluded.iter().map(|excluded| excluded.reason.id()).collect::<Vec<_>>())
            })
        };
        let unknown = || vec!["replier-unknown"];
        let expected = [(None, unknown()), (None, unknown()), (None, unknown()), (Some(0.0), unknown())];
        assert_eq!(numbers(""), expected);
        let minutes = 300_000.0;
        let expected = [(Some(minutes), vec![]), (Some(minutes), vec![]), (Some(1.0), vec![]), (Some(0.0), vec![])];
        assert_eq!(numbers(r#""policy":{"repliesBy":["agent","business"]}"#), expected);
        assert_eq!(value(&ask(&inbox, "", "\"messages\"")), Some(3.0));
    }
}
