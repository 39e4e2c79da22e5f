//! Answering one request in one view.

use super::answer::{
    Answer, Bin, Breakdown, Bucket, Change, Difference, Distribution, Grid, KeyDifference, Line, Number, PeriodSpoken,
    Previous, Quantile, Row, Series, Shape, Within,
};
use super::request::{Request, Shape as Asked, Spread};
use super::tally::{Cell, Tallied, tally, tally_spans};
use crate::error::Error;
use crate::metrics::Value;
use crate::metrics::stats::{Stats, quantile};
use crate::query::View;
use crate::query::dimension::{Dimension, Keys};
use crate::query::observation::{Observation, Observations, Reason};
use crate::query::policy::Clock;
use crate::query::view::Seen;
use crate::store::order::sorted;
use crate::time::bucket::hour_of_week;
use crate::time::{Buckets, DAY_MS, HOUR_MS, MINUTE_MS, Millis, Span, Step, iso};
use std::cmp::Ordering;

/// More buckets than this are refused.
const MOST_BUCKETS: i64 = 50_000;

/// A request about to be answered.
pub struct Asking<'a> {
    pub request: &'a Request,
    pub observations: &'a Observations,
    /// What the request is called in the query, for errors.
    pub name: &'a str,
}

impl Asking<'_> {
    /// The answer in `view`, and what it was in `previous`.
    pub fn answer(&self, view: &View<'_>, previous: Option<&View<'_>>) -> Result<Answer, Error> {
        let (shape, tallied) = self.shape(view)?;
        let before = previous.map(|view| Ok((self.shape(view)?, view))).transpose()?;
        let change = before.as_ref().and_then(|((before, _), _)| change(&shape, before));
        Ok(Answer {
            metric: self.request.measure.id,
            unit: self.request.measure.unit,
            stat: (self.request.measure.value == Value::Duration).then_some(self.request.stat),
            shape,
            n: tallied.total.n,
            excluded: tallied.excluded,
            notes: tallied.notes,
            coverage: view.coverage(self.request.measure.needs),
            policy: view.derived.policy.clone(),
            period: PeriodSpoken::new(view.period, view.zone),
            previous: before.map(|((shape, tallied), view)| {
                let period = PeriodSpoken::new(view.period, view.zone);
                Box::new(Previous { shape, n: tallied.total.n, period })
            }),
            change,
        })
    }

    fn shape(&self, view: &View<'_>) -> Result<(Shape, Tallied), Error> {
        if let Some(reason) = self.unavailable(view) {
            return Ok((Shape::Unavailable { reason }, Tallied::nothing()));
        }
        Ok(match &self.request.view {
            Asked::Number => self.number(view),
            Asked::Series { over, by } => self.series(view, *over, *by)?,
            Asked::Breakdown { by } => self.breakdown(view, *by),
            Asked::Grid => self.grid(view),
            Asked::Distribution(spread) => self.distribution(view, spread),
        })
    }

    /// Why the data cannot say, if it cannot.
    fn unavailable(&self, view: &View<'_>) -> Option<Reason> {
        if view.data.threads.is_empty() {
            return Some(Reason::NoData);
        }
        if self.request.measure.value == Value::Duration && view.derived.policy.clock == Clock::Business {
            return Some(Reason::NoSchedule);
        }
        let coverage = view.data.coverage();
        let by = match self.request.view {
            Asked::Series { by, .. } => by,
            Asked::Breakdown { by } => Some(by),
            _ => None,
        };
        let dimensions = || by.into_iter().chain(view.filtered_dimensions());
        if dimensions().any(|dimension| !self.request.measure.knows(dimension)) {
            return Some(Reason::FilterDoesNotApply);
        }
        let of_dimension = |dimension: Dimension| match dimension {
            Dimension::Agent | Dimension::Actor => self.request.measure.by_whom.or(dimension.needs()),
            _ => dimension.needs(),
        };
        let needs = self.request.measure.needs.iter().copied().chain(dimensions().filter_map(of_dimension));
        needs.filter(|&fact| !coverage.has(fact)).map(Reason::lacks).next()
    }

    fn tally(
        &self,
        view: &View<'_>,
        slots: usize,
        slot_of: impl FnMut(&Observation, &mut dyn FnMut(usize)),
    ) -> Tallied {
        tally(view, self.request.measure, self.observations, self.request.stat, slots, slot_of)
    }

    fn number(&self, view: &View<'_>) -> (Shape, Tallied) {
        let tallied = self.tally(view, 0, |_, _| {});
        let Cell { value, stats, .. } = tallied.total.clone();
        (Shape::Number(Number { value, stats, beside: tallied.beside.clone() }), tallied)
    }

    fn breakdown(&self, view: &View<'_>, by: Dimension) -> (Shape, Tallied) {
        let keys = view.keys(by);
        let tallied = self.tally(view, keys.count(), |observation, slot| keys.each(observation, slot));
        let n = tallied.total.n;
        let filled = tallied.cells.iter().enumerate().filter(|(_, cell)| cell.n > 0);
        let rows = filled.map(|(key, cell)| row(&keys, key, cell, n)).collect();
        let rows = sorted(rows, &|a: &Row, b| descending(a.value, b.value).then_with(|| a.label.cmp(&b.label)));
        let overlap = rows.iter().map(|row| row.n).sum::<u64>() - n;
        (Shape::Breakdown(Breakdown { by, rows, total: tallied.total.value, overlap }), tallied)
    }

    fn series(&self, view: &View<'_>, over: Step, by: Option<Dimension>) -> Result<(Shape, Tallied), Error> {
        let span = view.period.span;
        if over == Step::Hour && span.length_ms() / HOUR_MS > MOST_BUCKETS {
            let message = "a period has too many hours to be shown hour by hour; ask for days";
            return Err(Error::query(format!("metrics.{}.over", self.name), message));
        }
        let buckets = Buckets::cut(span, over, view.zone, view.week_start);
        let keys = by.map(|by| view.keys(by));
        let width = keys.as_ref().map_or(1, Keys::count);
        let key_of = |observation: &Observation, key: &mut dyn FnMut(usize)| match &keys {
            Some(keys) => keys.each(observation, key),
            None => key(0),
        };
        let tallied = if let Observations::Spans(spans) = self.observations {
            let begun = buckets.spans().take_while(|bucket| bucket.from <= view.now);
            let instants: Vec<Millis> = begun.map(|bucket| (bucket.to - 1).min(view.now)).collect();
            tally_spans(view, self.request.measure, spans, &instants, width, key_of)
        } else {
            self.tally(view, buckets.len() * width, |observation, slot| {
                let bucket = buckets.index_of(observation.at);
                key_of(observation, &mut |key| slot(bucket * width + key));
            })
        };
        let lines = self.lines(view, &buckets, keys.as_ref(), &tallied.cells);
        let spoken = spoken_buckets(view, &buckets);
        Ok((Shape::Series(Series { over, by, buckets: spoken, lines }), tallied))
    }

    fn lines(&self, view: &View<'_>, buckets: &Buckets, keys: Option<&Keys<'_>>, cells: &[Cell]) -> Vec<Line> {
        let width = keys.map_or(1, Keys::count);
        let line = |key: usize| {
            let cell =
                |bucket: usize| cells.get(bucket * width + key).filter(|_| buckets.span(bucket).from <= view.now);
            Line {
                key: keys.and_then(|keys| keys.id(key)),
                label: keys.and_then(|keys| keys.label(key)),
                values: (0..buckets.len()).map(|bucket| cell(bucket).and_then(|cell| cell.value)).collect(),
                n: (0..buckets.len()).map(|bucket| cell(bucket).map_or(0, |cell| cell.n)).collect(),
            }
        };
        let mut lines: Vec<Line> = (0..width).map(line).collect();
        if keys.is_some() {
            lines.retain(|line| line.n.iter().any(|&n| n > 0));
            let n = |line: &Line| line.n.iter().sum::<u64>();
            lines = sorted(lines, &|a, b| n(b).cmp(&n(a)).then_with(|| a.label.cmp(&b.label)));
        }
        lines
    }

    fn grid(&self, view: &View<'_>) -> (Shape, Tallied) {
        let mut zone = ZoneCursor::new(view.zone);
        let tallied = self.tally(view, 168, |observation, slot| slot(zone.hour_of_week(observation.at)));
        let occurrences = occurrences(view);
        let is_count = self.request.measure.value != Value::Duration;
        let per_occurrence = |slot: usize| match occurrences[slot] {
            0 => None,
            times => tallied.cells[slot].value.map(|value| value / f64::from(times)),
        };
        let values =
            |slot: usize| tallied.cells[slot].value.filter(|_| tallied.cells[slot].n > 0 || occurrences[slot] > 0);
        let grid = Grid {
            rows: (1..=7).map(|day| day.to_string()).collect(),
            columns: (0..24).map(|hour| hour.to_string()).collect(),
            values: by_day(values),
            counts: by_day(|slot| tallied.cells[slot].n),
            occurrences: by_day(|slot| occurrences[slot]),
            per_occurrence: is_count.then(|| by_day(per_occurrence)),
        };
        (Shape::Grid(grid), tallied)
    }

    fn distribution(&self, view: &View<'_>, spread: &Spread) -> (Shape, Tallied) {
        let mut values = Vec::new();
        view.each(self.observations, self.request.measure.needs, |observation, seen| {
            if let Seen::Counted(_) = seen {
                values.push(observation.value);
            }
        });
        let tallied = self.tally(view, 0, |_, _| {});
        let stats = Stats::of(&mut values);
        let quantiles = |values: &[Millis]| {
            QUANTILES.iter().map(|&p| Quantile { p, value: quantile(values, p) }).collect::<Vec<_>>()
        };
        let within = spread.limit.map(|limit| {
            let numerator = values.partition_point(|&value| value <= limit) as u64;
            let denominator = values.len() as u64;
            let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
            Within { limit, numerator, denominator, value }
        });
        let distribution = Distribution {
            stats,
            quantiles: if values.is_empty() { Vec::new() } else { quantiles(&values) },
            bins: bins(&values, &spread.edges),
            within,
        };
        (Shape::Distribution(distribution), tallied)
    }
}

impl Tallied {
    fn nothing() -> Self {
        Self {
            cells: Vec::new(),
            total: Cell { n: 0, value: None, stats: None },
            beside: Vec::new(),
            excluded: Vec::new(),
            notes: Vec::new(),
        }
    }
}

fn row(keys: &Keys<'_>, key: usize, cell: &Cell, n: u64) -> Row {
    Row {
        key: keys.id(key),
        label: keys.label(key),
        value: cell.value,
        n: cell.n,
        share: (n > 0).then(|| cell.n as f64 / n as f64),
        stats: cell.stats,
    }
}

/// The larger first, what has no value last.
fn descending(a: Option<f64>, b: Option<f64>) -> Ordering {
    b.partial_cmp(&a).unwrap_or(Ordering::Equal)
}

fn spoken_buckets(view: &View<'_>, buckets: &Buckets) -> Vec<Bucket> {
    let last = buckets.len().saturating_sub(1);
    let bucket = |(number, Span { from, to }): (usize, Span)| Bucket {
        from,
        to,
        local: iso::write_local(from, view.zone),
        partial: (number == 0 && buckets.first_is_cut) || (number == last && buckets.last_is_cut) || to > view.now,
    };
    buckets.spans().enumerate().map(bucket).collect()
}

fn by_day<T>(cell: impl Fn(usize) -> T) -> Vec<Vec<T>> {
    (0..7).map(|day| (0..24).map(|hour| cell(day * 24 + hour)).collect()).collect()
}

/// How often each hour of the week has begun in the part of the period that is over.
fn occurrences(view: &View<'_>) -> Vec<u32> {
    let mut times = vec![0; 168];
    let hours = Buckets::cut(view.elapsed(), Step::Hour, view.zone, view.week_start);
    for hour in hours.spans() {
        times[hour_of_week(view.zone.civil_from_instant(hour.from))] += 1;
    }
    times
}

/// Finds hours of the week for instants that mostly lie near each other.
struct ZoneCursor<'a> {
    zone: &'a crate::time::Zone,
    stretch: Span,
    offset_ms: Millis,
}

impl<'a> ZoneCursor<'a> {
    fn new(zone: &'a crate::time::Zone) -> Self {
        Self { zone, stretch: Span { from: 0, to: 0 }, offset_ms: 0 }
    }

    fn hour_of_week(&mut self, at: Millis) -> usize {
        if !self.stretch.contains(at) {
            (self.stretch, self.offset_ms) = self.zone.stretch_at(at);
        }
        // 1970-01-01 was a Thursday, three days after a Monday.
        let hours = (at + self.offset_ms).div_euclid(HOUR_MS) + 3 * 24;
        hours.rem_euclid(168) as usize
    }
}

const QUANTILES: [f64; 11] = [0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0];

/// Where the bars of a histogram of waiting and working times begin, unless they are asked for otherwise.
const EDGES: [Millis; 17] = [
    0,
    30_000,
    MINUTE_MS,
    2 * MINUTE_MS,
    5 * MINUTE_MS,
    10 * MINUTE_MS,
    15 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    2 * HOUR_MS,
    4 * HOUR_MS,
    8 * HOUR_MS,
    DAY_MS,
    2 * DAY_MS,
    4 * DAY_MS,
    7 * DAY_MS,
    30 * DAY_MS,
];

/// Counts the sorted values between edges. What lies below the first edge is not shown.
fn bins(values: &[Millis], edges: &[Millis]) -> Vec<Bin> {
    let Some(&longest) = values.last() else { return Vec::new() };
    let edges = if edges.is_empty() {
        let used = EDGES.partition_point(|&edge| edge <= longest).clamp(1, EDGES.len());
        &EDGES[..used]
    } else {
        edges
    };
    let below = |edge: Millis| values.partition_point(|&value| value < edge) as u64;
    let bin = |(number, &from): (usize, &Millis)| {
        let to = edges.get(number + 1).copied();
        Bin { from, to, count: to.map_or(values.len() as u64, below) - below(from) }
    };
    edges.iter().enumerate().map(bin).collect()
}

fn change(now: &Shape, before: &Shape) -> Option<Change> {
    match (now, before) {
        (Shape::Number(now), Shape::Number(before)) => Some(Change::Number(difference(now.value, before.value))),
        (Shape::Breakdown(now), Shape::Breakdown(before)) => {
            let of =
                |rows: &[Row], key: &Option<String>| rows.iter().find(|row| row.key == *key).and_then(|row| row.value);
            let gone = before.rows.iter().filter(|row| !now.rows.iter().any(|other| other.key == row.key));
            let keys = now.rows.iter().chain(gone).map(|row| row.key.clone());
            let change = |key: Option<String>| {
                let change = difference(of(&now.rows, &key), of(&before.rows, &key));
                KeyDifference { key, change }
            };
            Some(Change::Rows(keys.map(change).collect()))
        }
        _ => None,
    }
}

fn difference(now: Option<f64>, before: Option<f64>) -> Difference {
    let difference = now.zip(before).map(|(now, before)| now - before);
    let ratio = difference.zip(before).filter(|&(_, before)| before != 0.0).map(|(by, before)| by / before);
    Difference { difference, ratio }
}
