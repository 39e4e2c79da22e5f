//! What measures make of the data: observations, each at an instant or over a stretch of time.

use super::Derived;
use super::policy::DateBasis;
use crate::store::NONE;
use crate::store::order::sort_rows;
use crate::store::vocabulary::{Actor, Fact, MessageKind, Status};
use crate::time::{Millis, UNKNOWN};
use crate::words;

/// One thing that a measure counts, or whose length it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// The instant that puts it into a period.
    pub at: Millis,
    pub conversation: u32,
    /// Milliseconds, where the measure is one of durations.
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

/// Observations in time, in columns, oldest first.
#[derive(Debug, Default)]
pub struct Series {
    pub at: Vec<Millis>,
    pub conversation: Vec<u32>,
    pub value: Vec<Millis>,
    pub actor: Vec<Actor>,
    pub agent: Vec<u32>,
    pub tag: Vec<u32>,
    pub note: Vec<Option<Note>>,
    /// Some observation is about a tag.
    pub has_tags: bool,
    /// What might have been observed and was not, and why.
    pub left_out: Vec<(Observation, Reason)>,
}

/// Stretches of time in which something was so.
#[derive(Debug, Default)]
pub struct Spans {
    pub conversation: Vec<u32>,
    pub from: Vec<Millis>,
    /// [`Millis::MAX`] while it lasts.
    pub to: Vec<Millis>,
    pub state: Vec<Status>,
    pub actor: Vec<Actor>,
    pub agent: Vec<u32>,
    pub note: Vec<Option<Note>>,
    pub left_out: Vec<(Observation, Reason)>,
}

/// What a measure observes.
#[derive(Debug)]
pub enum Observations {
    Series(Series),
    Spans(Spans),
    /// The public messages themselves, in their own table: those whose sender `counts`.
    Messages {
        counts: fn(Actor) -> bool,
        otherwise: Reason,
    },
}

impl Series {
    pub fn push(&mut self, observation: Observation) {
        self.push_noted(observation, None);
    }

    pub fn push_noted(&mut self, observation: Observation, note: Option<Note>) {
        self.at.push(observation.at);
        self.conversation.push(observation.conversation);
        self.value.push(observation.value);
        self.actor.push(observation.actor);
        self.agent.push(observation.agent);
        self.tag.push(observation.tag.unwrap_or(NONE));
        self.has_tags |= observation.tag.is_some();
        self.note.push(note);
    }

    pub fn leave_out(&mut self, observation: Observation, reason: Reason) {
        self.left_out.push((observation, reason));
    }

    pub fn get(&self, row: usize) -> Observation {
        Observation {
            at: self.at[row],
            conversation: self.conversation[row],
            value: self.value[row],
            actor: self.actor[row],
            agent: self.agent[row],
            contact: NONE,
            tag: (self.tag[row] != NONE).then_some(self.tag[row]),
            kind: None,
            state: None,
        }
    }

    pub fn len(&self) -> usize {
        self.at.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Dates every observation by what the policy says, and sorts them.
    pub fn dated(self, derived: &Derived) -> Self {
        let basis = derived.policy.date_basis;
        let mut dated = Self::default();
        let mut order = Vec::with_capacity(self.len());
        let mut dates = vec![UNKNOWN; self.len()];
        for (row, date) in dates.iter_mut().enumerate() {
            let observation = self.get(row);
            match redated(observation, basis, derived) {
                Ok(at) => {
                    *date = at;
                    order.push(row as u32);
                }
                Err(reason) => dated.leave_out(observation, reason),
            }
        }
        sort_rows(&mut order, &|a, b| dates[a as usize].cmp(&dates[b as usize]));
        for row in order {
            let row = row as usize;
            let at = dates[row];
            dated.push_noted(Observation { at, ..self.get(row) }, self.note[row]);
        }
        for (observation, reason) in self.left_out {
            // What has no date under the policy is left out for its own reason all the same, at its own date.
            let at = redated(observation, basis, derived).unwrap_or(observation.at);
            dated.leave_out(Observation { at, ..observation }, reason);
        }
        dated
    }
}

impl Spans {
    pub fn push(&mut self, of: Observation, to: Millis, note: Option<Note>) {
        self.conversation.push(of.conversation);
        self.from.push(of.at);
        self.to.push(to);
        self.state.push(of.state.unwrap_or(Status::Unknown));
        self.actor.push(of.actor);
        self.agent.push(of.agent);
        self.note.push(note);
    }
}

/// The instant that dates an observation under `basis`.
pub fn redated(of: Observation, basis: DateBasis, derived: &Derived) -> Result<Millis, Reason> {
    let conversation = of.conversation as usize;
    let own = &derived.conversations;
    match basis {
        DateBasis::Event => Ok(of.at),
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
