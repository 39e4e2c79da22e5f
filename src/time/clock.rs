//! Which zone a clock stood in that shows times without one, told by the instants of some of these times.
//!
//! Does not say what the zone is called: many show the same.

use super::zone::Change;
use super::{DAY_MS, HOUR_MS, MINUTE_MS, Millis, SECOND_MS, Zone};
use serde::Serialize;

/// Offsets of zones are whole quarters of an hour, up to 14 hours.
const QUARTER_MS: Millis = 15 * MINUTE_MS;
const LARGEST_MS: Millis = 14 * HOUR_MS;
/// Between the instant and the time that the clock showed.
const DELAY_MS: Millis = 2 * MINUTE_MS;

/// So many times at the same offset are no accident, if they are at least one in [`SHARE`] of their day.
const ENOUGH: u64 = 3;
const SHARE: u64 = 10;

/// The offset of a clock that showed `shown` at the instant `at`; nothing, if that is too far from any.
pub fn offset_ms(shown: Millis, at: Millis) -> Option<Millis> {
    let distance_ms = shown - at;
    let offset_ms = (distance_ms + QUARTER_MS / 2).div_euclid(QUARTER_MS) * QUARTER_MS;
    ((distance_ms - offset_ms).abs() <= DELAY_MS && offset_ms.abs() <= LARGEST_MS).then_some(offset_ms)
}

/// Times that a clock showed, of which the instants are known: how they lie to each other, day by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence(Vec<Stretch>);

/// Instants at which the clock had the same offset.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stretch {
    /// The first and the last of them.
    pub from: Millis,
    pub to: Millis,
    pub offset_ms: Millis,
    #[serde(skip)]
    times: u64,
}

impl Stretch {
    /// By the day, in UTC, and the offset.
    fn key(&self) -> (Millis, Millis) {
        (self.from.div_euclid(DAY_MS), self.offset_ms)
    }

    fn join(&mut self, other: &Stretch) {
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        self.times += other.times;
    }
}

/// What is known of a clock for which a zone was declared.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// Too little to tell.
    Open,
    /// It showed the time of the declared zone whenever its offset is known.
    Declared,
    /// It showed the time of this zone.
    Other(Zone),
    /// There were several clocks at the same time.
    Several,
}

impl Evidence {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The clock showed `shown` at the instant `at`.
    pub fn see(&mut self, shown: Millis, at: Millis) {
        if let Some(offset_ms) = offset_ms(shown, at) {
            self.add(&Stretch { from: at, to: at, offset_ms, times: 1 });
        }
    }

    /// What else has been seen of the same clock.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|stretch| self.add(stretch));
    }

    fn add(&mut self, stretch: &Stretch) {
        match self.0.binary_search_by_key(&stretch.key(), Stretch::key) {
            Ok(place) => self.0[place].join(stretch),
            Err(place) => self.0.insert(place, *stretch),
        }
    }

    /// When the clock had which offset, in order; without what are no more than times that came late.
    pub fn stretches(&self) -> Vec<Stretch> {
        let mut all = Vec::new();
        for day in self.0.chunk_by(|a, b| a.key().0 == b.key().0) {
            let times: u64 = day.iter().map(|stretch| stretch.times).sum();
            let first = all.len();
            for stretch in day.iter().filter(|stretch| stretch.times * SHARE >= times) {
                let before = all[first..].partition_point(|other: &Stretch| other.from < stretch.from);
                all.insert(first + before, *stretch);
            }
        }
        let mut joined = joined(&all);
        joined.retain(|stretch| stretch.times >= ENOUGH);
        self::joined(&joined)
    }

    /// Which zone the clock stood in, where `declared` is thought to be the one.
    pub fn find(&self, declared: &Zone) -> Finding {
        let stretches = self.stretches();
        let Some(first) = stretches.first() else { return Finding::Open };
        if stretches.windows(2).any(|pair| pair[1].from <= pair[0].to) {
            return Finding::Several;
        }
        let ahead_ms = |stretch: &Stretch| {
            let [from, to] = [stretch.from, stretch.to].map(|at| stretch.offset_ms - declared.offset_ms_at(at));
            (from == to).then_some(from)
        };
        let is_steady = stretches.iter().all(|stretch| ahead_ms(stretch) == ahead_ms(first));
        match ahead_ms(first).filter(|_| is_steady) {
            Some(0) => Finding::Declared,
            // Clocks that were changed on the same days are so in other years, too.
            Some(ahead_ms) if stretches.len() > 1 => Finding::Other(declared.ahead_by(ahead_ms)),
            _ => Finding::Other(zone_of(&stretches, declared)),
        }
    }
}

/// One stretch of those with the same offset that follow each other.
fn joined(stretches: &[Stretch]) -> Vec<Stretch> {
    let mut joined: Vec<Stretch> = Vec::new();
    for stretch in stretches {
        match joined.last_mut().filter(|last| last.offset_ms == stretch.offset_ms) {
            Some(last) => last.join(stretch),
            None => joined.push(*stretch),
        }
    }
    joined
}

/// The zone that has these offsets. Between two stretches it changes with the declared zone; where that one does not
/// change there, halfway, which is at night, when nobody writes. Before and behind all of them the nearest offset holds.
fn zone_of(stretches: &[Stretch], declared: &Zone) -> Zone {
    let change = |at: Millis, stretch: &Stretch| Change { at, offset_s: (stretch.offset_ms / SECOND_MS) as i32 };
    let mut changes = vec![change(stretches[0].from, &stretches[0])];
    for pair in stretches.windows(2) {
        let declared_at = declared.stretch_at(pair[1].from).0.from;
        let halfway = pair[0].to + (pair[1].from - pair[0].to) / 2;
        changes.push(change(if declared_at > pair[0].to { declared_at } else { halfway }, &pair[1]));
    }
    Zone::new("", changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::zone::tests::zone;

    const AT: Millis = 1_741_050_122_114;
    const WEEK_MS: Millis = 7 * DAY_MS;

    /// (times, the first instant, hours of the offset, seconds of delay); a minute lies between two times.
    type Group = (i64, Millis, f64, Millis);

    fn seen(groups: &[Group]) -> Evidence {
        let mut evidence = Evidence::default();
        for &(times, first, hours, delay) in groups {
            for at in (0..times).map(|number| first + number * MINUTE_MS) {
                evidence.see(at + (hours * HOUR_MS as f64) as Millis + delay * SECOND_MS, at);
            }
        }
        evidence
    }

    #[test]
    fn a_clock_is_compared_with_the_declared_zone() {
        let rome = zone("Europe/Rome");
        let is_other = |groups: &[Group]| match seen(groups).find(&rome) {
            Finding::Open => None,
            Finding::Declared => Some(false),
            Finding::Other(_) => Some(true),
            Finding::Several => panic!("there is one clock"),
        };
        for (groups, expected) in [
            (&[(50, AT, 1.0, 3), (50, AT + 8 * WEEK_MS, 2.0, -3)][..], Some(false)),
            (&[(50, AT, 1.0, 0), (50, AT + 8 * WEEK_MS, 1.0, 0)], Some(true)),
            (&[(3, AT, 5.75, 119)], Some(true)),
            (&[(2, AT, 5.75, 0)], None),
            (&[(20, AT, -3.5, -119)], Some(true)),
            (&[(20, AT, 0.0, 0)], Some(true)),
            (&[(50, AT, 1.0, 400), (50, AT, 24.0, 0)], None),
            // A few that came late do not make another clock, be it on a day of their own.
            (&[(300, AT, 1.0, 0), (20, AT, 1.25, 0)], Some(false)),
            (&[(50, AT, 1.0, 0), (2, AT + WEEK_MS, 1.25, 0), (50, AT + 2 * WEEK_MS, 1.0, 0)], Some(false)),
        ] {
            assert_eq!(is_other(groups), expected, "{groups:?}");
        }
        let two = seen(&[(50, AT, 1.0, 0), (50, AT + MINUTE_MS / 2, 3.0, 0)]);
        assert_eq!(two.find(&rome), Finding::Several);
    }

    /// Every other hour of a year shown by a clock in `name`, but for the nights.
    fn year_in(name: &str, step_ms: Millis) -> Evidence {
        let (place, mut evidence) = (zone(name), Evidence::default());
        for at in (AT..AT + 52 * WEEK_MS).step_by(step_ms as usize) {
            let shown = at + place.offset_ms_at(at);
            if (8..22).contains(&(shown.rem_euclid(DAY_MS) / HOUR_MS)) {
                evidence.see(shown, at);
            }
        }
        evidence
    }

    #[test]
    fn a_clock_that_is_changed_is_found_whatever_zone_was_declared() {
        for name in ["Europe/London", "America/New_York", "Asia/Kolkata", "America/Santiago", "Australia/Lord_Howe"] {
            for declared in ["UTC", "Europe/Rome", "America/New_York"].map(zone) {
                let place = zone(name);
                let found = match year_in(name, 2 * HOUR_MS).find(&declared) {
                    Finding::Declared => declared.clone(),
                    Finding::Other(found) => found,
                    other => panic!("{other:?}"),
                };
                for at in (AT..AT + 52 * WEEK_MS).step_by(HOUR_MS as usize) {
                    // Of the night in which the clock is changed only some hours are open.
                    let is_sure = [-DAY_MS / 2, DAY_MS / 2]
                        .iter()
                        .all(|hours| place.offset_ms_at(at + hours) == place.offset_ms_at(at));
                    if is_sure {
                        assert_eq!(found.offset_ms_at(at), place.offset_ms_at(at), "{name} {} {at}", declared.name());
                    }
                }
            }
        }
    }

    #[test]
    fn clocks_changed_with_the_declared_zone_are_so_beyond_what_was_seen() {
        let (rome, london) = (zone("Europe/Rome"), zone("Europe/London"));
        let evidence = seen(&[(9, AT, 0.0, 0), (9, AT + 8 * WEEK_MS, 1.0, 0)]);
        let Finding::Other(found) = evidence.find(&rome) else { panic!("another zone") };
        for at in (AT - 99 * WEEK_MS..AT + 99 * WEEK_MS).step_by(HOUR_MS as usize) {
            assert_eq!(found.offset_ms_at(at), london.offset_ms_at(at));
        }
    }

    #[test]
    fn what_is_merged_is_as_if_seen_together() {
        let groups = [(5, AT, 1.0, 0), (5, AT + WEEK_MS, 1.0, 0), (5, AT + MINUTE_MS, 1.0, 60)];
        let mut merged = Evidence::default();
        for group in groups.iter().rev() {
            merged.merge(&seen(&[*group]));
        }
        assert_eq!(merged, seen(&groups));
        let stretch = Stretch { from: AT, to: AT + WEEK_MS + 4 * MINUTE_MS, offset_ms: HOUR_MS, times: 15 };
        assert_eq!(merged.stretches(), [stretch]);
    }
}
