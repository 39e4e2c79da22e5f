//! Which observations of a measure a question leaves, as runs of neighbouring rows.

use super::Derived;
use super::dimension::{Dimension, OF_MESSAGES, with};
use super::entity::{Entities, Entity};
use super::observation::{Columns, Observation, Observations, Reason, Series, Spans, redate};
use super::policy::DateBasis;
use super::view::View;
use crate::registry::Word;
use crate::store::mask::RowsIn;
use crate::store::vocabulary::{Actor, Fact, MessageKind};
use crate::store::{Dataset, Mask, NONE};
use crate::time::{Millis, Span, UNKNOWN, known};
use std::ops::Range;
use std::rc::Rc;

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
    from: u32,
    to: u32,
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

/// The runs that are in the number, and those that are not, and why.
#[derive(Clone, Default)]
pub struct Selection<'a> {
    pub counted: Vec<Run<'a>>,
    pub left_out: Vec<(Run<'a>, Reason)>,
}

impl Messages<'_> {
    pub fn conversation(self) -> usize {
        self.conversation as usize
    }

    pub fn kind(self, row: usize) -> MessageKind {
        self.data.messages.kind[row]
    }

    pub fn are_dated_by_themselves(self) -> bool {
        self.derived.policy.date_basis == DateBasis::Event
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
    fn conversation_of_all(self) -> Option<u32> {
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
            Self::Messages(Messages { data, .. }) if data.messages.actor[row] == Actor::Contact => NONE,
            Self::Messages(Messages { data, .. }) => data.messages.sender[row],
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
    fn new(table: Rows<'a>, rows: Range<usize>) -> Self {
        Self { table, from: rows.start as u32, to: rows.end as u32, count: rows.len() as u32 }
    }

    /// All public messages of a conversation; nothing if it has none.
    fn of_conversation(data: &'a Dataset, derived: &'a Derived, conversation: usize) -> Option<Self> {
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
    fn of_those(self, observed: &'a Mask) -> Option<Self> {
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

impl<'a> Selection<'a> {
    fn push(&mut self, run: Run<'a>, left_out: Option<Reason>) {
        match left_out {
            Some(reason) => self.left_out.push((run, reason)),
            None => self.counted.push(run),
        }
    }

    /// Adds a row of a table whose rows are added one after the other.
    fn push_row(&mut self, table: Rows<'a>, row: usize, left_out: Option<Reason>) {
        match self.counted.last_mut() {
            Some(last)
                if left_out.is_none()
                    && last.to == row as u32
                    && last.table.conversation_of_all() == table.conversation_of_all() =>
            {
                last.to += 1;
                last.count += 1;
            }
            _ => self.push(Run::new(table, row..row + 1), left_out),
        }
    }

    /// Of these messages only those that are `counted`, and apart from them those that are not and have a reason.
    fn picked(&self, counted: &'a Mask, left_out: &'a [(Reason, Mask)]) -> Self {
        let mut selection = Self::default();
        for &run in &self.counted {
            selection.counted.extend(run.of_those(counted));
            for (reason, mask) in left_out {
                selection.left_out.extend(run.of_those(mask).map(|run| (run, *reason)));
            }
        }
        // What lacks a fact is left out for that, if it would be in the number else, or left out for another reason.
        let own = left_out.iter().map(|(reason, mask)| (mask, Some(*reason)));
        let meant = || std::iter::once((counted, None)).chain(own.clone());
        for &(run, reason) in &self.left_out {
            // What has no date is left out for its own reason all the same.
            let reason = |own: Option<Reason>| own.filter(|_| reason.is_of_date()).unwrap_or(reason);
            selection.left_out.extend(meant().filter_map(|(mask, own)| Some((run.of_those(mask)?, reason(own)))));
        }
        selection
    }
}

/// Which of the spans are looked at.
#[derive(Clone, Copy, PartialEq)]
pub enum Lasting {
    At(Millis),
    /// At some instant of this span.
    During(Span),
}

impl Lasting {
    fn span(self) -> Span {
        match self {
            Self::At(at) => Span { from: at, to: at + 1 },
            Self::During(span) => span,
        }
    }

    fn has(self, from: Millis, to: Millis) -> bool {
        match self {
            Self::At(at) => from <= at && at < to,
            Self::During(span) => from < span.to && span.from < to,
        }
    }
}

impl<'a> View<'a> {
    /// What the filter leaves of the observations of a measure in the period, or, of what lasts, at its end. `needs` are
    /// the facts without which a conversation's messages are not counted.
    pub fn select<'s>(&'s self, of: &'s Observations, needs: &[Fact]) -> Rc<Selection<'s>>
    where
        'a: 's,
    {
        match of {
            Observations::Series(series) => Rc::new(self.select_series(series)),
            Observations::Spans(spans) => {
                Rc::new(self.select_spans(spans, Lasting::At(self.snapshot_at(self.period.span))))
            }
            Observations::Messages(picked) => {
                let public = self.public_messages(self.derived.conversations.lacking(needs));
                match &picked.counted {
                    Some(counted) => Rc::new(public.picked(counted, &picked.left_out)),
                    None => public,
                }
            }
        }
    }

    /// What is selected, but that what is of contacts who had not written before the period is left out.
    pub fn of_returning<'s>(&self, selection: &Selection<'s>) -> Selection<'s> {
        let mut of_returning = Selection { counted: Vec::new(), left_out: selection.left_out.clone() };
        let mut contacts = Entities::new(Entity::Contact, self);
        for run in &selection.counted {
            run.each_entity(&mut contacts, |contact, run| {
                let is_new = contact.is_some_and(|contact| !self.had_written(contact, self.period.span.from));
                of_returning.push(run, is_new.then_some(Reason::NewCustomer));
            });
        }
        of_returning
    }

    fn select_series<'s>(&self, series: &'s Series) -> Selection<'s> {
        let mut selection = Selection::default();
        let span = self.period.span;
        let in_span = |at: &[Millis]| at.partition_point(|&at| at < span.from)..at.partition_point(|&at| at < span.to);
        let counted = Rows::Columns(&series.counted);
        let rows = in_span(&series.counted.at);
        if self.lookup.is_empty() && !self.picks_by_close() && series.are_due(self.now) {
            if !rows.is_empty() {
                selection.push(Run::new(counted, rows), None);
            }
        } else {
            let not_yet = |row: usize| (!series.is_due(row, self.now)).then_some(Reason::NotYetKnown);
            self.pick_in_period(counted, rows, |row| selection.push_row(counted, row, not_yet(row)));
        }
        let left_out = Rows::Columns(&series.left_out);
        let undated = 0..series.left_out.at.partition_point(|&at| at == UNKNOWN);
        for rows in [undated, in_span(&series.left_out.at)] {
            self.pick_in_period(left_out, rows, |row| selection.push_row(left_out, row, Some(series.reason[row])));
        }
        selection
    }

    pub fn select_spans<'s>(&self, spans: &'s Spans, lasting: Lasting) -> Selection<'s> {
        let mut selection = Selection::default();
        let is_lasting = |columns: &'s Columns, row: usize| lasting.has(columns.at[row], columns.value[row]);
        let [counted, left_out] = [&spans.counted, &spans.left_out].map(Rows::Columns);
        let words = (0..spans.counted.len().div_ceil(64)).filter(|&word| spans.reach.meets(word, lasting.span()));
        let rows = words.flat_map(|word| word * 64..spans.counted.len().min(word * 64 + 64));
        self.pick(counted, rows.filter(|&row| is_lasting(&spans.counted, row)), |row| {
            selection.push_row(counted, row, None);
        });
        let rows = 0..spans.left_out.len();
        self.pick(left_out, rows.filter(|&row| is_lasting(&spans.left_out, row)), |row| {
            selection.push_row(left_out, row, Some(spans.reason[row]));
        });
        selection
    }

    /// Hands over those of the rows that the filter leaves, and that are in the period by their conversation's close.
    fn pick_in_period(&self, rows: Rows<'_>, of: impl Iterator<Item = usize>, each: impl FnMut(usize)) {
        self.pick(rows, of.filter(|&row| self.is_in_period(rows.conversation(row) as usize)), each);
    }

    /// Hands over those of the rows that the filter leaves.
    fn pick(&self, rows: Rows<'_>, of: impl Iterator<Item = usize>, mut each: impl FnMut(usize)) {
        let mask = self.lookup.conversations(rows.own());
        let asks = self.lookup.asks_for(rows.own());
        for row in of {
            let conversation = rows.conversation(row) as usize;
            let is_left = mask.as_ref().is_none_or(|mask| mask.has(conversation))
                && (!asks || self.lookup.passes_row(rows, row, rows.own()));
            if is_left {
                each(row);
            }
        }
    }

    fn public_messages(&self, needs: Vec<Fact>) -> Rc<Selection<'a>> {
        let mut known = self.public_messages.borrow_mut();
        if let Some((_, selection)) = known.iter().find(|(facts, _)| *facts == needs) {
            return Rc::clone(selection);
        }
        let selection = Rc::new(self.select_messages(&needs));
        known.push((needs, Rc::clone(&selection)));
        selection
    }

    fn select_messages(&self, needs: &[Fact]) -> Selection<'a> {
        let mut selection = Selection::default();
        let (messages, own) = (&self.data.messages, &self.derived.conversations);
        let dimensions = &OWN_OF_MESSAGES;
        let mask = self.lookup.conversations(dimensions).unwrap_or_else(|| Mask::all(own.len()));
        let asks = self.lookup.asks_for(dimensions);
        let is_dated = self.derived.policy.date_basis == DateBasis::Event;
        let span = self.period.span;
        for word in (0..mask.words()).filter(|&word| !is_dated || own.reach.meets(word, span)) {
            let is_whole = is_dated && own.reach.is_within(word, span) && !asks;
            for conversation in mask.rows_of_word(word).filter(|&conversation| self.is_in_period(conversation)) {
                let lacks = own.lacks(conversation, needs);
                let Some(run) = Run::of_conversation(self.data, self.derived, conversation) else { continue };
                if is_whole {
                    selection.push(run, lacks);
                    continue;
                }
                let table = run.table;
                for row in run.rows() {
                    if !span.contains(table.at(row)) || (asks && !self.lookup.passes(&table.get(row), dimensions)) {
                        continue;
                    }
                    let undated = || redate(messages.at[row], conversation, self.derived).err();
                    selection.push_row(table, row, lacks.or_else(undated));
                }
            }
        }
        selection
    }
}

const ACTORS: usize = Actor::ALL.len();

const OWN: [Dimension; 5] =
    [Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour, Dimension::BusinessHours];
const OWN_OF_MESSAGES: [Dimension; 11] = with(OF_MESSAGES, OWN);

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
