//! What a duration lies between: at either end a message, or something that happened.
//!
//! Found out when a duration is explained, and not while it is counted.

use crate::store::Dataset;
use crate::store::vocabulary::EventKind;
use crate::time::Millis;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Between {
    pub from: Bound,
    pub to: Bound,
    /// How long it is, on the clock of the policy. Where it is made of several stretches, these lie between the ends.
    pub value: Millis,
}

/// An end of a duration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    pub at: Millis,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A row in the table of messages.
    Message(u32),
    /// One of [`EVENTS`]: the event itself, or what stands for it where the source tells of none.
    Event(EventKind),
}

/// What durations begin and end with, where that is no message.
pub const EVENTS: [EventKind; 5] =
    [EventKind::Opened, EventKind::Reopened, EventKind::Closed, EventKind::Assigned, EventKind::Handoff];

impl Bound {
    pub fn message(data: &Dataset, row: u32) -> Self {
        Self { at: data.messages.at[row as usize], what: What::Message(row) }
    }

    pub fn event(kind: EventKind, at: Millis) -> Self {
        Self { at, what: What::Event(kind) }
    }

    pub fn row(self) -> Option<u32> {
        match self.what {
            What::Message(row) => Some(row),
            What::Event(_) => None,
        }
    }

    pub fn kind(self) -> Option<EventKind> {
        match self.what {
            What::Message(_) => None,
            What::Event(kind) => Some(kind),
        }
    }
}
