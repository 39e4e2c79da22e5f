//! Whether the clock that a table of messages shows is that of the declared zone.
//!
//! Ids tell when each message was written, and another column what the clock of the workspace showed then. Does not say
//! which zone it is: many have the same clock.

use crate::error::Place;
use crate::time::{HOUR_MS, MINUTE_MS, Millis, Zone};
use std::rc::Rc;

/// So many messages with the same offset are no accident, if they are at least one in [`SHARE`].
const ENOUGH: u64 = 20;
const SHARE: u64 = 10;

/// Offsets of zones are whole quarters of an hour, up to 14 hours.
const QUARTER_MS: Millis = 15 * MINUTE_MS;
const LARGEST_MS: Millis = 14 * HOUR_MS;
/// Between the message and the time that the table shows.
const DELAY_MS: Millis = 2 * MINUTE_MS;

pub struct Clock {
    zone: Rc<Zone>,
    compared: u64,
    others: Vec<Other>,
}

/// Messages whose clock has not the offset of the zone.
struct Other {
    offset_ms: Millis,
    count: u64,
    first: Place,
}

impl Clock {
    pub fn new(zone: Rc<Zone>) -> Self {
        Self { zone, compared: 0, others: Vec::new() }
    }

    /// A message of the instant `at`, when the clock showed `shown`.
    pub fn compare(&mut self, shown: Millis, at: Millis, place: impl FnOnce() -> Place) {
        self.compared += 1;
        let distance_ms = shown - at;
        let offset_ms = (distance_ms + QUARTER_MS / 2).div_euclid(QUARTER_MS) * QUARTER_MS;
        let is_offset = (distance_ms - offset_ms).abs() <= DELAY_MS && offset_ms.abs() <= LARGEST_MS;
        if !is_offset || offset_ms == self.zone.offset_ms_at(at) {
            return;
        }
        match self.others.iter_mut().find(|other| other.offset_ms == offset_ms) {
            Some(other) => other.count += 1,
            None => self.others.push(Other { offset_ms, count: 1, first: place() }),
        }
    }

    /// Where a clock of another zone is met first; nothing, if it is that of the declared one.
    pub fn first_of_other_zone(&mut self) -> Option<Place> {
        let is_enough = |other: &&Other| other.count >= ENOUGH && other.count * SHARE >= self.compared;
        self.others.iter().find(is_enough).map(|other| other.first.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SECOND_MS;
    use crate::time::zone::Change;

    #[test]
    fn many_messages_at_another_offset_are_told() {
        const AT: Millis = 1_741_050_122_114;
        let change = Change { at: AT + 100 * HOUR_MS, offset_s: 7200 };
        let zone = Rc::new(Zone::new("Here", vec![Change { at: 0, offset_s: 3600 }, change]));
        // (messages, the first of them, hours of the offset, seconds of delay)
        type Group = (u64, Millis, f64, Millis);
        let first = |groups: &[Group]| {
            let mut clock = Clock::new(zone.clone());
            let mut row = 0;
            for &(count, at, hours, delay) in groups {
                for _ in 0..count {
                    let shown = at + (hours * HOUR_MS as f64) as Millis + delay * SECOND_MS;
                    row += 1;
                    clock.compare(shown, at, || Place::at_offset(row));
                }
            }
            clock.first_of_other_zone().and_then(|place| place.offset)
        };
        let later = AT + 200 * HOUR_MS;
        for (groups, place) in [
            (&[(50, AT, 1.0, 3), (50, later, 2.0, -3)][..], None),
            (&[(50, AT, 1.0, 0), (50, later, 1.0, 0)], Some(51)),
            (&[(20, AT, 5.75, 119)], Some(1)),
            (&[(19, AT, 5.75, 0)], None),
            (&[(20, AT, -3.5, -119)], Some(1)),
            (&[(20, AT, 0.0, 0)], Some(1)),
            (&[(50, AT, 1.0, 400), (50, AT, 24.0, 0)], None),
            // A few that came late do not make another zone.
            (&[(300, AT, 1.0, 0), (20, AT, 1.25, 0)], None),
        ] {
            assert_eq!(first(groups), place, "{groups:?}");
        }
    }
}
