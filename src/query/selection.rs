//! Which observations of a measure a question leaves, as runs of neighbouring rows.

use super::Derived;
use super::dimension::Dimension;
use super::observation::{Observation, Observations, Reason, Seen, Series, redated};
use super::policy::DateBasis;
use super::view::View;
use crate::metrics::Entity;
use crate::store::dict::some;
use crate::store::vocabulary::{Actor, Fact};
use crate::store::{Dataset, NONE};
use crate::time::{Millis, Span, UNKNOWN};
use std::ops::Range;

/// Neighbouring rows of one conversation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    pub conversation: u32,
    pub from: u32,
    pub to: u32,
}

impl Run {
    fn new(conversation: usize, rows: Range<usize>) -> Self {
        Self { conversation: conversation as u32, from: rows.start as u32, to: rows.end as u32 }
    }

    pub fn rows(self) -> Range<usize> {
        self.from as usize..self.to as usize
    }

    pub fn len(self) -> usize {
        (self.to - self.from) as usize
    }

    /// The part of it that is these rows.
    pub fn part(self, rows: Range<usize>) -> Self {
        Self::new(self.conversation as usize, rows)
    }
}

/// The runs that are in the number, conversation by conversation, and those that are not, and why.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub counted: Vec<Run>,
    pub left_out: Vec<(Run, Reason)>,
}

impl Selection {
    fn push(&mut self, conversation: usize, row: usize, left_out: Option<Reason>) {
        let (conversation, row) = (conversation as u32, row as u32);
        let run = Run { conversation, from: row, to: row + 1 };
        let goes_on = |last: &Run| last.conversation == conversation && last.to == row;
        match left_out {
            Some(reason) => self.left_out.push((run, reason)),
            None => match self.counted.last_mut() {
                Some(last) if goes_on(last) => last.to += 1,
                _ => self.counted.push(run),
            },
        }
    }

    fn push_run(&mut self, run: Run, left_out: Option<Reason>) {
        match left_out {
            _ if run.len() == 0 => {}
            Some(reason) => self.left_out.push((run, reason)),
            None => self.counted.push(run),
        }
    }
}

/// The rows that observations stand in.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    Series(&'a Series),
    Spans(&'a Series),
    Messages(&'a Dataset, &'a Derived),
}

impl<'a> Rows<'a> {
    pub fn of(observations: &'a Observations, data: &'a Dataset, derived: &'a Derived) -> Self {
        match observations {
            Observations::Series(series) => Self::Series(series),
            Observations::Spans(spans) => Self::Spans(spans),
            Observations::Messages { .. } => Self::Messages(data, derived),
        }
    }

    /// The dimensions that observations know better than their conversation does.
    pub fn own(self) -> &'static [Dimension] {
        match self {
            Self::Series(series) if series.tag.is_empty() => &OWN[1..],
            Self::Series(_) => &OWN,
            Self::Spans(_) => &OWN_OF_SPANS,
            Self::Messages(..) => &OWN_OF_MESSAGES,
        }
    }

    pub fn get(self, conversation: usize, row: usize) -> Observation {
        match self {
            Self::Series(series) | Self::Spans(series) => series.get(conversation, row),
            Self::Messages(data, _) => {
                let actor = data.messages.actor[row];
                let sender = data.messages.sender[row];
                let mut of = Observation::new(self.at(conversation, row), conversation).by(actor, sender);
                if actor == Actor::Contact {
                    (of.agent, of.contact) = (NONE, sender);
                }
                of.kind = Some(data.messages.kind[row]);
                of
            }
        }
    }

    #[inline]
    pub fn at(self, conversation: usize, row: usize) -> Millis {
        match self {
            Self::Series(series) | Self::Spans(series) => series.at[row],
            Self::Messages(data, derived) => {
                let at = data.messages.at[row];
                match derived.policy.date_basis {
                    DateBasis::Event => at,
                    _ => redated(at, conversation, derived).unwrap_or(at),
                }
            }
        }
    }

    pub fn value(self, row: usize) -> Millis {
        match self {
            Self::Series(series) | Self::Spans(series) => series.value[row],
            Self::Messages(..) => 0,
        }
    }

    pub fn actor(self, row: usize) -> Actor {
        match self {
            Self::Series(series) | Self::Spans(series) => series.actor[row],
            Self::Messages(data, _) => data.messages.actor[row],
        }
    }

    pub fn seen(self, row: usize) -> Seen {
        match self {
            Self::Series(series) | Self::Spans(series) => series.seen[row],
            Self::Messages(..) => Seen::Counted(None),
        }
    }

    /// Whether something is to be known of some row.
    pub fn has_notes(self) -> bool {
        matches!(self, Self::Series(series) | Self::Spans(series) if !series.is_plain)
    }

    /// Hands over each part of a run that is of one conversation or contact, if it is known.
    pub fn each_entity(self, view: &View<'_>, entity: Entity, run: Run, mut each: impl FnMut(Option<u32>, Run)) {
        let conversations = &view.derived.conversations;
        let conversation = run.conversation as usize;
        match (entity, self) {
            (Entity::Conversation, _) => each(Some(run.conversation), run),
            (Entity::Contact, Self::Messages(..)) if conversations.is_of_several.has(conversation) => {
                for row in run.rows() {
                    each(entity.of(view, &self.get(conversation, row)), run.part(row..row + 1));
                }
            }
            (Entity::Contact, _) => each(some(conversations.contact[conversation]), run),
        }
    }
}

/// Of what observations are looked at.
#[derive(Clone, Copy, PartialEq)]
pub enum When {
    /// What happened in a span.
    In(Span),
    /// What lasted at an instant.
    At(Millis),
    /// What lasted at some instant of a span.
    During(Span),
}

impl When {
    /// The span that whatever is looked at meets.
    fn span(self) -> Span {
        match self {
            Self::In(span) | Self::During(span) => span,
            Self::At(at) => Span { from: at, to: at + 1 },
        }
    }

    fn has(self, series: &Series, row: usize) -> bool {
        let at = series.at[row];
        match self {
            Self::In(span) => span.contains(at) || (at == UNKNOWN && matches!(series.seen[row], Seen::LeftOut(_))),
            Self::At(instant) => at <= instant && instant < series.value[row],
            Self::During(span) => at < span.to && span.from < series.value[row],
        }
    }
}

impl View<'_> {
    pub(super) fn select_rows(&self, series: &Series, own: &[Dimension], when: When, needs: &[Fact]) -> Selection {
        let mut selection = Selection::default();
        let mask = self.lookup.conversations(own);
        let asks = self.lookup.asks_for(own);
        let rows = if matches!(when, When::In(_)) { Rows::Series(series) } else { Rows::Spans(series) };
        let needs = self.lacking(needs);
        let span = when.span();
        for word in (0..mask.words()).filter(|&word| series.reach.meets(word, span)) {
            let is_whole =
                matches!(when, When::In(_)) && series.is_plain && series.reach.is_within(word, span) && !asks;
            for conversation in mask.rows_of_word(word).filter(|&conversation| self.is_in_period(conversation)) {
                let lacks = self.lacks(conversation, needs);
                let own_rows = series.rows_of(conversation);
                if is_whole {
                    selection.push_run(Run::new(conversation, own_rows), lacks);
                    continue;
                }
                for row in own_rows.filter(|&row| when.has(series, row)) {
                    if asks && !self.lookup.passes(&rows.get(conversation, row), own) {
                        continue;
                    }
                    let left_out = match series.seen[row] {
                        Seen::LeftOut(reason) => lacks.or(Some(reason)),
                        Seen::Counted(_) => lacks,
                    };
                    selection.push(conversation, row, left_out);
                }
            }
        }
        selection
    }

    pub(super) fn select_messages(&self, needs: &[Fact]) -> Selection {
        let mut selection = Selection::default();
        let needs = self.lacking(needs);
        let rows = Rows::Messages(self.data, self.derived);
        let mask = self.lookup.conversations(rows.own());
        let asks = self.lookup.asks_for(rows.own());
        let messages = &self.data.messages;
        let is_dated = self.derived.policy.date_basis == DateBasis::Event;
        let span = self.period.span;
        let own = &self.derived.conversations;
        for word in (0..mask.words()).filter(|&word| !is_dated || own.reach.meets(word, span)) {
            let is_whole = is_dated && own.reach.is_within(word, span) && !asks;
            for conversation in mask.rows_of_word(word).filter(|&conversation| self.is_in_period(conversation)) {
                let lacks = self.lacks(conversation, needs);
                for public in messages.public.stretches(own.rows(conversation)) {
                    if is_whole {
                        selection.push_run(Run::new(conversation, public), lacks);
                        continue;
                    }
                    for row in public {
                        if !span.contains(rows.at(conversation, row))
                            || (asks && !self.lookup.passes(&rows.get(conversation, row), rows.own()))
                        {
                            continue;
                        }
                        let undated = || redated(messages.at[row], conversation, self.derived).err();
                        selection.push(conversation, row, lacks.or_else(undated));
                    }
                }
            }
        }
        selection
    }
}

/// Without the messages of one kind of sender, which are left out.
pub(super) fn without(selection: &Selection, rows: Rows<'_>, but: Actor, reason: Reason) -> Selection {
    let mut left =
        Selection { counted: Vec::with_capacity(selection.counted.len()), left_out: selection.left_out.clone() };
    for &run in &selection.counted {
        if !run.rows().any(|row| rows.actor(row) == but) {
            left.counted.push(run);
            continue;
        }
        for row in run.rows() {
            left.push(run.conversation as usize, row, (rows.actor(row) == but).then_some(reason));
        }
    }
    left
}

const OWN: [Dimension; 5] = [Dimension::Tag, Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];
const OWN_OF_MESSAGES: [Dimension; 5] =
    [Dimension::MessageKind, Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];
const OWN_OF_SPANS: [Dimension; 5] =
    [Dimension::Status, Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];
