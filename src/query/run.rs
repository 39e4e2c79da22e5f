//! Tables of observations, and runs of neighbouring rows in them.

use super::Derived;
use super::dimension::{Dimension, OF_MESSAGES, with};
use super::entity::{Entities, Entity};
use super::observation::{Columns, Observation, redate};
use super::policy::DateBasis;
use crate::registry::Word;
use crate::store::mask::RowsIn;
use crate::store::vocabulary::{Actor, MessageKind};
use crate::store::{Dataset, Mask, NONE};
use crate::time::{Millis, known};
use std::ops::Range;

/// A table of observations.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    Columns(&'a Columns),
    Messages(Messages<'a>),
}

/// Messages of one conversation.
#[derive(Clone, Copy)]
pub struct Messages<'a> {
    data: &'a Dataset,
    derived: &'a Derived,
    conversation: u32,
    /// Those that are observations: the public ones, or some of them.
    observed: &'a Mask,
}

/// Neighbouring rows of a table; of messages, those among them that are observations. The first and the last one always
/// are.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    pub table: Rows<'a>,
    pub(super) from: u32,
    pub(super) to: u32,
    /// How many observations it is.
    pub count: u32,
}

/// See [`Run::rows`].
pub enum RowsOfRun<'a> {
    All(Range<usize>),
    Some(RowsIn<'a>),
}

impl Iterator for RowsOfRun<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        match self {
            Self::All(rows) => rows.next(),
            Self::Some(rows) => rows.next(),
        }
    }
}

impl Messages<'_> {
    pub fn conversation(self) -> usize {
        self.conversation as usize
    }

    pub fn kind(self, row: usize) -> MessageKind {
        self.data.messages.kind[row]
    }
}

impl<'a> Rows<'a> {
    /// The dimensions that observations know better than their conversation does.
    pub fn own(self) -> &'static [Dimension] {
        match self {
            Self::Columns(columns) if columns.is_of_contacts() => Dimension::ALL,
            Self::Columns(Columns { about: Some(Dimension::FlowStep), .. }) => &OWN_OF_FLOWS,
            Self::Columns(Columns { about: Some(dimension), .. }) => &OWN_ABOUT[*dimension as usize],
            Self::Columns(_) => &OWN,
            Self::Messages(..) => &OWN_OF_MESSAGES,
        }
    }

    /// The conversation, where all rows are of one.
    pub(super) fn conversation_of_all(self) -> Option<u32> {
        match self {
            Self::Columns(_) => None,
            Self::Messages(messages) => Some(messages.conversation),
        }
    }

    pub fn get(self, row: usize) -> Observation {
        match self {
            Self::Columns(columns) => columns.get(row),
            Self::Messages(Messages { data, conversation, .. }) => {
                let actor = data.messages.actor[row];
                let mut of = Observation::new(self.at(row), conversation as usize).by(actor, self.agent(row));
                if actor == Actor::Contact {
                    of.contact = data.messages.sender[row];
                }
                of.message = row as u32;
                of
            }
        }
    }

    #[inline]
    pub fn at(self, row: usize) -> Millis {
        match self {
            Self::Columns(columns) => columns.at[row],
            Self::Messages(Messages { data, derived, conversation, .. }) => {
                let at = data.messages.at[row];
                match derived.policy.date_basis {
                    DateBasis::Event => at,
                    _ => redate(at, conversation as usize, derived).unwrap_or(at),
                }
            }
        }
    }

    /// When it happened, whatever dates it.
    #[inline]
    fn happened_at(self, row: usize) -> Millis {
        match self {
            Self::Columns(columns) => columns.at[row],
            Self::Messages(Messages { data, .. }) => data.messages.at[row],
        }
    }

    /// Since when it lasts.
    pub fn since(self, row: usize) -> Millis {
        known(self.get(row).since).unwrap_or_else(|| self.at(row))
    }

    #[inline]
    pub fn actor(self, row: usize) -> Actor {
        match self {
            Self::Columns(columns) => columns.actor[row],
            Self::Messages(Messages { data, .. }) => data.messages.actor[row],
        }
    }

    /// The agent who did it; `NONE` if it was none.
    #[inline]
    fn agent(self, row: usize) -> u32 {
        match self {
            Self::Columns(columns) => columns.agent[row],
            Self::Messages(Messages { data, .. }) => data.messages.agent(row),
        }
    }

    #[inline]
    pub fn conversation(self, row: usize) -> u32 {
        match self {
            Self::Columns(columns) => columns.conversation[row],
            Self::Messages(messages) => messages.conversation,
        }
    }
}

impl<'a> Run<'a> {
    /// Of rows that are all observations.
    pub(super) fn new(table: Rows<'a>, rows: Range<usize>) -> Self {
        Self { table, from: rows.start as u32, to: rows.end as u32, count: rows.len() as u32 }
    }

    /// All public messages of a conversation; nothing if it has none.
    pub(super) fn of_conversation(data: &'a Dataset, derived: &'a Derived, conversation: usize) -> Option<Self> {
        let own = &derived.conversations;
        let [first, last] = [own.first_message[conversation], own.last_message[conversation]];
        if first == NONE {
            return None;
        }
        let count = match own.by_actor[conversation] {
            Some(counts) => counts.iter().map(|&count| u32::from(count)).sum(),
            None => data.messages.public.count_in(own.rows(conversation)) as u32,
        };
        let observed = &data.messages.public;
        let table = Rows::Messages(Messages { data, derived, conversation: conversation as u32, observed });
        Some(Self { table, from: first, to: last + 1, count })
    }

    /// Of a run of messages, those that the mask has; nothing if it has none.
    #[inline]
    pub(super) fn of_those(self, observed: &'a Mask) -> Option<Self> {
        let Rows::Messages(messages) = self.table else { return Some(self) };
        let (rows, count) = observed.span_in(self.range())?;
        if count == self.count as usize {
            return Some(self);
        }
        let table = Rows::Messages(Messages { observed, ..messages });
        Some(Self { table, from: rows.start as u32, to: rows.end as u32, count: count as u32 })
    }

    /// The first and the last of its rows.
    pub fn ends(self) -> (usize, usize) {
        (self.from as usize, self.to as usize - 1)
    }

    pub fn range(self) -> Range<usize> {
        self.from as usize..self.to as usize
    }

    /// Its rows, each of them an observation.
    #[inline]
    pub fn rows(self) -> RowsOfRun<'a> {
        match self.table {
            Rows::Columns(_) => RowsOfRun::All(self.range()),
            Rows::Messages(messages) => RowsOfRun::Some(messages.observed.rows_in(self.range())),
        }
    }

    /// The part of it that is this row.
    #[inline]
    pub fn row(self, row: usize) -> Self {
        Self::new(self.table, row..row + 1)
    }

    /// The part of it from one of its rows up to, not including, another one, of so many rows.
    #[inline]
    pub fn part(self, rows: Range<usize>, count: u32) -> Self {
        Self { table: self.table, from: rows.start as u32, to: rows.end as u32, count }
    }

    /// Hands over the part of it that is by each class of senders, or of it piece by piece.
    #[inline]
    pub fn each_actor(self, mut each: impl FnMut(Actor, Self)) {
        match self.by_actor() {
            Some(counts) => {
                let counts = Actor::ALL.iter().zip(counts).filter(|(_, count)| *count > 0);
                counts.for_each(|(&actor, count)| each(actor, Self { count: count.into(), ..self }));
            }
            None => self.rows().for_each(|row| each(self.table.actor(row), self.row(row))),
        }
    }

    /// How many of it are by each class of senders, where that has been counted beforehand.
    fn by_actor(self) -> Option<[u8; ACTORS]> {
        match self.table {
            Rows::Messages(Messages { data, derived, conversation, observed }) => {
                if !std::ptr::eq(observed, &raw const data.messages.public) {
                    return None;
                }
                let own = &derived.conversations;
                let conversation = conversation as usize;
                let is_whole =
                    (own.first_message[conversation], own.last_message[conversation] + 1) == (self.from, self.to);
                own.by_actor[conversation].filter(|_| is_whole)
            }
            Rows::Columns(_) => None,
        }
    }

    /// The lengths of durations.
    pub fn values(self) -> &'a [Millis] {
        match self.table {
            Rows::Columns(columns) => &columns.value[self.range()],
            Rows::Messages(..) => &[],
        }
    }

    /// What its rows are about, where they are about one dimension.
    pub fn keys(self) -> &'a [u32] {
        match self.table {
            Rows::Columns(columns) => columns.keys(self.range()),
            Rows::Messages(..) => &[],
        }
    }

    /// Hands over each part of it that is of one entity, if that is known.
    #[inline]
    pub fn each_entity(self, entities: &mut Entities<'_>, mut each: impl FnMut(Option<u32>, Self)) {
        match (self.table, entities.entity) {
            (_, Entity::AgentHour) => {
                let mut number = |row: usize| entities.agent_hour(self.table.agent(row), self.table.happened_at(row));
                let mut rows = self.rows();
                let mut next = rows.next().map(|row| (number(row), row));
                while let Some((hour, from)) = next.take() {
                    let (mut to, mut count) = (from + 1, 1);
                    for row in rows.by_ref() {
                        let other = number(row);
                        if other != hour {
                            next = Some((other, row));
                            break;
                        }
                        (to, count) = (row + 1, count + 1);
                    }
                    each(hour, self.part(from..to, count));
                }
            }
            (Rows::Columns(columns), Entity::Conversation) => {
                self.rows().for_each(|row| each(Some(columns.conversation[row]), self.row(row)));
            }
            (Rows::Columns(columns), Entity::Contact) => {
                let contact = |row: usize| entities.contact(columns.conversation[row], columns.contact(row));
                self.rows().for_each(|row| each(contact(row), self.row(row)));
            }
            (Rows::Messages(messages), Entity::Contact) if entities.are_several_in(messages.conversation()) => {
                self.rows().for_each(|row| each(entities.of(&self.table.get(row)), self.row(row)));
            }
            (Rows::Messages(messages), Entity::Contact) => each(entities.contact(messages.conversation, NONE), self),
            (Rows::Messages(messages), Entity::Conversation) => each(Some(messages.conversation), self),
        }
    }
}

const ACTORS: usize = Actor::ALL.len();

const OWN: [Dimension; 5] =
    [Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour, Dimension::BusinessHours];
pub(super) const OWN_OF_MESSAGES: [Dimension; 11] = with(OF_MESSAGES, OWN);

const OWN_OF_FLOWS: [Dimension; 7] = with([Dimension::FlowStep, Dimension::Flow], OWN);

/// Those of observations that are about each dimension.
static OWN_ABOUT: [[Dimension; 6]; Dimension::ALL.len()] = {
    let mut all = [with([Dimension::ALL[0]], OWN); Dimension::ALL.len()];
    let mut place = 0;
    while place < all.len() {
        all[place] = with([Dimension::ALL[place]], OWN);
        place += 1;
    }
    all
};
