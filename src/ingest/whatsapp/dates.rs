//! When: from numbers as they are written to instants, once the whole file has been seen.

use super::header::{Date, DateShape, Header};
use crate::time::zone::{civil_from_millis, millis_from_civil};
use crate::time::{DAY_MS, MINUTE_MS, Millis, SECOND_MS, Zone};
use crate::words;
use chrono::{Datelike, NaiveDate, NaiveTime};

words! {
    /// The order of day, month and year.
    DateOrder {
        Dmy = "dmy",
        Mdy = "mdy",
        Ymd = "ymd",
    }
}

/// A date and time as they are written, in one number; see [`Written::pack`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    date: (u32, u32, u32),
    second_of_day: u32,
}

impl Written {
    pub fn of(header: &Header) -> Self {
        let Date { first, second, year, .. } = header.date;
        Self { date: (first, second, year), second_of_day: header.second_of_day }
    }

    /// A number that stands for the instant until it can be worked out.
    pub fn pack(self) -> Millis {
        let (first, second, year) = self.date;
        ((i64::from(year) * 100 + i64::from(first)) * 100 + i64::from(second)) * 100_000 + i64::from(self.second_of_day)
    }

    pub fn unpack(packed: Millis) -> Self {
        let (date, second_of_day) = (packed / 100_000, (packed % 100_000) as u32);
        let part = |divisor: i64| (date / divisor % 100) as u32;
        Self { date: (part(100), part(1), (date / 10_000) as u32), second_of_day }
    }

    /// The local time shown, as if it were UTC; nothing if there is no such date.
    fn shown(self, order: DateOrder) -> Option<Millis> {
        let (first, second, year) = self.date;
        let (month, day) = if order == DateOrder::Dmy { (second, first) } else { (first, second) };
        let date = NaiveDate::from_ymd_opt(year as i32, month, day)?;
        let midnight = millis_from_civil(date.and_time(NaiveTime::MIN));
        Some(midnight + Millis::from(self.second_of_day) * SECOND_MS)
    }
}

/// What the dates seen so far say of the order of day and month.
#[derive(Debug, Default)]
pub struct Evidence {
    day_first: Reading,
    month_first: Reading,
    has_meridiem: bool,
    shape: Option<DateShape>,
}

/// How the dates look if read one way.
#[derive(Debug, Default)]
struct Reading {
    /// How many of them are no dates at all.
    impossible: u64,
    backwards: u64,
    last: Option<Millis>,
    /// The distances from each date to the next, together.
    distance_ms: Millis,
}

impl Reading {
    fn see(&mut self, shown: Option<Millis>) {
        let Some(shown) = shown else {
            self.impossible += 1;
            return;
        };
        if let Some(last) = self.last {
            // Lines a few minutes out of order say nothing.
            self.backwards += u64::from(shown < last - DAY_MS);
            self.distance_ms += (shown - last).abs();
        }
        self.last = Some(shown);
    }
}

impl Evidence {
    pub fn see(&mut self, header: &Header) {
        let written = Written::of(header);
        self.shape = Some(header.date.shape);
        self.has_meridiem |= header.shape.has_meridiem;
        self.day_first.see(written.shown(DateOrder::Dmy));
        self.month_first.see(written.shown(DateOrder::Mdy));
    }

    /// The order, and whether it is no more than a guess.
    pub fn order(&self) -> (DateOrder, bool) {
        let (day, month) = (&self.day_first, &self.month_first);
        match self.shape {
            Some(DateShape::YearFirst(_)) => return (DateOrder::Ymd, false),
            Some(DateShape::NoYear) => return (DateOrder::Dmy, false),
            _ => {}
        }
        let prefer = |is_day_first: bool| if is_day_first { DateOrder::Dmy } else { DateOrder::Mdy };
        if day.impossible != month.impossible {
            return (prefer(day.impossible < month.impossible), false);
        }
        if day.backwards != month.backwards {
            return (prefer(day.backwards < month.backwards), false);
        }
        if day.distance_ms != month.distance_ms {
            return (prefer(day.distance_ms < month.distance_ms), true);
        }
        // All dates read alike both ways (5/5) or there is one only.
        (prefer(!self.has_meridiem), true)
    }
}

/// Works out instants one after the other.
pub struct Clock<'a> {
    pub order: DateOrder,
    pub zone: &'a Zone,
    /// For dates without a year: the year of the next one.
    pub year: Option<i32>,
    last_shown: Millis,
    last: Option<Millis>,
}

impl<'a> Clock<'a> {
    pub fn new(order: DateOrder, zone: &'a Zone) -> Self {
        Self { order, zone, year: None, last_shown: Millis::MIN, last: None }
    }

    /// The instant of the next line; nothing if there is no such date.
    pub fn instant(&mut self, written: Written) -> Option<Millis> {
        let mut written = written;
        if let Some(year) = self.year {
            written.date.2 = year as u32;
            let shown = written.shown(self.order)?;
            // From December to January, a year has passed.
            if shown < self.last_shown.saturating_sub(31 * DAY_MS) {
                self.year = Some(year + 1);
                written.date.2 += 1;
            }
        }
        let shown = written.shown(self.order)?;
        let civil = civil_from_millis(shown);
        let at = match self.zone.instants_from_civil(civil)[..] {
            // The clock was set back over this time: it is the second one if the line before says so.
            [first, second] if self.last.is_some_and(|last| first < last - 30 * MINUTE_MS) => second,
            [first, ..] => first,
            [] => self.zone.instant_from_civil(civil),
        };
        self.last_shown = shown;
        self.last = Some(at);
        Some(at)
    }
}

/// The year of the first of some dates without a year, if the last of them is not after `now`.
pub fn first_year(written: impl Iterator<Item = Written> + Clone, zone: &Zone, now: Millis) -> i32 {
    let this_year = zone.date_at(now).year();
    let last_from = |year: i32| {
        let mut clock = Clock { year: Some(year), ..Clock::new(DateOrder::Dmy, zone) };
        written.clone().filter_map(|written| clock.instant(written)).last()
    };
    let years = (this_year - 20..=this_year).rev();
    years.into_iter().find(|&year| last_from(year).is_none_or(|last| last <= now)).unwrap_or(this_year)
}

#[cfg(test)]
mod tests {
    use super::super::header;
    use super::*;
    use crate::time::iso;
    use crate::time::zone::tests::zone;

    fn order(lines: &[&str]) -> (DateOrder, bool) {
        let mut evidence = Evidence::default();
        lines.iter().for_each(|line| evidence.see(&header::read(line).unwrap()));
        evidence.order()
    }

    #[test]
    fn the_order_of_day_and_month() {
        assert_eq!(order(&["2025-04-03, 10:00 - A: b"]), (DateOrder::Ymd, false));
        assert_eq!(order(&["3/4/25, 10:00 - A: b", "13/4/25, 10:00 - A: b"]), (DateOrder::Dmy, false));
        assert_eq!(order(&["3/4/25, 10:00 - A: b", "4/13/25, 10:00 - A: b"]), (DateOrder::Mdy, false));
        // As days of April these go on; as days of many months they go back.
        assert_eq!(
            order(&["5/4/25, 10:00 - A: b", "6/4/25, 10:00 - A: b", "4/5/25, 10:00 - A: b"]),
            (DateOrder::Dmy, false)
        );
        // Two days, or two months apart: the nearer is likelier, and it is a guess.
        assert_eq!(order(&["4/5/25, 10:00 - A: b", "4/7/25, 10:00 - A: b"]), (DateOrder::Mdy, true));
        assert_eq!(order(&["5/4/25, 10:00 - A: b", "7/4/25, 10:00 - A: b"]), (DateOrder::Dmy, true));
        assert_eq!(order(&["5/4/25, 10:00 - A: b"]), (DateOrder::Dmy, true));
        assert_eq!(order(&["5/4/25, 10:00 PM - A: b"]), (DateOrder::Mdy, true));
    }

    #[test]
    fn written_times_are_packed_and_unpacked() {
        let header = header::read("[31/12/99, 23:59:59] A: b").unwrap();
        let written = Written::of(&header);
        assert_eq!(Written::unpack(written.pack()), written);
    }

    #[test]
    fn an_hour_shown_twice_goes_on_from_the_line_before() {
        let rome = zone("Europe/Rome");
        let mut clock = Clock::new(DateOrder::Dmy, &rome);
        let lines =
            ["26/10/25, 02:30 - A: b", "26/10/25, 02:50 - A: b", "26/10/25, 02:10 - A: b", "26/10/25, 03:00 - A: b"];
        let at = lines.map(|line| clock.instant(Written::of(&header::read(line).unwrap())).unwrap());
        let utc = at.map(|at| iso::write(at)[11..16].to_owned());
        assert_eq!(utc, ["00:30", "00:50", "01:10", "02:00"]);
    }

    #[test]
    fn dates_without_a_year_end_before_now() {
        let rome = zone("Europe/Rome");
        let lines = ["30 Nov, 21:15 - A: b", "1 Jan, 9:15 - A: b", "18 Mar, 21:15 - A: b"];
        let written = lines.map(|line| Written::of(&header::read(line).unwrap()));
        let now = crate::testing::at("2025-03-10T00:00:00Z");
        let year = first_year(written.iter().copied(), &rome, now);
        let mut clock = Clock { year: Some(year), ..Clock::new(DateOrder::Dmy, &rome) };
        let dates = written.map(|written| iso::write(clock.instant(written).unwrap())[..10].to_owned());
        assert_eq!(dates, ["2023-11-30", "2024-01-01", "2024-03-18"]);
    }
}
