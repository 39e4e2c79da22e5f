//! The observations of a measure that a question is about.

use super::dimension::{Dimension, Keys, OF_SOME, with};
use super::filter::Lookup;
use super::observation::{Observation, Observations, Reason, Seen};
use super::policy::{DateBasis, SnapshotAt};
use super::selection::PublicMessages;
use super::split::Split;
use super::{Derived, Query, WeekStart};
use crate::registry::Word;
use crate::store::vocabulary::{Coverage, Fact};
use crate::store::{Dataset, Mask};
use crate::time::bucket::bucket_before;
use crate::time::period::Calendar;
use crate::time::{Buckets, Millis, Period, Span, Step, UNKNOWN, Zone};
use chrono::{Days, Weekday};
use std::cell::{OnceCell, RefCell};
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
    pub(super) lookup: Rc<Lookup<'a>>,
    /// The public messages that are in the view, but for those that lack one of these facts: several measures ask for them.
    pub(super) public_messages: RefCell<Vec<(Vec<Fact>, Rc<PublicMessages<'a>>)>>,
    buckets: [OnceCell<Rc<Buckets>>; Step::ALL.len()],
    /// How many of the view's conversations have each set of facts.
    covered: OnceCell<Vec<(Coverage, u64)>>,
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
        Self {
            data,
            derived,
            zone,
            week_start,
            now,
            period,
            compared,
            lookup,
            public_messages: RefCell::default(),
            buckets: Default::default(),
            covered: OnceCell::new(),
        }
    }

    /// The same question about the period that it is to be compared with.
    pub fn over_compared(&self) -> Option<Self> {
        Some(Self { compared: None, ..self.over(self.compared?) })
    }

    /// The same question about a part of the period.
    pub fn within(&self, span: Span) -> Self {
        let own = self.period.span;
        let span = Span { from: span.from.clamp(own.from, own.to), to: span.to.min(own.to) };
        self.over(Period { span, ..self.period })
    }

    /// The same question about an hour, day, week or month, or about what the period leaves of one.
    pub fn within_bucket(&self, span: Span, over: Step) -> Self {
        let part = self.within(span);
        let before = bucket_before(part.period.span.from, over, self.zone, self.week_start);
        part.over(Period { before, ..part.period })
    }

    /// The same question about the period before.
    pub fn before(&self) -> Self {
        self.over(Period { span: self.period.before, ..self.period })
    }

    /// The same question about what lies before each bucket of the period: as many buckets, each of them whole.
    pub fn before_each(&self, over: Step) -> Self {
        let buckets = self.buckets(over);
        let Span { from, to } = bucket_before(self.period.span.from, over, self.zone, self.week_start);
        let to = if buckets.len() > 1 { buckets.span(buckets.len() - 1).from } else { to };
        self.over(Period { span: Span { from, to: if buckets.is_empty() { from } else { to } }, ..self.period })
    }

    /// The same question about the period and so many days before it.
    pub fn reaching_back(&self, days: u64) -> Self {
        let Span { from, to } = self.period.span;
        let first = self.zone.date_at(from) - Days::new(days);
        self.over(Period { span: Span { from: self.zone.start_of_date(first), to }, ..self.period })
    }

    /// The same question about everything that has a date.
    pub fn over_all_time(&self) -> Self {
        let span = Span { from: UNKNOWN + 1, to: Millis::MAX };
        self.over(Period { span, ..self.period })
    }

    fn over(&self, period: Period) -> Self {
        Self {
            period,
            lookup: Rc::clone(&self.lookup),
            public_messages: RefCell::default(),
            buckets: Default::default(),
            covered: OnceCell::new(),
            ..*self
        }
    }

    pub fn keys(&self, split: &Split) -> Keys<'a> {
        Keys::new(split, self.data, self.derived, self.zone)
    }

    pub fn filtered_dimensions(&self) -> impl Iterator<Item = Dimension> {
        self.lookup.dimensions()
    }

    /// The period in hours, days, weeks or months: several requests ask for the same.
    pub fn buckets(&self, step: Step) -> Rc<Buckets> {
        let buckets = || Rc::new(Buckets::cut(self.period.span, step, self.zone, self.week_start));
        Rc::clone(self.buckets[step as usize].get_or_init(buckets))
    }

    /// Why the view's filter, or a split, cannot be answered: it asks for business hours, or an attribute, and there are
    /// none.
    pub fn lacking(&self, by: Option<&Split>) -> Option<Reason> {
        by.and_then(|by| self.keys(by).lacking()).or_else(|| self.lookup.lacking())
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
        self.lookup.conversations(&OF_A_MOMENT).unwrap_or_else(|| Mask::all(self.derived.conversations.len()))
    }

    /// Whether the filter leaves an observation.
    pub fn has(&self, of: &Observation) -> bool {
        self.lookup.passes_all(of)
    }

    /// Whether the conversation is in the period at all, where the policy wants it opened and closed there.
    pub(super) fn is_in_period(&self, conversation: usize) -> bool {
        let closed_at = self.derived.conversations.closed_at.get(conversation);
        !self.picks_by_close() || closed_at.is_none_or(|&closed_at| self.period.span.contains(closed_at))
    }

    pub(super) fn picks_by_close(&self) -> bool {
        self.derived.policy.date_basis == DateBasis::OpenedAndClosed
    }

    /// Whether the contact had written before this instant.
    pub fn had_written(&self, contact: u32, before: Millis) -> bool {
        self.derived.first_words(self.data).at[contact as usize] < before
    }

    /// Whether the contact wrote within this span, in whatever conversation.
    pub fn wrote_within(&self, contact: u32, span: Span) -> bool {
        !self.derived.sightings(self.data).of(contact, span).is_empty()
    }

    /// The last instant of which anything is known: that of the last thing in the data, or now.
    pub fn known_until(&self) -> Millis {
        self.now.min(self.data.span().to - 1)
    }

    /// Hands over every observation of the period that the filter leaves.
    pub fn each(&self, of: &Observations, needs: &[Fact], mut each: impl FnMut(&Observation, Seen)) {
        let selected = self.select(of, needs);
        for run in selected.counted() {
            run.rows().for_each(|row| each(&of.get(*run, row), Seen::Counted(of.note(row))));
        }
        for (run, reason) in selected.left_out() {
            run.rows().for_each(|row| each(&run.table.get(row), Seen::LeftOut(*reason)));
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
        // No conversation has keys of these.
        let of_openings = &OF_A_MOMENT[OF_SOME.len()..];
        let asks = self.lookup.asks_for(of_openings);
        // There are few sets of facts, and mostly the next conversation has that of the last one.
        let mut counts: Vec<(Coverage, u64)> = Vec::new();
        let mut last = 0;
        for conversation in self.conversations().rows() {
            let opened_at = own.opened_at[conversation];
            let passes = || {
                let opening = self.derived.observe(self.data, conversation, opened_at);
                self.lookup.passes(&opening, of_openings)
            };
            if self.period.span.contains(opened_at) && (!asks || passes()) {
                let coverage = own.coverage[conversation];
                if counts.get(last).is_none_or(|(known, _)| *known != coverage) {
                    last = counts.iter().position(|(known, _)| *known == coverage).unwrap_or_else(|| {
                        counts.push((coverage, 0));
                        counts.len() - 1
                    });
                }
                counts[last].1 += 1;
            }
        }
        counts
    }
}

/// The dimensions of which a conversation alone tells nothing.
const OF_A_MOMENT: [Dimension; OF_SOME.len() + 4] =
    with(OF_SOME, [Dimension::Actor, Dimension::Weekday, Dimension::Hour, Dimension::BusinessHours]);

/// How many of the conversations opened in a period have the facts that a metric needs.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Covered {
    pub covered: u64,
    pub conversations: u64,
}
