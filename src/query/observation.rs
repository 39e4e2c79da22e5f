//! What measures make of the data: observations, each at an instant or over a stretch of time.

use super::Derived;
use super::policy::DateBasis;
use crate::store::NONE;
use crate::store::reach::Reach;
use crate::store::vocabulary::{Actor, Fact, MessageKind, Status};
use crate::time::{Millis, UNKNOWN};
use crate::words;
use std::ops::Range;

/// One thing that a measure counts, or whose length it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// The instant that puts it into a period.
    pub at: Millis,
    pub conversation: u32,
    /// Milliseconds, where the measure is one of durations; the end, [`Millis::MAX`] while it lasts, where it is one of
    /// what lasts.
    pub value: Millis,
    /// Who did it: the class, and the agent if it was one.
    pub actor: Actor,
    pub agent: u32,
    /// Whom it was with, where that is not the conversation's contact; else `NONE`.
    pub contact: u32,
    /// The tag, the message kind or the state that the observation is about, where it is about one.
    pub tag: Option<u32>,
    pub kind: Option<MessageKind>,
    pub state: Option<Status>,
}

impl Observation {
    pub fn new(at: Millis, conversation: usize) -> Self {
        Self {
            at,
            conversation: conversation as u32,
            value: 0,
            actor: Actor::Unknown,
            agent: NONE,
            contact: NONE,
            tag: None,
            kind: None,
            state: None,
        }
    }

    pub fn by(self, actor: Actor, agent: u32) -> Self {
        Self { actor, agent, ..self }
    }

    pub fn lasting(self, value: Millis) -> Self {
        Self { value, ..self }
    }
}

words! {
    /// Why something is not in a number.
    Reason {
        /// The contact waits, and has no answer yet.
        Awaiting = "awaiting",
        /// The conversation was closed before anybody answered.
        NeverAnswered = "never-answered",
        /// The contact never wrote.
        NoInbound = "no-inbound",
        NeverAssigned = "never-assigned",
        StillOpen = "still-open",
        /// It is closed, and the data does not say since when.
        CloseTimeUnknown = "close-time-unknown",
        OpeningTimeUnknown = "opening-time-unknown",
        /// Nothing public was written.
        NoMessage = "no-message",
        BroadcastOnly = "broadcast-only",
        /// Its contact is not known.
        NoContact = "no-contact",
        /// The source does not say who wrote.
        NoActors = "no-actors",
        /// Only the newest messages are there.
        NoMessages = "no-messages",
        /// The source does not say when conversations open and close.
        NoStatus = "no-status",
        NoAgents = "no-agents",
        NoTags = "no-tags",
        /// The source does not say when tags were added, nor by whom.
        NoTagHistory = "no-tag-history",
        NoSeen = "no-seen",
        /// There is no data at all.
        NoData = "no-data",
        /// The business clock needs a schedule.
        NoSchedule = "no-schedule",
        /// The filter asks for something that this metric does not know.
        FilterDoesNotApply = "filter-does-not-apply",
    }
}

impl Reason {
    /// The reason that a fact is lacking.
    pub fn lacks(fact: Fact) -> Self {
        match fact {
            Fact::Actors => Self::NoActors,
            Fact::Messages => Self::NoMessages,
            Fact::Status => Self::NoStatus,
            Fact::Agents => Self::NoAgents,
            Fact::Tags => Self::NoTags,
            Fact::TagHistory => Self::NoTagHistory,
            Fact::Seen => Self::NoSeen,
        }
    }
}

words! {
    /// What is to be known about some of the observations that are in a number.
    Note {
        /// The conversation has one message only, so it lasts no time.
        SingleMessage = "single-message",
        /// The tag's own time is not known: its conversation's is taken.
        DatedByConversation = "dated-by-conversation",
        /// What was read is not known: a reply is taken to show that it was.
        EstimatedFromReplies = "estimated-from-replies",
    }
}

/// What becomes of an observation: it is in the number, or there is a reason why it is not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Seen {
    Counted(Option<Note>),
    LeftOut(Reason),
}

/// Observations in columns, conversation by conversation.
#[derive(Debug, Default)]
pub struct Series {
    pub at: Vec<Millis>,
    pub value: Vec<Millis>,
    pub actor: Vec<Actor>,
    pub agent: Vec<u32>,
    /// Empty where no observation is about a tag.
    pub tag: Vec<u32>,
    /// Empty where no observation is about a state.
    pub state: Vec<Status>,
    pub seen: Vec<Seen>,
    /// Conversation `c` has the rows from `starts[c]` up to, not including, `starts[c + 1]`.
    starts: Vec<u32>,
    pub reach: Reach,
    /// Every observation is counted, and nothing is to be known of any.
    pub is_plain: bool,
}

/// What a measure observes.
#[derive(Debug)]
pub enum Observations {
    /// What happened at an instant.
    Series(Series),
    /// What was so over a stretch of time.
    Spans(Series),
    /// The public messages themselves, in their own table, but for those of one kind of sender.
    Messages { but: Option<(Actor, Reason)> },
}

impl Series {
    /// Adds an observation of a conversation that is no earlier one than the last.
    pub fn push(&mut self, observation: Observation) {
        self.push_seen(observation, Seen::Counted(None));
    }

    pub fn push_noted(&mut self, observation: Observation, note: Option<Note>) {
        self.push_seen(observation, Seen::Counted(note));
    }

    /// What might have been observed and was not, and why.
    pub fn leave_out(&mut self, observation: Observation, reason: Reason) {
        self.push_seen(observation, Seen::LeftOut(reason));
    }

    fn push_seen(&mut self, observation: Observation, seen: Seen) {
        debug_assert!(observation.conversation as usize + 1 >= self.starts.len());
        self.start_up_to(observation.conversation as usize);
        self.at.push(observation.at);
        self.value.push(observation.value);
        self.actor.push(observation.actor);
        self.agent.push(observation.agent);
        if let Some(tag) = observation.tag {
            self.tag.push(tag);
        }
        if let Some(state) = observation.state {
            self.state.push(state);
        }
        self.seen.push(seen);
    }

    fn start_up_to(&mut self, conversation: usize) {
        while self.starts.len() <= conversation {
            self.starts.push(self.at.len() as u32);
        }
    }

    /// Dates every observation by what the policy says, and ends the columns.
    pub fn dated(mut self, derived: &Derived) -> Self {
        let conversations = derived.conversations.len();
        self.start_up_to(conversations);
        for conversation in 0..conversations {
            for row in self.rows_of(conversation) {
                // What has no date under the policy is left out for its own reason, if it has one, at its own date.
                match redated(self.at[row], conversation, derived) {
                    Ok(at) => self.at[row] = at,
                    Err(reason) if matches!(self.seen[row], Seen::Counted(_)) => self.seen[row] = Seen::LeftOut(reason),
                    Err(_) => {}
                }
            }
        }
        self.reach = Reach::of(conversations, |conversation| {
            let at = &self.at[self.rows_of(conversation)];
            Some((*at.iter().min()?, *at.iter().max()?))
        });
        self.is_plain = self.seen.iter().all(|&seen| seen == Seen::Counted(None));
        self
    }

    /// Ends the columns of what lasts, which no policy dates.
    pub fn lasting(mut self, conversations: usize) -> Self {
        self.start_up_to(conversations);
        self.reach = Reach::of(conversations, |conversation| {
            let rows = self.rows_of(conversation);
            Some((*self.at[rows.clone()].iter().min()?, *self.value[rows].iter().max()?))
        });
        self.is_plain = self.seen.iter().all(|&seen| seen == Seen::Counted(None));
        self
    }

    pub fn rows_of(&self, conversation: usize) -> Range<usize> {
        self.starts[conversation] as usize..self.starts[conversation + 1] as usize
    }

    pub fn get(&self, conversation: usize, row: usize) -> Observation {
        Observation {
            at: self.at[row],
            conversation: conversation as u32,
            value: self.value[row],
            actor: self.actor[row],
            agent: self.agent[row],
            contact: NONE,
            tag: self.tag.get(row).copied(),
            kind: None,
            state: self.state.get(row).copied(),
        }
    }
}

/// The instant that dates something of a conversation, which happened `at`, under the policy.
pub fn redated(at: Millis, conversation: usize, derived: &Derived) -> Result<Millis, Reason> {
    let own = &derived.conversations;
    match derived.policy.date_basis {
        DateBasis::Event => Ok(at),
        DateBasis::Opened | DateBasis::OpenedAndClosed if own.opened_at[conversation] == UNKNOWN => {
            Err(Reason::OpeningTimeUnknown)
        }
        DateBasis::Closed | DateBasis::OpenedAndClosed if own.closed_at[conversation] == UNKNOWN => {
            Err(if own.status[conversation] == Status::Closed { Reason::CloseTimeUnknown } else { Reason::StillOpen })
        }
        DateBasis::Opened | DateBasis::OpenedAndClosed => Ok(own.opened_at[conversation]),
        DateBasis::Closed => Ok(own.closed_at[conversation]),
    }
}
