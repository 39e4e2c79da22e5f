//! Cutting a span of instants into hours, days, weeks or months of local time.

use super::{DAY_MS, HOUR_MS, MINUTE_MS, Millis, Span, Zone};
use crate::words;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

words! {
    /// The width of a bucket, in local time.
    Step {
        Hour = "hour",
        Day = "day",
        Week = "week",
        Month = "month",
    }
}

/// Buckets side by side: bucket `i` reaches from `edges[i]` up to, not including, `edges[i + 1]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Buckets {
    edges: Vec<Millis>,
    /// The bucket of the first instant of each cell. Cells are of one width, a power of two, and as narrow as a small
    /// table allows: whether an instant lies behind an edge within its cell cannot be foretold, and most have none.
    cells: Vec<u32>,
    cell_bits: u32,
    /// Whether the period cuts the first and the last bucket short.
    pub first_is_cut: bool,
    pub last_is_cut: bool,
}

impl Buckets {
    /// The whole span as one bucket.
    pub fn one(span: Span) -> Self {
        Self::new(vec![span.from, span.to.max(span.from)], false, false)
    }

    /// The local hours, days, weeks or months of `span`. An empty span has no bucket.
    pub fn cut(span: Span, step: Step, zone: &Zone, week_start: Weekday) -> Self {
        if span.is_empty() {
            return Self::new(vec![span.from], false, false);
        }
        let mut edges = edges(span, step, zone, week_start);
        let first_is_cut = edges[0] < span.from;
        let last_is_cut = edges[edges.len() - 1] > span.to;
        let last = edges.len() - 1;
        edges[0] = span.from;
        edges[last] = span.to;
        Self::new(edges, first_is_cut, last_is_cut)
    }

    /// The local hours, days, weeks or months that `span` meets, none of them cut short. An empty span has no bucket.
    pub fn whole(span: Span, step: Step, zone: &Zone, week_start: Weekday) -> Self {
        if span.is_empty() {
            return Self::new(vec![span.from], false, false);
        }
        Self::new(edges(span, step, zone, week_start), false, false)
    }

    fn new(edges: Vec<Millis>, first_is_cut: bool, last_is_cut: bool) -> Self {
        let (first, last) = (edges[0], edges[edges.len() - 1]);
        // The first and the last may be cut down to nothing, so their width says little.
        let inner = &edges[1..edges.len().max(2) - 1];
        let narrowest = inner.windows(2).map(|edge| edge[1] - edge[0]).min().unwrap_or((last - first).max(1));
        let cell_ms = narrowest.min((last - first) / CELLS).max(MINUTE_MS);
        let cell_bits = cell_ms.ilog2();
        let mut bucket = 0;
        let cell = |cell: Millis| {
            while bucket + 2 < edges.len() && edges[bucket + 1] <= first + (cell << cell_bits) {
                bucket += 1;
            }
            bucket as u32
        };
        let cells = (0..=(last - first) >> cell_bits).map(cell).collect();
        Self { edges, cells, cell_bits, first_is_cut, last_is_cut }
    }

    /// Buckets whose edges are rising `instants`.
    pub fn between(instants: &[Millis]) -> Self {
        Self::new(instants.to_vec(), false, false)
    }

    /// How many edges lie before `at`.
    pub fn edges_before(&self, at: Millis) -> usize {
        let last = self.edges[self.len()];
        if at <= self.edges[0] {
            0
        } else if at < last {
            self.index_of(at - 1) + 1
        } else {
            self.len() + usize::from(at > last)
        }
    }

    pub fn len(&self) -> usize {
        self.edges.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn span(&self, index: usize) -> Span {
        Span { from: self.edges[index], to: self.edges[index + 1] }
    }

    pub fn spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.edges.windows(2).map(|edge| Span { from: edge[0], to: edge[1] })
    }

    /// The bucket that an instant lies in, if it lies in any.
    pub fn find(&self, at: Millis) -> Option<usize> {
        (self.edges[0] <= at && at < self.edges[self.len()]).then(|| self.index_of(at))
    }

    /// The bucket that `at`, an instant of the whole span, lies in.
    pub fn index_of(&self, at: Millis) -> usize {
        debug_assert!(self.edges[0] <= at && at < self.edges[self.len()]);
        let mut index = self.cells[((at - self.edges[0]) >> self.cell_bits) as usize] as usize;
        while at >= self.edges[index + 1] {
            index += 1;
        }
        index
    }
}

/// So many cells a table has at least, unless they would be less than a minute.
const CELLS: Millis = 4096;

/// The local hour, day, week or month before the one that `at` lies in.
pub fn bucket_before(at: Millis, step: Step, zone: &Zone, week_start: Weekday) -> Span {
    let reach_ms = match step {
        Step::Hour => 4 * HOUR_MS,
        Step::Day => 4 * DAY_MS,
        Step::Week => 3 * 7 * DAY_MS,
        Step::Month => 3 * 31 * DAY_MS,
    };
    let buckets = Buckets::whole(Span { from: at - reach_ms, to: at + 1 }, step, zone, week_start);
    buckets.span(buckets.len() - 2)
}

fn edges(span: Span, step: Step, zone: &Zone, week_start: Weekday) -> Vec<Millis> {
    match step {
        Step::Hour => hour_edges(span, zone),
        _ => date_edges(span, step, zone, week_start),
    }
}

/// Edges at every whole local hour, and where the clock is set back or forward within one.
fn hour_edges(span: Span, zone: &Zone) -> Vec<Millis> {
    let mut edges = Vec::new();
    let mut at = span.from;
    loop {
        let (stretch, offset_ms) = zone.stretch_at(at);
        let mut hour = (at + offset_ms).div_euclid(HOUR_MS) * HOUR_MS - offset_ms;
        while hour < stretch.to {
            let edge = hour.max(stretch.from);
            edges.push(edge);
            if edge >= span.to {
                return edges;
            }
            hour += HOUR_MS;
        }
        at = stretch.to;
    }
}

/// Edges at the start of every local date on which a day, week or month begins.
fn date_edges(span: Span, step: Step, zone: &Zone, week_start: Weekday) -> Vec<Millis> {
    let mut date = first_date(zone.date_at(span.from), step, week_start);
    let mut edges = vec![zone.start_of_date(date)];
    while edges[edges.len() - 1] < span.to {
        date = next_date(date, step);
        let start = zone.start_of_date(date);
        // A date that the zone skipped has no instants, and so no bucket.
        if start > edges[edges.len() - 1] {
            edges.push(start);
        }
    }
    edges
}

/// The first date of the day, week or month that `date` lies in.
pub fn first_date(date: NaiveDate, step: Step, week_start: Weekday) -> NaiveDate {
    match step {
        Step::Hour | Step::Day => date,
        Step::Week => date.week(week_start).first_day(),
        Step::Month => date.with_day(1).unwrap_or(date),
    }
}

fn next_date(date: NaiveDate, step: Step) -> NaiveDate {
    match step {
        Step::Hour | Step::Day => date + Days::new(1),
        Step::Week => date + Days::new(7),
        Step::Month => date + Months::new(1),
    }
}

/// The hour of the week that `civil` lies in: 0 is Monday 00:00 to 01:00, 167 is Sunday 23:00 to 24:00.
pub fn hour_of_week(civil: chrono::NaiveDateTime) -> usize {
    use chrono::Timelike;
    civil.weekday().num_days_from_monday() as usize * 24 + civil.hour() as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::zone::tests::zone;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(zone: &Zone, from: &str, to: &str) -> Span {
        Span { from: zone.start_of_date(date(from)), to: zone.start_of_date(date(to)) }
    }

    #[test]
    fn the_hours_of_the_days_on_which_rome_changes_its_clocks() {
        let rome = zone("Europe/Rome");
        let autumn = Buckets::cut(days(&rome, "2025-10-26", "2025-10-27"), Step::Hour, &rome, Weekday::Mon);
        let spring = Buckets::cut(days(&rome, "2025-03-30", "2025-03-31"), Step::Hour, &rome, Weekday::Mon);
        assert_eq!((autumn.len(), spring.len()), (25, 23));
        assert!(autumn.spans().chain(spring.spans()).all(|hour| hour.length_ms() == HOUR_MS));
    }

    #[test]
    fn a_half_hour_change_makes_a_half_hour_bucket() {
        let lord_howe = zone("Australia/Lord_Howe");
        let hours = Buckets::cut(days(&lord_howe, "2025-04-06", "2025-04-07"), Step::Hour, &lord_howe, Weekday::Mon);
        let widths: Vec<_> = hours.spans().map(|hour| hour.length_ms() * 2 / HOUR_MS).collect();
        assert_eq!((hours.len(), widths.iter().filter(|&&half_hours| half_hours == 1).count()), (25, 1));
    }

    #[test]
    fn a_span_that_ends_before_a_half_hour_change_ends_there() {
        let lord_howe = zone("Australia/Lord_Howe");
        let Span { from, to } = days(&lord_howe, "2025-04-06", "2025-04-07");
        for at in (from + 1..to).step_by(HOUR_MS as usize / 12) {
            let hours = Buckets::cut(Span { from, to: at }, Step::Hour, &lord_howe, Weekday::Mon);
            assert!(hours.spans().all(|hour| hour.from < hour.to), "{at}");
        }
    }

    #[test]
    fn hours_of_a_zone_with_a_half_hour_offset_start_at_its_own_whole_hours() {
        for name in ["Asia/Kolkata", "America/St_Johns"] {
            let place = zone(name);
            let hours = Buckets::cut(days(&place, "2025-06-01", "2025-06-03"), Step::Hour, &place, Weekday::Mon);
            assert_eq!(hours.len(), 48);
            assert!(hours.spans().all(|hour| (hour.from + place.offset_ms_at(hour.from)) % HOUR_MS == 0));
        }
    }

    #[test]
    fn a_skipped_date_has_no_bucket() {
        let apia = zone("Pacific/Apia");
        let days = Buckets::cut(days(&apia, "2011-12-28", "2012-01-02"), Step::Day, &apia, Weekday::Mon);
        let dates: Vec<_> = days.spans().map(|day| apia.date_at(day.from).day()).collect();
        assert_eq!(dates, [28, 29, 31, 1]);
    }

    #[test]
    fn weeks_and_months_are_cut_by_the_period() {
        let rome = zone("Europe/Rome");
        let period = days(&rome, "2025-02-05", "2025-04-01");
        let weeks = Buckets::cut(period, Step::Week, &rome, Weekday::Mon);
        assert_eq!((weeks.len(), weeks.first_is_cut, weeks.last_is_cut), (9, true, true));
        let months = Buckets::cut(period, Step::Month, &rome, Weekday::Mon);
        assert_eq!((months.len(), months.first_is_cut, months.last_is_cut), (2, true, false));
        let sunday = Buckets::cut(period, Step::Week, &rome, Weekday::Sun);
        assert_eq!(rome.date_at(sunday.span(1).from), date("2025-02-09"));
    }

    #[test]
    fn the_bucket_before_one_is_whole_and_ends_where_that_begins() {
        for name in ["Europe/Rome", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"] {
            let place = zone(name);
            let year = days(&place, "2025-01-01", "2026-01-01");
            for step in [Step::Hour, Step::Day, Step::Week, Step::Month] {
                let buckets = Buckets::whole(year, step, &place, Weekday::Mon);
                for bucket in 1..buckets.len() {
                    let Span { from, to } = buckets.span(bucket);
                    for at in [from, to - 1] {
                        assert_eq!(bucket_before(at, step, &place, Weekday::Mon), buckets.span(bucket - 1), "{name}");
                    }
                }
            }
        }
        let apia = zone("Pacific/Apia");
        let skipped = bucket_before(apia.start_of_date(date("2011-12-31")), Step::Day, &apia, Weekday::Mon);
        assert_eq!(apia.date_at(skipped.from), date("2011-12-29"));
    }

    #[test]
    fn an_instant_lies_in_the_bucket_that_contains_it() {
        let rome = zone("Europe/Rome");
        let period = days(&rome, "2025-01-01", "2026-01-01");
        for step in [Step::Hour, Step::Day, Step::Week, Step::Month] {
            let buckets = Buckets::cut(period, step, &rome, Weekday::Mon);
            for at in (period.from..period.to).step_by(DAY_MS as usize / 7 + 1) {
                assert!(buckets.span(buckets.index_of(at)).contains(at));
            }
            for (index, span) in buckets.spans().enumerate() {
                assert_eq!((buckets.index_of(span.from), buckets.index_of(span.to - 1)), (index, index));
            }
        }
    }

    #[test]
    fn edges_before_an_instant_are_counted() {
        let edges = [0, 3 * MINUTE_MS, 4 * MINUTE_MS, DAY_MS, DAY_MS + 1];
        for count in 1..=edges.len() {
            let buckets = Buckets::between(&edges[..count]);
            for at in edges.iter().flat_map(|edge| [edge - 1, *edge, edge + 1, edge + 2 * MINUTE_MS]) {
                let expected = edges[..count].iter().filter(|&&edge| edge < at).count();
                assert_eq!(buckets.edges_before(at), expected, "{at} {count}");
            }
        }
    }

    #[test]
    fn hours_of_the_week_begin_on_monday() {
        assert_eq!(hour_of_week("2025-03-03T00:59:00".parse().unwrap()), 0);
        assert_eq!(hour_of_week("2025-03-09T23:00:00".parse().unwrap()), 167);
    }
}
