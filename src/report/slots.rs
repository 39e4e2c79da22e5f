//! Where an observation is counted: the buckets, keys and hours that a request asks for.

use crate::query::dimension::Keys;
use crate::query::observation::Observation;
use crate::time::{Buckets, HOUR_MS, Millis, Span, Zone};

/// The slots of one view of a metric.
pub enum Slots<'a> {
    /// There is only the total.
    None,
    /// One for each key.
    Keys(Keys<'a>),
    /// For each bucket one, or one for each key.
    Buckets { buckets: Buckets, keys: Option<Keys<'a>>, last: usize },
    /// Of the week, from Monday on.
    Hours(HourOfWeek<'a>),
}

impl<'a> Slots<'a> {
    pub fn of_buckets(buckets: Buckets, keys: Option<Keys<'a>>) -> Self {
        Self::Buckets { buckets, keys, last: 0 }
    }

    pub fn count(&self) -> usize {
        match self {
            Self::None => 0,
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

    /// Hands over each slot of an observation of the period.
    pub fn each(&mut self, of: &Observation, mut slot: impl FnMut(usize)) {
        match self {
            Self::None => {}
            Self::Keys(keys) => keys.each(of, slot),
            Self::Hours(hours) => slot(hours.of(of.at)),
            Self::Buckets { buckets, keys, last } => {
                // Observations mostly come by time.
                if !buckets.span(*last).contains(of.at) {
                    *last = buckets.index_of(of.at);
                }
                match keys {
                    None => slot(*last),
                    Some(keys) => keys.each(of, |key| slot(*last * keys.count() + key)),
                }
            }
        }
    }

    /// Hands over the place of each key of an observation, in whatever bucket.
    pub fn each_key(&self, of: &Observation, mut key: impl FnMut(usize)) {
        match self {
            Self::Buckets { keys: Some(keys), .. } => keys.each(of, key),
            _ => key(0),
        }
    }
}

/// Finds hours of the week for instants that mostly lie near each other.
pub struct HourOfWeek<'a> {
    zone: &'a Zone,
    stretch: Span,
    offset_ms: Millis,
}

impl<'a> HourOfWeek<'a> {
    pub fn new(zone: &'a Zone) -> Self {
        Self { zone, stretch: Span { from: 0, to: 0 }, offset_ms: 0 }
    }

    fn of(&mut self, at: Millis) -> usize {
        if !self.stretch.contains(at) {
            (self.stretch, self.offset_ms) = self.zone.stretch_at(at);
        }
        // 1970-01-01 was a Thursday, three days after a Monday.
        let hours = (at + self.offset_ms).div_euclid(HOUR_MS) + 3 * 24;
        hours.rem_euclid(168) as usize
    }
}
