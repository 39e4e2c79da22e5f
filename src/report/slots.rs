//! Where observations are counted: the buckets, keys and hours that a request asks for.

use crate::query::dimension::{Dimension, Keys};
use crate::query::policy::Credit;
use crate::query::selection::{Rows, Run};
use crate::time::{Buckets, HOUR_MS, Millis, Span, Zone};

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
    pub fn each(&self, rows: Rows<'_>, run: Run, mut slot: impl FnMut(usize, Run)) {
        match self {
            Self::One => slot(0, run),
            Self::Keys(keys) => each_key(keys, rows, run, slot),
            Self::Hours(hours) => each_stretch(rows, run, |at| hours.of(at), slot),
            Self::Buckets { buckets, keys } => {
                let bucket = |at| {
                    let index = buckets.index_of(at);
                    (index, buckets.span(index))
                };
                match keys {
                    None => each_stretch(rows, run, bucket, slot),
                    Some(keys) => each_stretch(rows, run, bucket, |bucket, run| {
                        each_key(keys, rows, run, |key, run| slot(bucket * keys.count() + key, run));
                    }),
                }
            }
        }
    }

    /// Hands over each part of a run with its key, in whatever bucket.
    pub fn each_key(&self, rows: Rows<'_>, run: Run, mut key: impl FnMut(usize, Run)) {
        match self {
            Self::Buckets { keys: Some(keys), .. } => each_key(keys, rows, run, key),
            _ => key(0, run),
        }
    }
}

fn each_key(keys: &Keys<'_>, rows: Rows<'_>, run: Run, mut each: impl FnMut(usize, Run)) {
    let conversation = run.conversation as usize;
    let is_own = match keys.dimension {
        Dimension::Agent => keys.derived.policy.credit == Credit::Sender,
        dimension => rows.own().contains(&dimension),
    };
    if keys.dimension == Dimension::Actor {
        run.rows().for_each(|row| each(rows.actor(row) as usize, run.part(row..row + 1)));
    } else if is_own {
        for row in run.rows() {
            keys.each(&rows.get(conversation, row), |key| each(key, run.part(row..row + 1)));
        }
    } else {
        keys.each(&rows.get(conversation, run.from as usize), |key| each(key, run));
    }
}

/// Hands over each part of a run that lies in one stretch of time, as `stretch` tells it, with the stretch's number.
#[inline]
fn each_stretch(rows: Rows<'_>, run: Run, stretch: impl Fn(Millis) -> (usize, Span), mut each: impl FnMut(usize, Run)) {
    let conversation = run.conversation as usize;
    let mut from = run.from as usize;
    while from < run.to as usize {
        let (number, span) = stretch(rows.at(conversation, from));
        let more = from + 1..run.to as usize;
        let to = more.clone().find(|&row| !span.contains(rows.at(conversation, row))).unwrap_or(more.end);
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
