//! Business hours: when a schedule is open, and how much open time lies between two instants.
//!
//! Open is every instant at which a clock on the wall shows a time within one of the intervals: an hour that the clock
//! is set back to is open twice, one that it is set forward over not at all. An interval belongs to the date that it
//! begins on, so one over midnight goes on into a closed date, and none begins there.
//!
//! Does not know when holidays are: closed dates are given, each by itself.

use super::zone::civil_from_millis;
use super::{BELIEVED, DAY_MS, MINUTE_MS, Millis, Span, Zone};
use chrono::NaiveDate;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// From one time of the day up to, not including, another one, maybe of the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interval {
    from_minute: u16,
    /// More than those of a day where it goes over midnight.
    to_minute: u16,
}

const MINUTES_PER_DAY: u16 = 24 * 60;

impl Interval {
    /// Between two times in minutes since midnight, of which the second may be 24:00. One that is not after the first is
    /// the next day's. Nothing if one is no time of a day, or both are the same.
    pub fn new(from_minute: u16, to_minute: u16) -> Option<Self> {
        if from_minute >= MINUTES_PER_DAY || to_minute > MINUTES_PER_DAY || from_minute == to_minute {
            return None;
        }
        let midnight = if to_minute < from_minute { MINUTES_PER_DAY } else { 0 };
        Some(Self { from_minute, to_minute: to_minute + midnight })
    }

    /// The two times in minutes since midnight, the second from 00:01 to 24:00.
    pub fn minutes(self) -> (u16, u16) {
        let Self { from_minute, to_minute } = self;
        (from_minute, if to_minute > MINUTES_PER_DAY { to_minute - MINUTES_PER_DAY } else { to_minute })
    }

    /// What it covers where it begins on the date that begins at `midnight`.
    fn after(self, midnight: Millis) -> Span {
        let at = |minute: u16| midnight + Millis::from(minute) * MINUTE_MS;
        Span { from: at(self.from_minute), to: at(self.to_minute) }
    }
}

/// The intervals of each day of the week, and of dates that have others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schedule {
    /// Monday's first; those of a day by the time at which they begin.
    pub week: [Vec<Interval>; 7],
    /// Instead of the weekday's; none where the date is closed.
    pub dates: BTreeMap<NaiveDate, Vec<Interval>>,
}

impl Schedule {
    pub fn new(mut week: [Vec<Interval>; 7], mut dates: BTreeMap<NaiveDate, Vec<Interval>>) -> Self {
        week.iter_mut().chain(dates.values_mut()).for_each(|intervals| intervals.sort_unstable());
        Self { week, dates }
    }

    /// The intervals that begin on a date, given as days since 1970-01-01, which was a Thursday.
    fn of(&self, day: i64) -> &[Interval] {
        let own = if self.dates.is_empty() { None } else { self.dates.get(&civil_from_millis(day * DAY_MS).date()) };
        own.unwrap_or(&self.week[(day + 3).rem_euclid(7) as usize])
    }

    /// The parts of `span` that are open, oldest first. No two of them touch.
    fn open(&self, zone: &Zone, span: Span) -> Vec<Span> {
        let mut open: Vec<Span> = Vec::new();
        let mut at = span.from;
        while at < span.to {
            // While the offset stays the same, what a clock shows is the instant, shifted.
            let (stretch, offset_ms) = zone.stretch_at(at);
            let to = stretch.to.min(span.to);
            let day = |at: Millis| (at + offset_ms).div_euclid(DAY_MS);
            for day in day(at) - 1..=day(to - 1) {
                for interval in self.of(day) {
                    let shown = interval.after(day * DAY_MS - offset_ms);
                    unite(&mut open, Span { from: shown.from.max(at), to: shown.to.min(to) });
                }
            }
            at = to;
        }
        open
    }
}

/// Adds a span that does not begin before the last one.
fn unite(open: &mut Vec<Span>, span: Span) {
    match open.last_mut() {
        _ if span.is_empty() => {}
        Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
        _ => open.push(span),
    }
}

/// When a schedule is open in a zone, laid out so that what is asked of it takes constant time. Closed before 2000 and
/// from 2100 on ([`BELIEVED`]).
#[derive(Debug)]
pub struct Hours {
    schedule: Schedule,
    zone: Zone,
    near: Layout,
    /// Over everything that is believed, once somebody has asked for what is not near.
    all: OnceCell<Layout>,
}

impl Hours {
    /// `near` is where most of what will be asked lies.
    pub fn new(schedule: Schedule, zone: Zone, near: Span) -> Self {
        let from = near.from.clamp(BELIEVED.from, BELIEVED.to);
        let near = Layout::new(&schedule, &zone, Span { from, to: near.to.clamp(from, BELIEVED.to) });
        Self { schedule, zone, near, all: OnceCell::new() }
    }

    /// The open milliseconds from one instant to another; negative where that is the earlier one.
    pub fn between(&self, from: Millis, to: Millis) -> Millis {
        let layout = self.layout(from.min(to), from.max(to));
        layout.open_until(to) - layout.open_until(from)
    }

    pub fn is_open(&self, at: Millis) -> bool {
        self.layout(at, at).is_open(at)
    }

    fn layout(&self, first: Millis, last: Millis) -> &Layout {
        if self.near.span.from <= first && last < self.near.span.to {
            return &self.near;
        }
        self.all.get_or_init(|| Layout::new(&self.schedule, &self.zone, BELIEVED))
    }
}

/// What is open in a span, and an index to it.
#[derive(Debug)]
struct Layout {
    span: Span,
    open: Vec<Span>,
    /// How many open milliseconds lie before each of them, and at last, how many there are.
    before: Vec<Millis>,
    /// For each day from the start of the span on, the first of them that ends after the day begins.
    days: Vec<u32>,
}

impl Layout {
    fn new(schedule: &Schedule, zone: &Zone, span: Span) -> Self {
        let open = schedule.open(zone, span);
        let mut before = vec![0];
        before.extend(open.iter().scan(0, |sum, open| {
            *sum += open.length_ms();
            Some(*sum)
        }));
        let mut place = 0;
        let first_ending_after = |at: Millis| {
            while open.get(place).is_some_and(|open| open.to <= at) {
                place += 1;
            }
            place as u32
        };
        let days = (span.from..=span.to).step_by(DAY_MS as usize).map(first_ending_after).collect();
        Self { span, open, before, days }
    }

    /// The first open part that ends after an instant of the span. A day has few of them.
    #[inline]
    fn place(&self, at: Millis) -> usize {
        let mut place = self.days[((at - self.span.from) / DAY_MS) as usize] as usize;
        while self.open.get(place).is_some_and(|open| open.to <= at) {
            place += 1;
        }
        place
    }

    fn open_until(&self, at: Millis) -> Millis {
        let at = at.clamp(self.span.from, self.span.to);
        let place = self.place(at);
        self.before[place] + self.open.get(place).map_or(0, |open| (at - open.from).max(0))
    }

    fn is_open(&self, at: Millis) -> bool {
        self.span.contains(at) && self.open.get(self.place(at)).is_some_and(|open| open.contains(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR_MS;
    use crate::time::zone::millis_from_civil;
    use crate::time::zone::tests::zone;
    use chrono::{DateTime, Datelike, Days, Timelike};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    fn interval(text: &str) -> Interval {
        let minute = |time: &str| {
            let (hour, minute) = time.split_once(':').unwrap();
            hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
        };
        let (from, to) = text.split_once('-').unwrap();
        Interval::new(minute(from), minute(to)).unwrap()
    }

    fn daily(text: &str) -> [Vec<Interval>; 7] {
        std::array::from_fn(|_| text.split_whitespace().map(interval).collect())
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn utc(text: &str) -> Millis {
        millis_from_civil(text.parse().unwrap())
    }

    fn hours(schedule: &Schedule, zone_name: &str, from: &str, days: i64) -> (Hours, Span) {
        let from = utc(&format!("{from}T00:00:00"));
        let span = Span { from, to: from + days * DAY_MS };
        (Hours::new(schedule.clone(), zone(zone_name), span), span)
    }

    /// Whether a clock that shows this time of this date shows one within an interval of the date or of the day before.
    fn is_open_at(schedule: &Schedule, shown: chrono::NaiveDateTime) -> bool {
        let of = |date: NaiveDate| {
            let weekday = date.weekday().num_days_from_monday() as usize;
            schedule.dates.get(&date).unwrap_or(&schedule.week[weekday])
        };
        let minute = (shown.hour() * 60 + shown.minute()) as u16;
        let today = of(shown.date()).iter().any(|it| it.from_minute <= minute && minute < it.to_minute);
        let since_yesterday = of(shown.date() - Days::new(1)).iter().any(|it| minute + 1440 < it.to_minute);
        today || since_yesterday
    }

    /// Minute by minute, by the time-zone crate's clock.
    fn minutes(schedule: &Schedule, zone_name: &str, span: Span) -> Vec<bool> {
        let tz: Tz = zone_name.parse().unwrap();
        let minutes = (span.from..span.to).step_by(MINUTE_MS as usize);
        let shown = |at| DateTime::from_timestamp_millis(at).unwrap().with_timezone(&tz).naive_local();
        minutes.map(|at| is_open_at(schedule, shown(at))).collect()
    }

    fn agrees(schedule: &Schedule, zone_name: &str, from: &str, days: i64) {
        let (hours, span) = hours(schedule, zone_name, from, days);
        let minutes = minutes(schedule, zone_name, span);
        let mut open_ms = 0;
        for (number, &is_open) in minutes.iter().enumerate() {
            let at = span.from + number as Millis * MINUTE_MS;
            assert_eq!(hours.between(span.from, at), open_ms, "{zone_name} {at} {schedule:?}");
            assert_eq!((hours.is_open(at), hours.is_open(at + MINUTE_MS - 1)), (is_open, is_open), "{zone_name} {at}");
            assert_eq!(hours.between(at, at + 777), if is_open { 777 } else { 0 });
            open_ms += if is_open { MINUTE_MS } else { 0 };
        }
        // Whatever is asked for, over what is near or not, and in either direction.
        let far = Hours::new(schedule.clone(), zone(zone_name), Span { from: 0, to: 0 });
        for (first, second) in (0..minutes.len()).step_by(97).zip((0..minutes.len()).rev().step_by(61)) {
            let [from, to] = [first, second].map(|number| span.from + number as Millis * MINUTE_MS);
            let open = minutes[first.min(second)..first.max(second)].iter().filter(|is_open| **is_open).count();
            let expected = open as Millis * MINUTE_MS * if first < second { 1 } else { -1 };
            assert_eq!((hours.between(from, to), hours.between(to, from)), (expected, -expected));
            assert_eq!((far.between(from, to), far.is_open(from)), (expected, minutes[first]));
        }
    }

    /// Weeks in which something happens to the clocks.
    const WEEKS: [(&str, &str); 9] = [
        ("Europe/Rome", "2025-03-27"),
        ("Europe/Rome", "2025-10-23"),
        ("America/St_Johns", "2010-11-04"),
        ("America/St_Johns", "2025-03-06"),
        ("Pacific/Apia", "2011-12-27"),
        ("Australia/Lord_Howe", "2025-04-03"),
        ("America/Havana", "2025-10-31"),
        ("Asia/Beirut", "2025-03-27"),
        ("Asia/Kolkata", "2025-12-29"),
    ];

    fn any_interval() -> impl Strategy<Value = Interval> {
        (0..1440_u16, 0..=1440_u16).prop_filter_map("it has a length", |(from, to)| Interval::new(from, to))
    }

    fn any_schedule() -> impl Strategy<Value = Schedule> {
        let day = || prop::collection::vec(any_interval(), 0..4);
        let dates = prop::collection::vec((0..7_u64, day()), 0..4);
        (prop::array::uniform7(day()), dates, 0..WEEKS.len()).prop_map(|(week, dates, number)| {
            let first = date(WEEKS[number].1);
            Schedule::new(week, dates.into_iter().map(|(day, own)| (first + Days::new(day), own)).collect())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

        #[test]
        fn any_schedule_agrees_with_the_clock_on_the_wall(schedule in any_schedule(), number in 0..WEEKS.len()) {
            agrees(&schedule, WEEKS[number].0, WEEKS[number].1, 7);
        }
    }

    #[test]
    fn common_schedules_agree_with_the_clock_on_the_wall_over_every_change() {
        for text in ["09:00-18:00", "09:00-12:30 13:00-18:00", "22:00-06:00", "00:00-24:00", "01:45-02:15", ""] {
            for (zone_name, from) in WEEKS {
                let closed = BTreeMap::from([(date(from) + Days::new(4), Vec::new())]);
                agrees(&Schedule::new(daily(text), closed), zone_name, from, 7);
            }
        }
    }

    #[test]
    fn an_interval_is_of_the_date_that_it_begins_on() {
        let holiday = date("2025-12-25");
        let nights = Schedule::new(daily("22:00-06:00"), BTreeMap::from([(holiday, Vec::new())]));
        let (hours, _) = hours(&nights, "Europe/Rome", "2025-12-20", 10);
        let open_h = |from: &str, to: &str| hours.between(utc(from), utc(to)) / HOUR_MS;
        // Local time is an hour ahead: the night before goes on until six, and none begins on the holiday.
        assert_eq!(open_h("2025-12-24T23:00:00", "2025-12-25T11:00:00"), 6);
        assert_eq!(open_h("2025-12-25T11:00:00", "2025-12-26T11:00:00"), 0);
        assert_eq!(open_h("2025-12-26T11:00:00", "2025-12-27T11:00:00"), 8);
    }

    #[test]
    fn a_date_has_intervals_of_its_own() {
        let own = BTreeMap::from([(date("2025-12-24"), vec![interval("09:00-12:00")])]);
        let (hours, _) = hours(&Schedule::new(daily("09:00-18:00"), own), "UTC", "2025-12-20", 10);
        assert_eq!(hours.between(utc("2025-12-24T00:00:00"), utc("2025-12-25T00:00:00")), 3 * HOUR_MS);
    }

    #[test]
    fn intervals_that_overlap_are_one() {
        let (hours, span) = hours(
            &Schedule::new(daily("09:00-13:00 10:00-11:00 12:00-14:00 14:00-15:00"), BTreeMap::new()),
            "UTC",
            "2025-03-01",
            3,
        );
        assert_eq!((hours.near.open.len(), hours.between(span.from, span.to)), (3, 18 * HOUR_MS));
    }

    #[test]
    fn what_is_never_closed_is_one_span() {
        let (hours, span) =
            hours(&Schedule::new(daily("00:00-24:00"), BTreeMap::new()), "Europe/Rome", "2025-01-01", 365);
        assert_eq!(hours.near.open, [span]);
        assert_eq!(hours.between(Millis::MIN, Millis::MAX), BELIEVED.length_ms());
        assert!(!hours.is_open(Millis::MIN) && !hours.is_open(BELIEVED.to) && hours.is_open(BELIEVED.from));
    }

    #[test]
    fn what_has_no_length_or_is_no_time_is_no_interval() {
        for (from, to) in [(0, 0), (540, 540), (1440, 60), (0, 1441)] {
            assert_eq!(Interval::new(from, to), None, "{from} {to}");
        }
        let ends = ["22:00-06:00", "22:00-00:00", "00:00-24:00"].map(|text| interval(text).minutes());
        assert_eq!(ends, [(1320, 360), (1320, 1440), (0, 1440)]);
    }
}
