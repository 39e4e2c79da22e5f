//! The observations of a measure that a question is about.

use super::dimension::{Dimension, Keys};
use super::filter::Lookup;
use super::observation::{Note, Observation, Observations, Reason, Series, Spans, redated};
use super::policy::{DateBasis, SnapshotAt};
use super::{Derived, Query, WeekStart};
use crate::store::vocabulary::{Actor, Coverage, Fact};
use crate::store::{Dataset, Mask, NONE};
use crate::time::period::Calendar;
use crate::time::{Millis, Period, Span, UNKNOWN, Zone};
use chrono::Weekday;
use std::cell::OnceCell;
use std::rc::Rc;

/// A dataset as one question sees it: under a policy, in a period, through a filter.
pub struct View<'a> {
    pub data: &'a Dataset,
    pub derived: &'a Derived,
    pub zone: &'a Zone,
    pub week_start: Weekday,
    pub now: Millis,
    pub period: Period,
    /// The period to compare with, if one is asked for.
    pub compared: Option<Period>,
    lookup: Rc<Lookup<'a>>,
    /// How many of the view's conversations have each set of facts.
    covered: OnceCell<Vec<(Coverage, u64)>>,
}

/// An observation that is in the number, or the reason why it is not.
pub enum Seen {
    Counted(Option<Note>),
    LeftOut(Reason),
}

impl<'a> View<'a> {
    pub fn new(data: &'a Dataset, derived: &'a Derived, zone: &'a Zone, query: &Query, clock: Millis) -> Self {
        let reach = data.span();
        let now = query.now.unwrap_or(clock);
        let week_start = query.week_start.unwrap_or(WeekStart::Mon).into();
        let calendar = Calendar { now, zone, week_start, data: reach };
        let period = calendar.period(query.period);
        let compared = query.compare.map(|compare| calendar.compared(compare, query.period, period));
        let lookup = Rc::new(Lookup::new(&query.filter, data, derived, zone));
        Self { data, derived, zone, week_start, now, period, compared, lookup, covered: OnceCell::new() }
    }

    /// The same question about the period that it is to be compared with.
    pub fn over_compared(&self) -> Option<Self> {
        Some(Self { compared: None, ..self.over(self.compared?) })
    }

    /// The same question about a part of the period.
    pub fn within(&self, span: Span) -> Self {
        let own = self.period.span;
        let span = Span { from: span.from.max(own.from), to: span.to.min(own.to) };
        self.over(Period { span, ..self.period })
    }

    fn over(&self, period: Period) -> Self {
        Self { period, lookup: Rc::clone(&self.lookup), covered: OnceCell::new(), ..*self }
    }

    pub fn keys(&self, dimension: Dimension) -> Keys<'a> {
        Keys { dimension, data: self.data, derived: self.derived, zone: self.zone }
    }

    pub fn filtered_dimensions(&self) -> impl Iterator<Item = Dimension> {
        self.lookup.dimensions()
    }

    /// The part of the period that is over.
    pub fn elapsed(&self) -> Span {
        let Span { from, to } = self.period.span;
        Span { from, to: to.min(self.now + 1).max(from) }
    }

    /// The instant at which states are looked at: the last one of the period, or now.
    pub fn snapshot_at(&self, span: Span) -> Millis {
        match self.derived.policy.snapshot_at {
            SnapshotAt::Now => self.now,
            SnapshotAt::PeriodEnd => (span.to - 1).min(self.now),
        }
    }

    /// The conversations that the filter leaves, as far as a conversation alone can tell.
    pub fn conversations(&self) -> Mask {
        self.lookup.conversations(&[])
    }

    /// Whether the filter leaves an observation.
    pub fn has(&self, of: &Observation) -> bool {
        self.lookup.passes_all(of)
    }

    /// Whether the conversation is in the period at all, where the policy wants it opened and closed there.
    fn is_in_period(&self, conversation: usize) -> bool {
        let closed_at = self.derived.conversations.closed_at[conversation];
        self.derived.policy.date_basis != DateBasis::OpenedAndClosed || self.period.span.contains(closed_at)
    }

    /// Hands over every observation of the period that the filter leaves; of conversations that lack one of the
    /// facts that are needed, as left out.
    pub fn each(&self, of: &Observations, needs: &[Fact], mut each: impl FnMut(&Observation, Seen)) {
        match of {
            Observations::Series(series) => self.each_of_series(series, needs, each),
            Observations::Messages { counts, otherwise } => self.each_message(*counts, *otherwise, needs, each),
            Observations::Spans(spans) => {
                let at = self.snapshot_at(self.period.span);
                self.each_span(spans, needs, |observation, to, seen| {
                    if observation.at <= at && at < to {
                        each(observation, seen);
                    }
                });
            }
        }
    }

    fn lacks(&self, conversation: usize, needs: &[Fact]) -> Option<Reason> {
        let coverage = self.derived.conversations.coverage[conversation];
        needs.iter().find(|&&fact| !coverage.has(fact)).map(|&fact| Reason::lacks(fact))
    }

    fn each_of_series(&self, series: &Series, needs: &[Fact], mut each: impl FnMut(&Observation, Seen)) {
        let own: &[Dimension] = if series.has_tags { &OWN_OF_TAGS } else { &OWN_OF_SERIES };
        let mask = self.lookup.conversations(own);
        let asks = self.lookup.asks_for(own);
        let is_wanted = |conversation: u32| {
            let conversation = conversation as usize;
            mask.has(conversation) && self.is_in_period(conversation)
        };
        let passes = |of: &Observation| !asks || self.lookup.passes(of, own);
        let span = self.period.span;
        let first = series.at.partition_point(|&at| at < span.from);
        let last = series.at.partition_point(|&at| at < span.to);
        for row in first..last {
            // Most rows end here when there is a filter, so nothing else is looked at before.
            if !is_wanted(series.conversation[row]) {
                continue;
            }
            let observation = series.get(row);
            if passes(&observation) {
                let lacks = self.lacks(observation.conversation as usize, needs);
                each(&observation, lacks.map_or(Seen::Counted(series.note[row]), Seen::LeftOut));
            }
        }
        for (observation, reason) in &series.left_out {
            let is_dated = span.contains(observation.at) || observation.at == UNKNOWN;
            if is_dated && is_wanted(observation.conversation) && passes(observation) {
                let lacks = self.lacks(observation.conversation as usize, needs);
                each(observation, Seen::LeftOut(lacks.unwrap_or(*reason)));
            }
        }
    }

    fn each_message(
        &self,
        counts: fn(Actor) -> bool,
        otherwise: Reason,
        needs: &[Fact],
        mut each: impl FnMut(&Observation, Seen),
    ) {
        let messages = &self.data.messages;
        let basis = self.derived.policy.date_basis;
        let mask = self.lookup.conversations(&OWN_OF_MESSAGES);
        let asks = self.lookup.asks_for(&OWN_OF_MESSAGES);
        let span = self.period.span;
        for conversation in mask.rows().filter(|&conversation| self.is_in_period(conversation)) {
            let rows = self.derived.conversations.rows(conversation);
            if rows.is_empty() || (basis == DateBasis::Event && !overlaps(&messages.at[rows.clone()], span)) {
                continue;
            }
            let lacks = self.lacks(conversation, needs);
            for row in rows.filter(|&row| messages.is_public(row)) {
                let actor = messages.actor[row];
                let sender = messages.sender[row];
                let mut of = Observation::new(messages.at[row], conversation).by(actor, sender);
                if actor == Actor::Contact {
                    (of.agent, of.contact) = (NONE, sender);
                }
                of.kind = Some(messages.kind[row]);
                let dated = redated(of, basis, self.derived);
                of.at = dated.unwrap_or(of.at);
                if !span.contains(of.at) || (asks && !self.lookup.passes(&of, &OWN_OF_MESSAGES)) {
                    continue;
                }
                let left_out = lacks.or(dated.err()).or((!counts(actor)).then_some(otherwise));
                each(&of, left_out.map_or(Seen::Counted(None), Seen::LeftOut));
            }
        }
    }

    /// Hands over every span that the filter leaves, whatever its time, with its end.
    pub fn each_span(&self, spans: &Spans, needs: &[Fact], mut each: impl FnMut(&Observation, Millis, Seen)) {
        let mask = self.lookup.conversations(&OWN_OF_SPANS);
        let asks = self.lookup.asks_for(&OWN_OF_SPANS);
        let passes = |of: &Observation| !asks || self.lookup.passes(of, &OWN_OF_SPANS);
        for row in 0..spans.from.len() {
            let conversation = spans.conversation[row] as usize;
            if !mask.has(conversation) {
                continue;
            }
            let mut of = Observation::new(spans.from[row], conversation).by(spans.actor[row], spans.agent[row]);
            of.state = Some(spans.state[row]);
            if passes(&of) {
                let lacks = self.lacks(conversation, needs);
                each(&of, spans.to[row], lacks.map_or(Seen::Counted(spans.note[row]), Seen::LeftOut));
            }
        }
        for (of, reason) in &spans.left_out {
            if mask.has(of.conversation as usize) && passes(of) {
                let lacks = self.lacks(of.conversation as usize, needs);
                each(of, Millis::MAX, Seen::LeftOut(lacks.unwrap_or(*reason)));
            }
        }
    }

    /// How much of what the period and the filter leave has these facts.
    pub fn coverage(&self, needs: &[Fact]) -> Covered {
        let covered = self.covered.get_or_init(|| self.count_coverage());
        let has = |coverage: Coverage| needs.iter().all(|&fact| coverage.has(fact));
        Covered {
            covered: covered.iter().filter(|(coverage, _)| has(*coverage)).map(|(_, count)| count).sum(),
            conversations: covered.iter().map(|(_, count)| count).sum(),
        }
    }

    fn count_coverage(&self) -> Vec<(Coverage, u64)> {
        let own = &self.derived.conversations;
        let mut counts: Vec<(Coverage, u64)> = Vec::new();
        for conversation in self.conversations().rows() {
            let opened_at = own.opened_at[conversation];
            if opened_at == UNKNOWN || !self.period.span.contains(opened_at) {
                continue;
            }
            let coverage = own.coverage[conversation];
            match counts.iter_mut().find(|(known, _)| *known == coverage) {
                Some((_, count)) => *count += 1,
                None => counts.push((coverage, 1)),
            }
        }
        counts
    }
}

/// How many of the conversations opened in a period have the facts that a metric needs.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Covered {
    pub covered: u64,
    pub conversations: u64,
}

/// The dimensions that observations know better than their conversation does.
const OWN_OF_SERIES: [Dimension; 4] = [Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];
const OWN_OF_TAGS: [Dimension; 5] =
    [Dimension::Tag, Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];
const OWN_OF_MESSAGES: [Dimension; 5] =
    [Dimension::MessageKind, Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];
const OWN_OF_SPANS: [Dimension; 5] =
    [Dimension::Status, Dimension::Agent, Dimension::Actor, Dimension::Weekday, Dimension::Hour];

/// Whether some of the sorted instants may lie in the span.
fn overlaps(sorted: &[Millis], span: Span) -> bool {
    sorted.first().is_some_and(|&first| first < span.to) && sorted.last().is_some_and(|&last| last >= span.from)
}
