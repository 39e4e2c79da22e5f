//! A time zone as a table of offset changes.

use super::{DAY_MS, HOUR_MS, Millis, SECOND_MS, UNKNOWN};
use crate::error::{Code, Error, Place};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};

/// From `at` on, local time is UTC plus `offset_s` seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    pub at: Millis,
    pub offset_s: i32,
}

/// An IANA name and the changes of its offset, oldest first. Before the first change its offset holds too.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    name: String,
    changes: Vec<Change>,
}

impl Zone {
    pub fn utc() -> Self {
        Self::new("UTC", vec![Change { at: UNKNOWN, offset_s: 0 }])
    }

    /// `changes` must be sorted by instant; an empty list means UTC's offset throughout.
    pub fn new(name: &str, mut changes: Vec<Change>) -> Self {
        debug_assert!(changes.is_sorted_by_key(|change| change.at));
        if changes.is_empty() {
            changes.push(Change { at: UNKNOWN, offset_s: 0 });
        }
        Self { name: name.to_owned(), changes }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// A zone without a name whose clocks are changed with these, and show so much more.
    pub fn ahead_by(&self, ms: Millis) -> Self {
        let ahead = |&Change { at, offset_s }: &Change| Change { at, offset_s: offset_s + (ms / SECOND_MS) as i32 };
        Self::new("", self.changes.iter().map(ahead).collect())
    }

    /// The stretch of constant offset that `at` lies in, and that offset in milliseconds.
    pub fn stretch_at(&self, at: Millis) -> (super::Span, Millis) {
        let after = self.changes.partition_point(|change| change.at <= at);
        let from = if after <= 1 { Millis::MIN } else { self.changes[after - 1].at };
        let to = self.changes.get(after.max(1)).map_or(Millis::MAX, |change| change.at);
        let offset_ms = Millis::from(self.changes[after.saturating_sub(1)].offset_s) * SECOND_MS;
        (super::Span { from, to }, offset_ms)
    }

    /// Finds hours for instants that mostly lie near each other.
    pub fn hours(&self) -> Hours<'_> {
        Hours { zone: self, stretch: super::Span { from: 0, to: 0 }, monday: 0, number_of_monday: 0 }
    }

    pub fn offset_ms_at(&self, at: Millis) -> Millis {
        self.stretch_at(at).1
    }

    /// What a clock on the wall shows at `at`.
    pub fn civil_from_instant(&self, at: Millis) -> NaiveDateTime {
        civil_from_millis(at + self.offset_ms_at(at))
    }

    pub fn date_at(&self, at: Millis) -> NaiveDate {
        self.civil_from_instant(at).date()
    }

    /// The instants at which a clock on the wall shows `civil`, earliest first: one as a rule,
    /// two when the clock is set back over it, none when it is set forward over it.
    pub fn instants_from_civil(&self, civil: NaiveDateTime) -> Vec<Millis> {
        let shown = millis_from_civil(civil);
        let mut instants = Vec::with_capacity(2);
        // No offset is further than 14 hours from UTC, so only stretches within a day can show this time.
        let mut at = shown - DAY_MS;
        while at <= shown + DAY_MS {
            let (stretch, offset_ms) = self.stretch_at(at);
            if stretch.contains(shown - offset_ms) {
                instants.push(shown - offset_ms);
            }
            at = stretch.to;
        }
        instants
    }

    /// The instant meant by `civil`: the earlier of two, or the end of the gap that swallows it.
    pub fn instant_from_civil(&self, civil: NaiveDateTime) -> Millis {
        match self.instants_from_civil(civil).first() {
            Some(&at) => at,
            None => self.end_of_gap(civil),
        }
    }

    /// The first instant of a local date, after which no earlier date is shown again.
    /// Where the zone skipped the date, that is the first instant after it.
    pub fn start_of_date(&self, date: NaiveDate) -> Millis {
        let midnight = date.and_time(NaiveTime::MIN);
        let instants = self.instants_from_civil(midnight);
        let lasting = instants.iter().find(|&&at| {
            let change = self.stretch_at(at).0.to;
            change > at.saturating_add(DAY_MS) || self.date_at(change) >= date
        });
        lasting.or(instants.last()).copied().unwrap_or_else(|| self.end_of_gap(midnight))
    }

    fn end_of_gap(&self, civil: NaiveDateTime) -> Millis {
        let shown = millis_from_civil(civil);
        let mut at = shown - DAY_MS;
        loop {
            let change = self.stretch_at(at).0.to;
            if change == Millis::MAX || change + self.offset_ms_at(change) > shown {
                return change;
            }
            at = change;
        }
    }
}

/// The zone of a question, and those that it may name beside it.
#[derive(Clone, Copy, Debug)]
pub struct Zones<'a> {
    pub own: &'a Zone,
    pub others: &'a [Zone],
}

impl<'a> Zones<'a> {
    /// The question's own zone is the one of this `name`.
    pub fn new(name: &str, known: &'a [Zone]) -> Result<Self, Error> {
        Ok(Self { own: find(known, name, "timeZone")?, others: known })
    }

    /// The zone that a question names at `path`.
    pub fn named(self, name: &str, path: &str) -> Result<&'a Zone, Error> {
        if self.own.name == name { Ok(self.own) } else { find(self.others, name, path) }
    }
}

impl<'a> From<&'a Zone> for Zones<'a> {
    fn from(own: &'a Zone) -> Self {
        Self { own, others: &[] }
    }
}

fn find<'a>(known: &'a [Zone], name: &str, path: &str) -> Result<&'a Zone, Error> {
    let unknown = || Error::new(Code::UnknownTimeZone, Place::at_path(path), "this time zone has not been made known");
    known.iter().find(|zone| zone.name == name).ok_or_else(unknown)
}

/// Hours on a clock: see [`Zone::hours`].
pub struct Hours<'a> {
    zone: &'a Zone,
    /// Instants of one offset, at most so many that their distance from `monday` in units of 128 ms fits 32 bits.
    stretch: super::Span,
    /// The instant of some Monday's start before, and the number of its first hour.
    monday: Millis,
    number_of_monday: i64,
}

impl Hours<'_> {
    /// The hour of the week: 0 is Monday 00:00 to 01:00, 167 is Sunday 23:00 to 24:00.
    #[inline]
    pub fn of_week(&mut self, at: Millis) -> u8 {
        (self.since_monday(at) % 168) as u8
    }

    /// The number of an hour: when it began, in half hours since 1970, which tells hours apart where the clock is changed
    /// by half an hour. One that the clock shows twice has two numbers.
    #[inline]
    pub fn number(&mut self, at: Millis) -> i64 {
        let hours = self.since_monday(at);
        self.number_of_monday + 2 * i64::from(hours)
    }

    #[inline]
    fn since_monday(&mut self, at: Millis) -> u32 {
        if !self.stretch.contains(at) {
            self.move_to(at);
        }
        // Narrow numbers are divided by a constant without a division.
        let units = ((at - self.monday) >> UNIT_BITS) as u32;
        units / UNITS_PER_HOUR
    }

    fn move_to(&mut self, at: Millis) {
        let (stretch, offset_ms) = self.zone.stretch_at(at);
        // 1970-01-01 was a Thursday, three days after a Monday.
        let of_week = (at + offset_ms + 3 * DAY_MS).rem_euclid(7 * DAY_MS);
        self.monday = at - of_week;
        self.number_of_monday = self.monday.div_euclid(HALF_HOUR_MS);
        let reach = Millis::from(u32::MAX) << UNIT_BITS;
        self.stretch =
            super::Span { from: stretch.from.max(self.monday), to: stretch.to.min(self.monday.saturating_add(reach)) };
    }
}

/// Where a clock shows everything once, since it is not changed for a day before or after: for finding the instants of
/// times that mostly lie near each other.
#[derive(Clone, Copy, Debug)]
pub struct Calm {
    /// What the clock shows meanwhile, as if it were UTC.
    shown: super::Span,
    offset_ms: Millis,
}

impl Default for Calm {
    fn default() -> Self {
        Self { shown: super::Span { from: 0, to: 0 }, offset_ms: 0 }
    }
}

impl Calm {
    /// The instant at which the clock in `zone`, which is always the same, shows this; nothing where that is not calm.
    #[inline]
    pub fn instant(&mut self, zone: &Zone, shown: Millis) -> Option<Millis> {
        if !self.shown.contains(shown) {
            // No offset is further than 14 hours from UTC.
            let (stretch, offset_ms) = zone.stretch_at(shown);
            let (from, to) = (stretch.from.saturating_add(DAY_MS), stretch.to.saturating_sub(DAY_MS));
            *self = Self { shown: super::Span { from, to }, offset_ms };
        }
        self.shown.contains(shown).then_some(shown - self.offset_ms)
    }
}

pub const HALF_HOUR_MS: Millis = HOUR_MS / 2;

/// An hour is a whole number of units of two to this power of milliseconds.
const UNIT_BITS: u32 = 7;
const UNITS_PER_HOUR: u32 = (HOUR_MS >> UNIT_BITS) as u32;

pub fn civil_from_millis(shown: Millis) -> NaiveDateTime {
    DateTime::from_timestamp_millis(shown).unwrap_or(DateTime::UNIX_EPOCH).naive_utc()
}

pub fn millis_from_civil(civil: NaiveDateTime) -> Millis {
    civil.and_utc().timestamp_millis()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::time::HOUR_MS;
    use chrono::{Offset, TimeZone};
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    /// The table of a zone, made from the time-zone crate as the platform's `Intl` makes it in a browser.
    pub(crate) fn zone(name: &str) -> Zone {
        static KNOWN: Mutex<BTreeMap<String, Zone>> = Mutex::new(BTreeMap::new());
        let mut known = KNOWN.lock().unwrap();
        known.entry(name.to_owned()).or_insert_with(|| read_zone(name)).clone()
    }

    fn read_zone(name: &str) -> Zone {
        let tz: chrono_tz::Tz = name.parse().unwrap();
        let offset_s = |at: Millis| {
            let utc = DateTime::from_timestamp_millis(at).unwrap().naive_utc();
            tz.offset_from_utc_datetime(&utc).fix().local_minus_utc()
        };
        let (first, last) = (946_684_800_000, 2_000_000_000_000);
        let mut changes = vec![Change { at: first, offset_s: offset_s(first) }];
        let mut at = first;
        while at < last {
            let next = at + HOUR_MS;
            if offset_s(next) != offset_s(at) {
                let exact = (at..=next).step_by(1000).find(|&t| offset_s(t) == offset_s(next)).unwrap();
                changes.push(Change { at: exact, offset_s: offset_s(next) });
            }
            at = next;
        }
        Zone::new(name, changes)
    }

    fn civil(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> Millis {
        millis_from_civil(civil(text))
    }

    #[test]
    fn hours_are_those_on_the_wall() {
        for name in ["Europe/Rome", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe"] {
            let place = zone(name);
            let mut hours = place.hours();
            let (from, to) = (utc("2025-01-01T00:00:00"), utc("2026-02-01T00:00:00"));
            for at in (from..to).step_by(1_234_567).chain((from..to).rev().step_by(7_654_321)) {
                let expected = crate::time::bucket::hour_of_week(place.civil_from_instant(at));
                assert_eq!(usize::from(hours.of_week(at)), expected, "{name} {at}");
                let began_at = at - (at + place.offset_ms_at(at)).rem_euclid(HOUR_MS);
                assert_eq!(hours.number(at), began_at.div_euclid(HALF_HOUR_MS), "{name} {at}");
            }
        }
    }

    #[test]
    fn what_a_calm_clock_shows_is_one_instant() {
        for name in ["Europe/Rome", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe"] {
            let place = zone(name);
            let (mut calm, mut found) = (Calm::default(), 0);
            let (from, to) = (utc("2011-06-01T00:00:00"), utc("2012-06-01T00:00:00"));
            let shown = (from..to).step_by(1_234_567).chain((from..to).rev().step_by(7_654_321));
            for shown in shown.chain([-1, 0, 4_000_000_000_000]) {
                let Some(at) = calm.instant(&place, shown) else { continue };
                assert_eq!(place.instants_from_civil(civil_from_millis(shown)), [at], "{name} {shown}");
                found += 1;
            }
            assert!(found > 26_000, "{name} {found}");
        }
    }

    #[test]
    fn a_clock_set_back_shows_an_hour_twice() {
        let rome = zone("Europe/Rome");
        let twice = rome.instants_from_civil(civil("2025-10-26T02:30:00"));
        assert_eq!(twice, [utc("2025-10-26T00:30:00"), utc("2025-10-26T01:30:00")]);
    }

    #[test]
    fn a_clock_set_forward_skips_an_hour() {
        let rome = zone("Europe/Rome");
        assert!(rome.instants_from_civil(civil("2025-03-30T02:30:00")).is_empty());
        assert_eq!(rome.instant_from_civil(civil("2025-03-30T02:30:00")), utc("2025-03-30T01:00:00"));
    }

    #[test]
    fn a_date_that_the_zone_skipped_is_empty() {
        let apia = zone("Pacific/Apia");
        let skipped = apia.start_of_date(NaiveDate::from_ymd_opt(2011, 12, 30).unwrap());
        let next = apia.start_of_date(NaiveDate::from_ymd_opt(2011, 12, 31).unwrap());
        assert_eq!((skipped, next), (utc("2011-12-30T10:00:00"), utc("2011-12-30T10:00:00")));
    }

    #[test]
    fn a_date_starts_after_the_gap_that_swallows_its_midnight() {
        let beirut = zone("Asia/Beirut");
        let start = beirut.start_of_date(NaiveDate::from_ymd_opt(2025, 3, 30).unwrap());
        assert_eq!(beirut.civil_from_instant(start), civil("2025-03-30T01:00:00"));
    }

    #[test]
    fn a_date_starts_at_the_last_midnight_before_which_the_day_before_is_shown() {
        // Until 2011 clocks in Newfoundland went back at one minute past midnight.
        let st_johns = zone("America/St_Johns");
        let start = st_johns.start_of_date(NaiveDate::from_ymd_opt(2010, 11, 7).unwrap());
        assert_eq!(start, utc("2010-11-07T03:30:00"));
        // In Havana one o'clock becomes midnight: the first midnight begins the day.
        let havana = zone("America/Havana");
        let start = havana.start_of_date(NaiveDate::from_ymd_opt(2025, 11, 2).unwrap());
        assert_eq!(start, utc("2025-11-02T04:00:00"));
    }

    #[test]
    fn every_hour_of_every_zone_agrees_with_the_time_zone_crate() {
        for name in ["Europe/Rome", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"] {
            let (table, tz) = (zone(name), name.parse::<chrono_tz::Tz>().unwrap());
            for at in (utc("2009-01-01T00:10:00")..utc("2027-01-01T00:00:00")).step_by(HOUR_MS as usize) {
                let instant = DateTime::from_timestamp_millis(at).unwrap();
                assert_eq!(table.civil_from_instant(at), instant.with_timezone(&tz).naive_local(), "{name} {at}");
            }
        }
    }
}
