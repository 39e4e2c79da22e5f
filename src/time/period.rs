//! Which local dates a question is about.

use super::bucket::first_date;
use super::{Millis, Span, Step, Zone, iso};
use crate::words;
use chrono::{Days, Months, NaiveDate, Weekday};
use serde::{Serialize, Serializer};

/// A period as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PeriodSpec {
    Preset(Preset),
    /// `to` does not belong to it.
    Dates {
        from: NaiveDate,
        to: NaiveDate,
    },
}

words! {
    /// The named periods. Days are local; `last-7-days` are the seven days of which today is the last.
    Preset {
        Today = "today",
        Yesterday = "yesterday",
        Last7Days = "last-7-days",
        Last14Days = "last-14-days",
        Last30Days = "last-30-days",
        Last90Days = "last-90-days",
        ThisWeek = "this-week",
        LastWeek = "last-week",
        ThisMonth = "this-month",
        LastMonth = "last-month",
        ThisYear = "this-year",
        LastYear = "last-year",
        /// From the first day in the data to the last.
        AllTime = "all-time",
    }
}

impl Default for PeriodSpec {
    fn default() -> Self {
        Self::Preset(Preset::ThisMonth)
    }
}

/// Which period to compare with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CompareSpec {
    Named(Compare),
    Dates { from: NaiveDate, to: NaiveDate },
}

words! {
    Compare {
        /// The month before a month, the week before a week, else as many days as the period has, right before it.
        PreviousPeriod = "previous-period",
        /// The same dates a year earlier.
        PreviousYear = "previous-year",
    }
}

/// Local dates `from` up to, not including, `to`, and the instants that they cover in their zone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Period {
    #[serde(serialize_with = "as_date")]
    pub from: NaiveDate,
    #[serde(serialize_with = "as_date")]
    pub to: NaiveDate,
    #[serde(skip)]
    pub span: Span,
    /// What lies right before it, whole: of a month the month before, else as many days.
    #[serde(skip)]
    pub before: Span,
}

fn as_date<S: Serializer>(date: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso::write_date(*date))
}

/// What a period is worked out from: the reader's clock, zone and first day of the week, and the reach of the data.
pub struct Calendar<'a> {
    pub now: Millis,
    pub zone: &'a Zone,
    pub week_start: Weekday,
    /// The first and the last instant in the data; empty where there is none.
    pub data: Span,
}

impl Calendar<'_> {
    pub fn period(&self, spec: PeriodSpec) -> Period {
        let period = match spec {
            PeriodSpec::Dates { from, to } => self.dates(from, to),
            PeriodSpec::Preset(preset) => self.preset(preset),
        };
        self.with_before(spec, period)
    }

    fn with_before(&self, spec: PeriodSpec, period: Period) -> Period {
        Period { before: self.previous(spec, period).span, ..period }
    }

    fn preset(&self, preset: Preset) -> Period {
        let today = self.zone.date_at(self.now);
        let last_days = |days: u64| self.dates(today - Days::new(days - 1), today + Days::new(1));
        let month = first_date(today, Step::Month, self.week_start);
        let week = first_date(today, Step::Week, self.week_start);
        let year = month - Months::new(chrono::Datelike::month0(&today));
        match preset {
            Preset::Today => last_days(1),
            Preset::Yesterday => self.dates(today - Days::new(1), today),
            Preset::Last7Days => last_days(7),
            Preset::Last14Days => last_days(14),
            Preset::Last30Days => last_days(30),
            Preset::Last90Days => last_days(90),
            Preset::ThisWeek => self.dates(week, week + Days::new(7)),
            Preset::LastWeek => self.dates(week - Days::new(7), week),
            Preset::ThisMonth => self.dates(month, month + Months::new(1)),
            Preset::LastMonth => self.dates(month - Months::new(1), month),
            Preset::ThisYear => self.dates(year, year + Months::new(12)),
            Preset::LastYear => self.dates(year - Months::new(12), year),
            Preset::AllTime if self.data.is_empty() => last_days(1),
            Preset::AllTime => {
                let last = self.zone.date_at(self.data.to - 1);
                self.dates(self.zone.date_at(self.data.from), last + Days::new(1))
            }
        }
    }

    fn dates(&self, from: NaiveDate, to: NaiveDate) -> Period {
        let to = to.max(from);
        let span = Span { from: self.zone.start_of_date(from), to: self.zone.start_of_date(to) };
        Period { from, to, span, before: Span { from: span.from, to: span.from } }
    }

    /// The period to compare `current` with, asked for as `spec`. While `current` is still running, the other
    /// one is cut at the same local time of the same day, so that like is compared with like.
    pub fn compared(&self, compare: CompareSpec, spec: PeriodSpec, current: Period) -> Period {
        let other = match compare {
            CompareSpec::Dates { from, to } => return self.period(PeriodSpec::Dates { from, to }),
            CompareSpec::Named(Compare::PreviousYear) => {
                self.dates(current.from - Months::new(12), current.to - Months::new(12))
            }
            CompareSpec::Named(Compare::PreviousPeriod) => self.previous(spec, current),
        };
        self.cut_like(self.with_before(spec, other), current)
    }

    fn previous(&self, spec: PeriodSpec, current: Period) -> Period {
        let months = match spec {
            PeriodSpec::Preset(Preset::ThisMonth | Preset::LastMonth) => 1,
            PeriodSpec::Preset(Preset::ThisYear | Preset::LastYear) => 12,
            _ => {
                let days = (current.to - current.from).num_days().unsigned_abs();
                return self.dates(current.from - Days::new(days), current.from);
            }
        };
        self.dates(current.from - Months::new(months), current.from)
    }

    fn cut_like(&self, other: Period, current: Period) -> Period {
        if !current.span.contains(self.now) {
            return other;
        }
        let shown = self.zone.civil_from_instant(self.now);
        let same_day = other.from + (shown.date() - current.from);
        let cut = self.zone.instant_from_civil(same_day.and_time(shown.time()));
        let to = cut.clamp(other.span.from, other.span.to);
        Period { span: Span { to, ..other.span }, ..other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Word;
    use crate::time::zone::millis_from_civil;
    use crate::time::zone::tests::zone;

    fn dates_of(preset: &str, now: &str, zone_name: &str) -> (String, String) {
        let zone = zone(zone_name);
        let now = millis_from_civil(now.parse().unwrap());
        let data = Span { from: now - 40 * crate::time::DAY_MS, to: now };
        let calendar = Calendar { now, zone: &zone, week_start: Weekday::Mon, data };
        let period = calendar.period(PeriodSpec::Preset(Preset::from_id(preset).unwrap()));
        (period.from.to_string(), period.to.to_string())
    }

    #[test]
    fn presets_are_of_local_dates() {
        for (preset, from, to) in [
            ("today", "2025-03-13", "2025-03-14"),
            ("yesterday", "2025-03-12", "2025-03-13"),
            ("last-7-days", "2025-03-07", "2025-03-14"),
            ("last-14-days", "2025-02-28", "2025-03-14"),
            ("last-30-days", "2025-02-12", "2025-03-14"),
            ("last-90-days", "2024-12-14", "2025-03-14"),
            ("this-week", "2025-03-10", "2025-03-17"),
            ("last-week", "2025-03-03", "2025-03-10"),
            ("this-month", "2025-03-01", "2025-04-01"),
            ("last-month", "2025-02-01", "2025-03-01"),
            ("this-year", "2025-01-01", "2026-01-01"),
            ("last-year", "2024-01-01", "2025-01-01"),
            ("all-time", "2025-02-01", "2025-03-13"),
        ] {
            let expected = (from.to_owned(), to.to_owned());
            // 23:30 on the 12th in London is 00:30 on the 13th in Rome.
            if preset != "all-time" {
                assert_eq!(dates_of(preset, "2025-03-12T23:30:00", "Europe/Rome"), expected, "{preset}");
            } else {
                assert_eq!(dates_of(preset, "2025-03-12T22:30:00", "Europe/Rome").1, expected.1);
            }
        }
        assert_eq!(dates_of("today", "2025-03-12T23:30:00", "Europe/London").0, "2025-03-12");
    }

    #[test]
    fn what_lies_before_a_period_is_whole() {
        let rome = zone("Europe/Rome");
        let now = millis_from_civil("2025-03-12T11:00:00".parse().unwrap());
        let calendar = Calendar { now, zone: &rome, week_start: Weekday::Mon, data: Span { from: now - 1, to: now } };
        let before = |period: Period| {
            let Span { from, to } = period.before;
            format!("{}..{}", rome.date_at(from), rome.date_at(to))
        };
        let dates = |from: &str, to: &str| (from.parse().unwrap(), to.parse().unwrap());
        for (preset, expected) in [
            ("this-month", "2025-02-01..2025-03-01"),
            ("last-month", "2025-01-01..2025-02-01"),
            ("this-year", "2024-01-01..2025-01-01"),
            ("this-week", "2025-03-03..2025-03-10"),
            ("last-30-days", "2025-01-12..2025-02-11"),
            ("today", "2025-03-11..2025-03-12"),
        ] {
            let spec = PeriodSpec::Preset(Preset::from_id(preset).unwrap());
            assert_eq!(before(calendar.period(spec)), expected, "{preset}");
        }
        let month = PeriodSpec::Preset(Preset::ThisMonth);
        let compared = |spec| before(calendar.compared(spec, month, calendar.period(month)));
        assert_eq!(compared(CompareSpec::Named(Compare::PreviousPeriod)), "2025-01-01..2025-02-01");
        assert_eq!(compared(CompareSpec::Named(Compare::PreviousYear)), "2024-02-01..2024-03-01");
        let (from, to) = dates("2025-01-11", "2025-01-15");
        assert_eq!(compared(CompareSpec::Dates { from, to }), "2025-01-07..2025-01-11");
        assert_eq!(before(calendar.period(PeriodSpec::Dates { from, to })), "2025-01-07..2025-01-11");
    }

    #[test]
    fn a_running_period_is_compared_with_as_much_of_the_one_before() {
        let rome = zone("Europe/Rome");
        let now = millis_from_civil("2025-03-12T11:00:00".parse().unwrap());
        let calendar = Calendar { now, zone: &rome, week_start: Weekday::Mon, data: Span { from: 0, to: 0 } };
        let spec = PeriodSpec::Preset(Preset::ThisMonth);
        let previous = CompareSpec::Named(Compare::PreviousPeriod);
        let february = calendar.compared(previous, spec, calendar.period(spec));
        assert_eq!(rome.civil_from_instant(february.span.from).to_string(), "2025-02-01 00:00:00");
        assert_eq!(rome.civil_from_instant(february.span.to).to_string(), "2025-02-12 12:00:00");

        let spec = PeriodSpec::Preset(Preset::LastMonth);
        let january = calendar.compared(previous, spec, calendar.period(spec));
        assert_eq!((january.from.to_string(), january.to.to_string()), ("2025-01-01".into(), "2025-02-01".into()));
        assert_eq!(january.span.to, rome.start_of_date(january.to));
    }
}
