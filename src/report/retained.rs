//! Counting how many of those who wrote before write again.

use super::slots::Slots;
use super::tally::{Cell, Met, Sheet, Total, Wanted, with_rest};
use crate::metrics::{Entity, Measure};
use crate::query::View;
use crate::query::entity::Entities;
use crate::query::observation::{Observations, Reason};
use crate::query::run::Run;
use crate::query::selection::{Selected, Selection};
use crate::time::Span;

/// As [`tally`](super::tally::tally): the observations are of the period before, or of the bucket before each; the hits
/// are among the contacts who wrote in this one.
pub fn tally_retained<'a>(
    view: &View<'_>,
    measure: &Measure,
    observations: &Observations,
    requests: Vec<(Slots<'a>, Wanted)>,
) -> (Total, Vec<Sheet<'a>>) {
    let before = view.before();
    let selected = before.select(observations, measure.needs);
    let period = view.period.span;
    let cell = cells(view, &selected, &Slots::One, |_| period).remove(0);
    let total = Total { cell, ..Total::default() };
    let total = if has_begun(view, period) {
        with_rest(total, &before, measure, observations, &selected, None)
    } else {
        let not_yet = selected.counted().iter().map(|&run| (run, Reason::NotYetKnown));
        let left_out = selected.left_out().iter().copied().chain(not_yet).collect();
        let selected = Selected::Rows(Selection { counted: Vec::new(), left_out });
        with_rest(total, &before, measure, observations, &selected, None)
    };
    let sheet = |(slots, _): (Slots<'a>, Wanted)| match slots {
        Slots::Buckets { step, buckets, keys } => {
            let each = view.before_each(step);
            let selected = each.select(observations, measure.needs);
            let slots = Slots::Buckets { step, buckets: each.buckets(step), keys };
            let width = slots.width();
            let cells = cells(view, &selected, &slots, |slot| buckets.span(slot / width));
            Sheet { slots: Slots::Buckets { step, buckets, keys }, cells }
        }
        slots => Sheet { cells: cells(view, &selected, &slots, |_| period), slots },
    };
    (total, requests.into_iter().map(sheet).collect())
}

/// Whether anything can be known of a span.
pub fn has_begun(view: &View<'_>, span: Span) -> bool {
    span.from <= view.known_until()
}

/// The rate of each slot; `span` is when those who are in it have to write again.
fn cells(view: &View<'_>, selected: &Selected<'_>, slots: &Slots<'_>, span: impl Fn(usize) -> Span) -> Vec<Cell> {
    let mut n = vec![0_u64; slots.count()];
    let mut contacts = Entities::new(Entity::Contact, view);
    let mut met = Met::new(contacts.count(), n.len(), false);
    for &run in selected.counted() {
        run.each_entity(&mut contacts, |contact, run: Run<'_>| {
            let Some(contact) = contact else { return };
            slots.each(run, |slot, run| {
                if has_begun(view, span(slot)) {
                    n[slot] += u64::from(run.count);
                    met.push(slot, contact);
                }
            });
        });
    }
    let mut rates = vec![(0, 0); n.len()];
    met.each(|slot, contact| {
        let (numerator, denominator) = &mut rates[slot];
        *denominator += 1;
        *numerator += u64::from(view.wrote_within(contact, span(slot)));
    });
    let cell = |(&n, (numerator, denominator)): (&u64, (u64, u64))| Cell::rate(n, numerator, denominator);
    n.iter().zip(rates).map(cell).collect()
}
