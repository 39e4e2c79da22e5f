//! When: from numbers as they are written to instants, once the whole file has been seen.

use super::header::{Date, DateShape, Header};
use crate::time::written;
use crate::time::zone::{Calm, civil_from_millis};
use crate::time::{DAY_MS, MINUTE_MS, Millis, SECOND_MS, Zone};
use chrono::Datelike;

pub use crate::time::written::{DateOrder, Numbers as Written};

impl Written {
    pub fn of(header: &Header) -> Self {
        let Date { first, second, year, .. } = header.date;
        Self { first, second, year, ms_of_day: Millis::from(header.second_of_day) * SECOND_MS }
    }
}

/// What the dates seen so far say of the order of day and month.
#[derive(Debug)]
pub struct Evidence {
    numbers: written::Evidence,
    shape: Option<DateShape>,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { numbers: written::Evidence::of_chronicle(), shape: None }
    }
}

impl Evidence {
    pub fn see(&mut self, header: &Header) {
        self.shape = Some(header.date.shape);
        self.numbers.see(Written::of(header), header.shape.has_meridiem);
    }

    /// The order, and whether it is no more than a guess.
    pub fn order(&self) -> (DateOrder, bool) {
        match self.shape {
            Some(DateShape::YearFirst(_)) => (DateOrder::Ymd, false),
            Some(DateShape::NoYear) => (DateOrder::Dmy, false),
            _ => self.numbers.order(),
        }
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
    calm: Calm,
}

impl<'a> Clock<'a> {
    pub fn new(order: DateOrder, zone: &'a Zone) -> Self {
        Self { order, zone, year: None, last_shown: Millis::MIN, last: None, calm: Calm::default() }
    }

    /// The instant of the next line; nothing if there is no such date.
    pub fn instant(&mut self, written: Written) -> Option<Millis> {
        let mut written = written;
        if let Some(year) = self.year {
            written.year = year as u32;
            let shown = written.shown(self.order)?;
            // From December to January, a year has passed.
            if shown < self.last_shown.saturating_sub(31 * DAY_MS) {
                self.year = Some(year + 1);
                written.year += 1;
            }
        }
        let shown = written.shown(self.order)?;
        let at = self.calm.instant(self.zone, shown).unwrap_or_else(|| self.instant_near_change(shown));
        self.last_shown = shown;
        self.last = Some(at);
        Some(at)
    }

    fn instant_near_change(&self, shown: Millis) -> Millis {
        let civil = civil_from_millis(shown);
        match self.zone.instants_from_civil(civil)[..] {
            // The clock was set back over this time: it is the second one if the line before says so.
            [first, second] if self.last.is_some_and(|last| first < last - 30 * MINUTE_MS) => second,
            [first, ..] => first,
            [] => self.zone.instant_from_civil(civil),
        }
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
