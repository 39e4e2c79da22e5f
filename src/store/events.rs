//! The table of events: what happened to a thread, besides its messages, by thread and time.

use super::clocks::NaiveTimes;
use super::dict::NONE;
use super::joining::Loose;
use super::reserve;
use super::vocabulary::{Actor, EventKind};
use crate::time::Millis;
use std::ops::Range;

/// One event, as a source hands it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    pub at: Millis,
    pub kind: EventKind,
    /// Who did it, and which agent where it is known.
    pub actor: Actor,
    pub by: u32,
    /// The agent assigned, the tag, or the row in the table of flow steps or of conversions; its kind tells which.
    pub subject: u32,
}

impl Event {
    /// The agent who did it; `NONE` where a contact did, or nobody knows who.
    pub fn agent(&self) -> u32 {
        if self.actor == Actor::Contact { NONE } else { self.by }
    }
}

/// A step of an automated flow. Each place is one in a dictionary, or `NONE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FlowStep {
    pub flow: u32,
    pub step: u32,
}

/// What a conversion was, and what it was worth. Two that are equal, of one thread and at one instant, are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Conversion {
    /// Millionths of the currency's unit, negative where money was given back; nothing where no value is given.
    ///
    /// Whole numbers, since sums of them are exact and do not depend on their order, so that a total is what its parts
    /// add up to. Not the currency's own minor units, since whoever sends 49.9 does not say how many of them make one,
    /// and currencies have none, a hundred or a thousand.
    pub value_micros: Option<i64>,
    /// ISO 4217 where the source keeps to it; `NONE` where it is not given.
    pub currency: u32,
    /// The source's own word, such as order or refund; `NONE` where it is not given.
    pub kind: u32,
}

/// Columns of one length. `rows_of` names the rows of a thread.
#[derive(Clone, Debug, Default)]
pub struct Events {
    pub at: Vec<Millis>,
    pub kind: Vec<EventKind>,
    pub actor: Vec<Actor>,
    pub by: Vec<u32>,
    pub subject: Vec<u32>,
    /// Thread `t` has the rows from `starts[t]` up to, not including, `starts[t + 1]`. Rows behind those of the last thread
    /// are of no conversation.
    pub starts: Vec<u32>,
    pub loose: Loose,
    /// The times of those that a clock without a zone showed.
    pub(super) naive: NaiveTimes,
}

impl Events {
    pub fn len(&self) -> usize {
        self.at.len()
    }

    pub fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    pub fn rows_of(&self, thread: u32) -> Range<usize> {
        let thread = thread as usize;
        match self.starts.get(thread + 1) {
            Some(&end) => self.starts[thread] as usize..end as usize,
            None => 0..0,
        }
    }

    pub fn get(&self, row: usize) -> Event {
        Event {
            at: self.at[row],
            kind: self.kind[row],
            actor: self.actor[row],
            by: self.by[row],
            subject: self.subject[row],
        }
    }

    pub fn of(&self, thread: u32) -> impl Iterator<Item = Event> + Clone + '_ {
        self.rows_of(thread).map(|row| self.get(row))
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, more: usize) {
        reserve(&mut self.at, more);
        reserve(&mut self.kind, more);
        reserve(&mut self.actor, more);
        reserve(&mut self.by, more);
        reserve(&mut self.subject, more);
    }

    pub fn push(&mut self, event: &Event) {
        self.at.push(event.at);
        self.kind.push(event.kind);
        self.actor.push(event.actor);
        self.by.push(event.by);
        self.subject.push(event.subject);
    }

    pub fn truncate(&mut self, len: usize) {
        self.at.truncate(len);
        self.kind.truncate(len);
        self.actor.truncate(len);
        self.by.truncate(len);
        self.subject.truncate(len);
    }
}
