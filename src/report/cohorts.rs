//! How many of those who first wrote in the same month or week wrote again, so many of these later.
//!
//! When somebody wrote again is told by the clock alone, in whatever conversation: the filter and the policy say who is
//! in a cohort.

use super::answer::{Bucket, Cohorts, Excluded, SpokenBuckets};
use super::request::Cohort;
use super::tally::{Total, tally};
use crate::metrics::{Entity, Measure};
use crate::query::View;
use crate::query::entity::Entities;
use crate::query::observation::{Observations, Reason};
use crate::time::{Buckets, Millis, Span, iso};
use chrono::NaiveDate;
use std::ops::Range;

/// So many cohorts are shown at the most, the last ones: the weeks of ten years.
const MOST: usize = 520;

/// The cohorts of a view, and what they are of together.
pub fn cohorts(view: &View<'_>, measure: &Measure, observations: &Observations, cohort: Cohort) -> (Cohorts, Total) {
    let known_until = view.known_until();
    let (buckets, rows) = buckets(view, cohort, known_until);
    let shown = match (buckets.spans().next(), buckets.spans().nth(rows.len().saturating_sub(1))) {
        (Some(first), Some(last)) if !rows.is_empty() => Span { from: first.from, to: last.to },
        _ => Span { from: view.period.span.from, to: view.period.span.from },
    };
    let members = members(view, measure, observations);
    let mut sizes = vec![0; rows.len()];
    let mut numerators = vec![vec![None; buckets.len()]; rows.len()];
    for row in rows.clone() {
        numerators[row][..buckets.len() - row].fill(Some(0));
    }
    let all = Span { from: shown.from, to: buckets.spans().last().map_or(shown.from, |last| last.to) };
    for &(contact, at) in members.iter().filter(|(_, at)| shown.contains(*at)) {
        let row = buckets.index_of(at);
        sizes[row] += 1;
        let mut next = Millis::MIN;
        for &at in view.derived.sightings(view.data).of(contact, all) {
            if at < next {
                continue;
            }
            let bucket = buckets.index_of(at);
            next = buckets.span(bucket).to;
            if let Some(later) = bucket.checked_sub(row) {
                *numerators[row][later].get_or_insert(0) += 1;
            }
        }
    }
    let share = |count: Option<u64>, size: u64| count.filter(|_| size > 0).map(|count| count as f64 / size as f64);
    let values = numerators.iter().zip(&sizes);
    let values = values.map(|(row, &size)| row.iter().map(|&count| share(count, size)).collect()).collect();
    let is_cut = |span: Span| span.from < view.period.span.from || span.to > view.period.span.to;
    let spoken = spoken(view, &buckets, known_until);
    let partial = spoken.iter().zip(buckets.spans()).take(rows.len());
    let grid = Cohorts {
        cohort,
        rows: rows.map(|row| iso::write_date(view.zone.date_at(buckets.span(row).from))).collect(),
        columns: (0..buckets.len()).map(|later| later.to_string()).collect(),
        values,
        numerators,
        sizes,
        partial: partial.map(|(bucket, span)| bucket.partial || is_cut(span)).collect(),
        buckets: SpokenBuckets::new(spoken),
    };
    (grid, total(view, measure, observations, &members, shown))
}

/// The month or week that a date lies in.
pub fn cohort_of(view: &View<'_>, date: NaiveDate, cohort: Cohort) -> Span {
    let at = view.zone.start_of_date(date);
    Buckets::whole(Span { from: at, to: at + 1 }, cohort.step(), view.zone, view.week_start).span(0)
}

/// The months or weeks from the first cohort of the period on, as far as anything is known; and which of them are cohorts.
fn buckets(view: &View<'_>, cohort: Cohort, known_until: Millis) -> (Buckets, Range<usize>) {
    let whole = |from: Millis, to: Millis| {
        Buckets::whole(Span { from, to: to.max(from) }, cohort.step(), view.zone, view.week_start)
    };
    let Span { from, to } = view.period.span;
    // Before that in which the data begins there are no cohorts, rather than empty ones.
    let begins = cohort_of(view, view.zone.date_at(view.data.span().from), cohort).from;
    let from = from.max(begins);
    let own = whole(from, to.min(known_until.saturating_add(1)));
    let rows = own.len().min(MOST);
    if rows == 0 {
        return (own, 0..0);
    }
    (whole(own.span(own.len() - rows).from, known_until + 1), 0..rows)
}

/// The contacts of the view, each once, and the instant that puts each into a cohort.
fn members(view: &View<'_>, measure: &Measure, observations: &Observations) -> Vec<(u32, Millis)> {
    let selected = view.select(observations, measure.needs);
    let mut contacts = Entities::new(Entity::Contact, view);
    let mut members = Vec::new();
    for run in selected.counted() {
        run.each_entity(&mut contacts, |contact, run| {
            let Some(contact) = contact else { return };
            members.extend(run.rows().map(|row| (contact, run.table.at(row))));
        });
    }
    members
}

fn total(
    view: &View<'_>,
    measure: &Measure,
    observations: &Observations,
    members: &[(u32, Millis)],
    shown: Span,
) -> Total {
    let within = view.within(shown);
    // What the view has selected already is not selected again.
    let within = if within.period.span == view.period.span { view } else { &within };
    let (mut total, _) = tally(within, measure, observations, Vec::new());
    let count =
        |is_meant: fn(Millis, Span) -> bool| members.iter().filter(|(_, at)| is_meant(*at, shown)).count() as u64;
    let earlier = count(|at, shown| at < shown.from);
    let later = count(|at, shown| at >= shown.to);
    for (reason, count) in [(Reason::EarlierCohort, earlier), (Reason::NotYetKnown, later)] {
        total.excluded.extend((count > 0).then_some(Excluded { reason, count }));
    }
    total.excluded.sort_by_key(|excluded| excluded.reason as usize);
    total
}

fn spoken(view: &View<'_>, buckets: &Buckets, known_until: Millis) -> Vec<Bucket> {
    let bucket = |Span { from, to }: Span| Bucket {
        from,
        to,
        local: iso::write_local(from, view.zone),
        partial: to > known_until,
    };
    buckets.spans().map(bucket).collect()
}
