//! Which observations of a measure a question leaves.

use super::entity::{Entities, Entity};
use super::observation::{Columns, Observations, Picked, Reason, Series, Spans, redate};
use super::policy::DateBasis;
use super::run::{OWN_OF_MESSAGES, Rows, Run};
use super::view::View;
use crate::store::Mask;
use crate::store::vocabulary::Fact;
use crate::time::{Millis, Span, UNKNOWN};
use std::cell::OnceCell;
use std::rc::Rc;

/// The runs that are in the number, and those that are not, and why.
#[derive(Clone, Default)]
pub struct Selection<'a> {
    pub counted: Vec<Run<'a>>,
    pub left_out: Vec<(Run<'a>, Reason)>,
}

/// What is selected of a measure.
pub enum Selected<'a> {
    Rows(Selection<'a>),
    Messages(SelectedMessages<'a>),
}

/// Selected messages. Which they are is known at once; whose they are, and so their runs, once somebody asks.
pub struct SelectedMessages<'a> {
    public: Rc<PublicMessages<'a>>,
    picked: &'a Picked,
    pub counted: Mask,
    counted_runs: OnceCell<Vec<Run<'a>>>,
    left_out_runs: OnceCell<Vec<(Run<'a>, Reason)>>,
}

/// The public messages of a view.
pub(super) struct PublicMessages<'a> {
    runs: Selection<'a>,
    counted: Mask,
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
}

impl<'a> Selected<'a> {
    /// What is in the number.
    pub fn counted(&self) -> &[Run<'a>] {
        match self {
            Self::Rows(selection) => &selection.counted,
            Self::Messages(messages) => messages.counted_runs(),
        }
    }

    /// What is not, and why.
    pub fn left_out(&self) -> &[(Run<'a>, Reason)] {
        match self {
            Self::Rows(selection) => &selection.left_out,
            Self::Messages(messages) => messages.left_out_runs(),
        }
    }

    /// How many observations are in the number.
    pub fn n(&self) -> u64 {
        match self {
            Self::Rows(selection) => selection.counted.iter().map(|run| u64::from(run.count)).sum(),
            Self::Messages(messages) => messages.counted.count() as u64,
        }
    }

    /// Hands over each reason, and how many observations are left out for it.
    pub fn each_left_out(&self, mut each: impl FnMut(Reason, u64)) {
        match self {
            Self::Rows(selection) => {
                selection.left_out.iter().for_each(|&(run, reason)| each(reason, run.count.into()))
            }
            Self::Messages(SelectedMessages { public, picked, .. }) => {
                for (reason, mask) in &picked.left_out {
                    each(*reason, public.counted.count_common(mask) as u64);
                }
                for (run, reason) in &public.runs.left_out {
                    let Some(meant) = picked.meant() else {
                        each(*reason, run.count.into());
                        continue;
                    };
                    meant.for_each(|(mask, own)| each(lacking(*reason, own), mask.count_in(run.range()) as u64));
                }
            }
        }
    }
}

impl<'a> SelectedMessages<'a> {
    fn new(public: Rc<PublicMessages<'a>>, picked: &'a Picked) -> Self {
        let mut counted = public.counted.clone();
        picked.counted.iter().for_each(|picked| counted.keep(picked));
        Self { public, picked, counted, counted_runs: OnceCell::new(), left_out_runs: OnceCell::new() }
    }

    /// Of a rate: those of the counted ones that are hits.
    pub fn hits(&self) -> Option<Mask> {
        let mut hits = self.picked.hits.clone()?;
        hits.keep(&self.counted);
        Some(hits)
    }

    fn counted_runs(&self) -> &[Run<'a>] {
        let public = &self.public.runs.counted;
        match &self.picked.counted {
            Some(counted) => {
                self.counted_runs.get_or_init(|| public.iter().filter_map(|run| run.of_those(counted)).collect())
            }
            None => public,
        }
    }

    fn left_out_runs(&self) -> &[(Run<'a>, Reason)] {
        let Selection { counted, left_out } = &self.public.runs;
        let Some(meant) = self.picked.meant() else { return left_out };
        self.left_out_runs.get_or_init(|| {
            let mut runs = Vec::new();
            for (reason, mask) in &self.picked.left_out {
                runs.extend(counted.iter().filter_map(|run| Some((run.of_those(mask)?, *reason))));
            }
            for (mask, own) in meant {
                runs.extend(
                    left_out.iter().filter_map(|(run, reason)| Some((run.of_those(mask)?, lacking(*reason, own)))),
                );
            }
            runs
        })
    }
}

/// Why a message is left out of which something is lacking, and which would be left out for a reason of its own anyhow:
/// that one, if it is only a date that is lacking.
fn lacking(reason: Reason, own: Option<Reason>) -> Reason {
    own.filter(|_| reason.is_of_date()).unwrap_or(reason)
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
    pub fn select<'s>(&'s self, of: &'s Observations, needs: &[Fact]) -> Selected<'s>
    where
        'a: 's,
    {
        match of {
            Observations::Series(series) => Selected::Rows(self.select_series(series)),
            Observations::Spans(spans) => {
                Selected::Rows(self.select_spans(spans, Lasting::At(self.snapshot_at(self.period.span))))
            }
            Observations::Messages(picked) => {
                let public = self.public_messages(self.derived.conversations.lacking(needs));
                Selected::Messages(SelectedMessages::new(public, picked))
            }
        }
    }

    /// What is selected, but that what is of contacts who had not written before the period is left out.
    pub fn of_returning<'s>(&self, selected: &Selected<'s>) -> Selection<'s> {
        let mut of_returning = Selection { counted: Vec::new(), left_out: selected.left_out().to_vec() };
        let mut contacts = Entities::new(Entity::Contact, self);
        for run in selected.counted() {
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

    fn public_messages(&self, needs: Vec<Fact>) -> Rc<PublicMessages<'a>> {
        let mut known = self.public_messages.borrow_mut();
        if let Some((_, public)) = known.iter().find(|(facts, _)| *facts == needs) {
            return Rc::clone(public);
        }
        let runs = self.select_messages(&needs);
        let mut counted = Mask::none(self.data.messages.len());
        runs.counted.iter().for_each(|run| counted.insert_all(run.range()));
        counted.keep(&self.data.messages.public);
        let public = Rc::new(PublicMessages { runs, counted });
        known.push((needs, Rc::clone(&public)));
        public
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
