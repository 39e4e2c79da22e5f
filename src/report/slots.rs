//! Where observations are counted: the buckets, keys and hours that a request asks for.

use crate::query::dimension::{Dimension, Keys};
use crate::query::observation::Columns;
use crate::query::policy::Credit;
use crate::query::selection::{Rows, Run};
use crate::time::{Buckets, HOUR_MS, Millis, Span, Zone};
use std::ops::Range;

/// The slots of one view of a metric.
pub enum Slots<'a> {
    /// All in one.
    One,
    /// One for each key.
    Keys(Keys<'a>),
    /// For each bucket one, or one for each key.
    Buckets { buckets: Buckets, keys: Option<Keys<'a>> },
    /// Of the week, from Monday on.
    Hours(HourOfWeek<'a>),
}

impl Slots<'_> {
    pub fn count(&self) -> usize {
        match self {
            Self::One => 1,
            Self::Keys(keys) => keys.count(),
            Self::Buckets { buckets, .. } => buckets.len() * self.width(),
            Self::Hours(_) => 168,
        }
    }

    /// How many there are in each bucket.
    pub fn width(&self) -> usize {
        match self {
            Self::Buckets { keys: Some(keys), .. } => keys.count(),
            _ => 1,
        }
    }

    /// Hands over each part of a run, of observations of the period, with its slot.
    #[inline]
    pub fn each<'r>(&self, run: Run<'r>, mut slot: impl FnMut(usize, Run<'r>)) {
        match self {
            Self::One => slot(0, run),
            Self::Keys(keys) => each_key(keys, run, slot),
            Self::Hours(hours) => each_stretch(run, |at| hours.of(at), slot),
            Self::Buckets { buckets, keys } => {
                let bucket = |at| {
                    let index = buckets.index_of(at);
                    (index, buckets.span(index))
                };
                match keys {
                    None => each_stretch(run, bucket, slot),
                    Some(keys) => each_stretch(run, bucket, |bucket, run| {
                        each_key(keys, run, |key, run| slot(bucket * keys.count() + key, run));
                    }),
                }
            }
        }
    }

    /// Hands over each part of a run with its key, in whatever bucket.
    pub fn each_key<'r>(&self, run: Run<'r>, mut key: impl FnMut(usize, Run<'r>)) {
        match self {
            Self::Buckets { keys: Some(keys), .. } => each_key(keys, run, key),
            _ => key(0, run),
        }
    }
}

#[inline]
fn each_key<'r>(keys: &Keys<'_>, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
    let rows = run.rows;
    let is_own = match keys.dimension {
        Dimension::Agent => keys.derived.policy.credit == Credit::Sender,
        dimension => rows.own().contains(&dimension),
    };
    let mut each_row = |row: usize, key: usize| each(key, run.part(row..row + 1));
    match (keys.dimension, rows) {
        (_, Rows::Messages(..)) if !is_own => keys.each(&rows.get(run.from as usize), |key| each(key, run)),
        (Dimension::Actor, _) => run.rows().for_each(|row| each_row(row, rows.actor(row) as usize)),
        (Dimension::Agent, Rows::Columns(Columns { conversation, actor, agent, .. })) => {
            for row in run.rows() {
                keys.each_agent(conversation[row] as usize, actor[row], agent[row], |key| each_row(row, key));
            }
        }
        _ => match keys.of_conversations().filter(|_| !is_own) {
            Some(of_conversations) => {
                run.rows().for_each(|row| each_row(row, of_conversations[rows.conversation(row) as usize] as usize));
            }
            None => run.rows().for_each(|row| keys.each(&rows.get(row), |key| each_row(row, key))),
        },
    }
}

/// Hands over each part of a run that lies in one stretch of time, as `stretch` tells it, with the stretch's number.
#[inline]
fn each_stretch<'r>(run: Run<'r>, stretch: impl Fn(Millis) -> (usize, Span), mut each: impl FnMut(usize, Run<'r>)) {
    let Range { start: mut from, end } = run.rows();
    while from < end {
        let (number, span) = stretch(run.rows.at(from));
        let to = match run.rows {
            // Rows stand in the order of time.
            _ if span.contains(run.rows.at(end - 1)) => end,
            Rows::Columns(columns) => from + columns.at[from..end].partition_point(|&at| at < span.to),
            Rows::Messages(..) => (from + 1..end).find(|&row| !span.contains(run.rows.at(row))).unwrap_or(end),
        };
        each(number, run.part(from..to));
        from = to;
    }
}

/// Hours of the week in local time.
pub struct HourOfWeek<'a> {
    zone: &'a Zone,
}

impl<'a> HourOfWeek<'a> {
    pub fn new(zone: &'a Zone) -> Self {
        Self { zone }
    }

    /// The hour of the week, and the span that it has around `at`.
    fn of(&self, at: Millis) -> (usize, Span) {
        let (stretch, offset_ms) = self.zone.stretch_at(at);
        // Instants are far below 2^53, and this far from whole numbers the quotient is never rounded up to one.
        let hour = ((at + offset_ms) as f64 / HOUR_MS as f64).floor() as Millis;
        let from = hour * HOUR_MS - offset_ms;
        // 1970-01-01 was a Thursday, three days after a Monday.
        let number = (hour + 3 * 24).rem_euclid(168) as usize;
        (number, Span { from: from.max(stretch.from), to: (from + HOUR_MS).min(stretch.to) })
    }
}
