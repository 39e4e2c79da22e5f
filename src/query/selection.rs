//! Which observations of a measure a question leaves, as runs of neighbouring rows.

use super::Derived;
use super::dimension::{Dimension, OF_MESSAGES, with};
use super::entity::Entity;
use super::observation::{Columns, Observation, Observations, Reason, Series, Spans, redate};
use super::policy::DateBasis;
use super::view::View;
use crate::registry::Word;
use crate::store::dict::some;
use crate::store::vocabulary::{Actor, Fact};
use crate::store::{Dataset, Mask, NONE};
use crate::time::{Millis, Span, UNKNOWN, known};
use std::ops::Range;
use std::rc::Rc;

/// A table of observations.
#[derive(Clone, Copy)]
pub enum Rows<'a> {
    Columns(&'a Columns),
    /// The public messages of one conversation.
    Messages(&'a Dataset, &'a Derived, u32),
}

/// Neighbouring rows of a table; of messages, those among them that are public. The first and the last one always are.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    pub table: Rows<'a>,
    from: u32,
    to: u32,
    /// How many observations it is.
    pub count: u32,
}

/// The runs that are in the number, and those that are not, and why.
#[derive(Clone, Default)]
pub struct Selection<'a> {
    pub counted: Vec<Run<'a>>,
    pub left_out: Vec<(Run<'a>, Reason)>,
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
            Self::Messages(.., conversation) => Some(conversation),
        }
    }

    pub fn get(self, row: usize) -> Observation {
        match self {
            Self::Columns(columns) => columns.get(row),
            Self::Messages(data, _, conversation) => {
                let actor = data.messages.actor[row];
                let sender = data.messages.sender[row];
                let mut of = Observation::new(self.at(row), conversation as usize).by(actor, sender);
                if actor == Actor::Contact {
                    (of.agent, of.contact) = (NONE, sender);
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
            Self::Messages(data, derived, conversation) => {
                let at = data.messages.at[row];
                match derived.policy.date_basis {
                    DateBasis::Event => at,
                    _ => redate(at, conversation as usize, derived).unwrap_or(at),
                }
            }
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
            Self::Messages(data, ..) => data.messages.actor[row],
        }
    }

    #[inline]
    pub fn conversation(self, row: usize) -> u32 {
        match self {
            Self::Columns(columns) => columns.conversation[row],
            Self::Messages(.., conversation) => conversation,
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
        let table = Rows::Messages(data, derived, conversation as u32);
        Some(Self { table, from: first, to: last + 1, count })
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
    pub fn rows(self) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        let is_one = move |row: &usize| match self.table {
            Rows::Columns(_) => true,
            Rows::Messages(data, ..) => data.messages.is_public(*row),
        };
        self.range().filter(is_one)
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
            Rows::Messages(_, derived, conversation) => {
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

    /// Hands over each part of it that is of one conversation or contact, if that is known.
    #[inline]
    pub fn each_entity(self, view: &View<'_>, entity: Entity, mut each: impl FnMut(Option<u32>, Self)) {
        let conversations = &view.derived.conversations;
        let of_conversation = |conversation: u32, contact: u32| match entity {
            Entity::Contact => some(contact).or_else(|| some(conversations.contact[conversation as usize])),
            _ => Some(conversation),
        };
        match self.table {
            _ if entity == Entity::AgentHour => {
                self.rows().for_each(|row| each(entity.of(view, &self.table.get(row)), self.row(row)));
            }
            Rows::Columns(columns) => {
                let entity = |row: usize| of_conversation(columns.conversation[row], columns.contact(row));
                self.rows().for_each(|row| each(entity(row), self.row(row)));
            }
            Rows::Messages(.., conversation)
                if entity == Entity::Contact && conversations.is_of_several.has(conversation as usize) =>
            {
                self.rows().for_each(|row| each(entity.of(view, &self.table.get(row)), self.row(row)));
            }
            Rows::Messages(.., conversation) => each(of_conversation(conversation, NONE), self),
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
    fn picked(&self, counted: &Mask, left_out: &[(Reason, Mask)]) -> Self {
        let has = |mask: &Mask, run: &Run<'_>| mask.count_in(run.range()) > 0;
        let meant = |run: &Run<'_>| has(counted, run) || left_out.iter().any(|(_, mask)| has(mask, run));
        let mut selection = Self::default();
        for &run in &self.counted {
            if counted.count_in(run.range()) == run.count as usize {
                selection.counted.push(run);
                continue;
            }
            if !meant(&run) {
                continue;
            }
            for row in run.rows() {
                let reason = left_out.iter().find(|(_, mask)| mask.has(row)).map(|&(reason, _)| reason);
                if reason.is_some() || counted.has(row) {
                    selection.push_row(run.table, row, reason);
                }
            }
        }
        // What lacks a fact is left out for that, if it would be in the number else, or left out for another reason.
        let is_meant = |row: usize| counted.has(row) || left_out.iter().any(|(_, mask)| mask.has(row));
        for &(run, reason) in &self.left_out {
            for row in run.rows().filter(|&row| is_meant(row)) {
                selection.push_row(run.table, row, Some(reason));
            }
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
                let public = match self.derived.conversations.lacking(needs) {
                    [] => Rc::clone(self.public_messages.get_or_init(|| Rc::new(self.select_messages(&[])))),
                    needs => Rc::new(self.select_messages(needs)),
                };
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
        for run in &selection.counted {
            run.each_entity(self, Entity::Contact, |contact, run| {
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
            self.pick(counted, rows, |row| selection.push_row(counted, row, not_yet(row)));
        }
        let left_out = Rows::Columns(&series.left_out);
        let undated = 0..series.left_out.at.partition_point(|&at| at == UNKNOWN);
        for rows in [undated, in_span(&series.left_out.at)] {
            self.pick(left_out, rows, |row| selection.push_row(left_out, row, Some(series.reason[row])));
        }
        selection
    }

    pub fn select_spans<'s>(&self, spans: &'s Spans, lasting: Lasting) -> Selection<'s> {
        let mut selection = Selection::default();
        let is_lasting = |columns: &'s Columns, row: usize| lasting.has(columns.at[row], columns.value[row]);
        let [counted, left_out] = [&spans.counted, &spans.left_out].map(Rows::Columns);
        let mut push = |row| selection.push_row(counted, row, None);
        match self.lookup.conversations(counted.own()) {
            Some(mask) => {
                let rows = mask.rows().flat_map(|conversation| spans.rows_of(conversation));
                self.pick(counted, rows.filter(|&row| is_lasting(&spans.counted, row)), push);
            }
            None => {
                let words =
                    (0..spans.counted.len().div_ceil(64)).filter(|&word| spans.reach.meets(word, lasting.span()));
                let rows = words.flat_map(|word| word * 64..spans.counted.len().min(word * 64 + 64));
                self.pick(counted, rows.filter(|&row| is_lasting(&spans.counted, row)), &mut push);
            }
        }
        let rows = 0..spans.left_out.len();
        self.pick(left_out, rows.filter(|&row| is_lasting(&spans.left_out, row)), |row| {
            selection.push_row(left_out, row, Some(spans.reason[row]));
        });
        selection
    }

    /// Hands over those of the rows that the filter leaves.
    fn pick(&self, rows: Rows<'_>, of: impl Iterator<Item = usize>, mut each: impl FnMut(usize)) {
        let mask = self.lookup.conversations(rows.own());
        let asks = self.lookup.asks_for(rows.own());
        for row in of {
            let conversation = rows.conversation(row) as usize;
            let is_left = mask.as_ref().is_none_or(|mask| mask.has(conversation))
                && self.is_in_period(conversation)
                && (!asks || self.lookup.passes_row(rows, row, rows.own()));
            if is_left {
                each(row);
            }
        }
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
