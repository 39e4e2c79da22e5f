//! Answering what is asked of one measure.

use super::answer::{
    Answer, Bin, Breakdown, Bucket, Change, Difference, Distribution, Grid, KeyDifference, Line, Number, PeriodSpoken,
    Previous, Quantile, Row, Series, Shape, SpokenBuckets, Within, by_day,
};
use super::cohorts::cohorts;
use super::curve::curve;
use super::request::{Cohort, Request, Shape as Asked, Spread};
use super::slots::{HoursOfWeek, Slots};
use super::tally::{Cell, Sheet, Total, Wanted, tally, tally_spans};
use crate::error::Error;
use crate::metrics::{Measure, Unit, Value};
use crate::query::View;
use crate::query::dimension::{Dimension, Keys};
use crate::query::observation::{Observations, Reason};
use crate::query::policy::{Clock, DateBasis};
use crate::query::split::Split;
use crate::registry::Word;
use crate::stats::{Rate, Stat, Stats, each_quantile};
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::order::sorted;
use crate::time::{Buckets, DAY_MS, HOUR_MS, MINUTE_MS, Millis, Span, Step, iso};
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::rc::Rc;

/// More buckets than this are refused.
const MOST_BUCKETS: i64 = 50_000;

/// Requests of one measure about to be answered, each with what it is called in the query, for errors.
pub struct Asking<'a> {
    pub measure: &'static Measure,
    pub observations: &'a Observations,
    pub requests: Vec<(&'a str, &'a Request)>,
}

/// How a request is going to be answered.
enum Plan {
    Unavailable(Reason),
    /// By itself.
    Curve(Option<Millis>),
    Cohorts(Cohort),
    /// As the request of this number.
    Same(usize),
    /// With the next sheet of those of this number, which are counted together.
    Counted(usize),
}

/// Slots that are counted together: what happened, or what lasted at the end of each bucket of one width.
struct Together<'a> {
    lasting_over: Option<Step>,
    slots: Vec<(Slots<'a>, Wanted)>,
}

/// What answers in one view have in common.
pub struct Common<'a, 'v> {
    view: &'a View<'v>,
    buckets: [OnceCell<SpokenBuckets>; Step::ALL.len()],
}

impl<'a, 'v> Common<'a, 'v> {
    pub fn new(view: &'a View<'v>) -> Self {
        Self { view, buckets: Default::default() }
    }

    fn buckets(&self, step: Step) -> SpokenBuckets {
        let spoken = || SpokenBuckets::new(spoken_buckets(self.view, &self.view.buckets(step)));
        self.buckets[step as usize].get_or_init(spoken).clone()
    }
}

impl Asking<'_> {
    /// The answers in a view, and what they were in the previous one.
    pub fn answers(&self, common: &Common<'_, '_>, previous: Option<&Common<'_, '_>>) -> Result<Vec<Answer>, Error> {
        let view = common.view;
        let shapes = self.shapes(common)?;
        let mut before = match previous {
            Some(common) => self.shapes(common)?.into_iter().map(|shape| Some((shape, common.view))).collect(),
            None => Vec::new(),
        };
        before.resize_with(shapes.len(), || None);
        let each = self.requests.iter().zip(shapes).zip(before);
        Ok(each.map(|((&(_, request), now), before)| self.answer(view, request, now, before)).collect())
    }

    fn answer(
        &self,
        view: &View<'_>,
        request: &Request,
        (shape, total): (Shape, Rc<Total>),
        before: Option<((Shape, Rc<Total>), &View<'_>)>,
    ) -> Answer {
        Answer {
            metric: self.measure.id,
            unit: self.measure.unit,
            stat: (self.measure.value == Value::Amount).then_some(request.stat),
            change: before.as_ref().and_then(|((before, _), _)| change(&shape, before)),
            shape,
            n: total.cell.n,
            excluded: total.excluded.clone(),
            notes: total.notes.clone(),
            coverage: view.coverage(self.measure.needs),
            policy: view.derived.policy.clone(),
            period: PeriodSpoken::new(view.period, view.zone),
            previous: before.map(|((shape, total), view)| {
                Box::new(Previous { shape, n: total.cell.n, period: PeriodSpoken::new(view.period, view.zone) })
            }),
        }
    }

    /// What each request comes to.
    fn shapes(&self, common: &Common<'_, '_>) -> Result<Vec<(Shape, Rc<Total>)>, Error> {
        let view = common.view;
        let mut together: Vec<Together<'_>> = Vec::new();
        let mut plans = Vec::with_capacity(self.requests.len());
        for (place, &(name, request)) in self.requests.iter().enumerate() {
            let is_same = |(_, other): &(&str, &Request)| other.view == request.view && other.stat == request.stat;
            if let Some(same) = self.requests[..place].iter().position(is_same) {
                plans.push(Plan::Same(same));
                continue;
            }
            if let Some(reason) = self.unavailable(view, request) {
                plans.push(Plan::Unavailable(reason));
                continue;
            }
            if let Asked::Curve { limit } = request.view {
                plans.push(Plan::Curve(limit));
                continue;
            }
            if let Asked::Cohorts(cohort) = request.view {
                plans.push(Plan::Cohorts(cohort));
                continue;
            }
            let slots = slots(view, name, request)?;
            let lasting_over = match (&request.view, self.observations) {
                (Asked::Series { over, .. }, Observations::Spans(_)) => Some(*over),
                _ => None,
            };
            let known = together.iter().position(|known| known.lasting_over == lasting_over);
            let number = known.unwrap_or(together.len());
            if known.is_none() {
                together.push(Together { lasting_over, slots: Vec::new() });
            }
            together[number].slots.push((slots, wanted(request)));
            plans.push(Plan::Counted(number));
        }
        let mut counted = Vec::new();
        for Together { lasting_over, slots } in together {
            let tally = if lasting_over.is_some() { tally_spans } else { tally };
            let (total, sheets) = tally(view, self.measure, self.observations, slots);
            counted.push((Rc::new(total), sheets.into_iter()));
        }
        let mut shapes: Vec<(Shape, Rc<Total>)> = Vec::with_capacity(plans.len());
        for (plan, &(_, request)) in plans.into_iter().zip(&self.requests) {
            shapes.push(match plan {
                Plan::Unavailable(reason) => (Shape::Unavailable { reason }, Rc::default()),
                Plan::Curve(limit) => {
                    let (curve, total) = curve(view, self.measure, self.observations, limit);
                    (Shape::Curve(curve), Rc::new(total))
                }
                Plan::Cohorts(cohort) => {
                    let (cohorts, total) = cohorts(view, self.measure, self.observations, cohort);
                    (Shape::Cohorts(cohorts), Rc::new(total))
                }
                Plan::Same(place) => shapes[place].clone(),
                Plan::Counted(number) => {
                    let (total, sheets) = &mut counted[number];
                    let Sheet { slots, cells } = sheets.next().expect("every such plan has its sheet");
                    (self.shape(common, request, &slots, &cells, total), Rc::clone(total))
                }
            });
        }
        Ok(shapes)
    }

    fn shape(
        &self,
        common: &Common<'_, '_>,
        request: &Request,
        slots: &Slots<'_>,
        cells: &[Cell],
        total: &Total,
    ) -> Shape {
        let (view, stat) = (common.view, request.stat);
        match (&request.view, slots) {
            (Asked::Breakdown { by }, Slots::Keys(keys)) => Shape::Breakdown(breakdown(by, keys, cells, total, stat)),
            (Asked::Series { over, by }, Slots::Buckets { buckets, keys, .. }) => Shape::Series(Series {
                over: *over,
                by: by.clone(),
                buckets: common.buckets(*over),
                lines: lines(view, buckets, keys.as_ref(), cells, stat),
            }),
            (Asked::Grid, _) => Shape::Grid(grid(view, cells, stat, self.measure.value.is_number())),
            (Asked::Distribution(spread), _) => Shape::Distribution(distribution(spread, total, self.spread_unit())),
            _ => Shape::Number(Number {
                value: total.cell.value(stat),
                currency: code(view.data, total.cell.currency),
                rate: total.cell.rate,
                stats: total.cell.stats,
                ages: if self.measure.value == Value::Snapshot { Stats::of(&total.amounts) } else { None },
                beside: total.beside.clone(),
            }),
        }
    }

    /// The unit of what is spread: of what lasts, its age.
    fn spread_unit(&self) -> Unit {
        if self.measure.value == Value::Snapshot { Unit::Milliseconds } else { self.measure.unit }
    }

    /// Why the data cannot say, if it cannot.
    fn unavailable(&self, view: &View<'_>, request: &Request) -> Option<Reason> {
        let by = match &request.view {
            Asked::Series { by, .. } => by.as_ref(),
            Asked::Breakdown { by } => Some(by),
            _ => None,
        };
        let is_by_close = matches!(view.derived.policy.date_basis, DateBasis::Closed | DateBasis::OpenedAndClosed);
        let is_undated = is_by_close && matches!(request.view, Asked::Curve { .. });
        unavailable(view, self.measure, by).or(is_undated.then_some(Reason::DatedByClose))
    }
}

/// Why the data cannot say what a measure comes to, split by a dimension, if it cannot.
pub fn unavailable(view: &View<'_>, measure: &Measure, by: Option<&Split>) -> Option<Reason> {
    let is_known = if measure.is_of_contacts { view.data.has_contacts() } else { view.data.has_conversations() };
    if !is_known {
        return Some(Reason::NoData);
    }
    let has_clock = view.derived.hours.is_some() || view.derived.policy.clock == Clock::Wall;
    if measure.is_timed() && !has_clock {
        return Some(Reason::NoSchedule);
    }
    let coverage = view.data.coverage();
    let dimensions = || by.map(|by| by.dimension).into_iter().chain(view.filtered_dimensions());
    if dimensions().any(|dimension| !measure.knows(dimension)) {
        return Some(Reason::FilterDoesNotApply);
    }
    if let Some(reason) = view.lacking(by) {
        return Some(reason);
    }
    let of_dimension = |dimension: Dimension| match dimension {
        Dimension::Agent | Dimension::Actor => measure.by_whom.or(dimension.needs()),
        _ => dimension.needs(),
    };
    let needs = measure.needs.iter().copied().chain(dimensions().filter_map(of_dimension));
    needs.filter(|&fact| !coverage.has(fact)).map(Reason::lacks).next()
}

/// Where the observations of a request are counted.
fn slots<'a>(view: &View<'a>, name: &str, request: &Request) -> Result<Slots<'a>, Error> {
    Ok(match &request.view {
        Asked::Number | Asked::Distribution(_) | Asked::Curve { .. } | Asked::Cohorts(_) => Slots::One,
        Asked::Breakdown { by } => Slots::Keys(view.keys(by)),
        Asked::Grid => Slots::HoursOfWeek(HoursOfWeek::new(view)),
        Asked::Series { over, by } => {
            refuse_too_many_hours(view, *over, &format!("metrics.{name}.over"))?;
            let buckets = view.buckets(*over);
            Slots::Buckets { step: *over, buckets, keys: by.as_ref().map(|by| view.keys(by)) }
        }
    })
}

/// Refuses a period that has too many buckets.
pub fn refuse_too_many_hours(view: &View<'_>, over: Step, path: &str) -> Result<(), Error> {
    if over == Step::Hour && view.period.span.length_ms() / HOUR_MS > MOST_BUCKETS {
        let message = "a period has too many hours to be shown hour by hour; ask for days";
        return Err(Error::query(path, message));
    }
    Ok(())
}

/// Which statistics of each cell the answer shows.
fn wanted(request: &Request) -> Wanted {
    match request.view {
        Asked::Series { .. } | Asked::Grid => Wanted::One(request.stat),
        _ => Wanted::All,
    }
}

fn breakdown(by: &Split, keys: &Keys<'_>, cells: &[Cell], total: &Total, stat: Stat) -> Breakdown {
    let n = total.cell.n;
    let filled = cells.iter().enumerate().filter(|(_, cell)| cell.n > 0);
    let ranked = filled.map(|(key, cell)| (keys.rank(key), row(keys, key, cell, n, stat))).collect();
    let ranked = sorted(ranked, &|(rank, a): &(u32, Row), (other, b)| {
        descending(a.value, b.value).then_with(|| (rank, &a.label).cmp(&(other, &b.label)))
    });
    let rows: Vec<Row> = ranked.into_iter().map(|(_, row)| row).collect();
    let overlap = rows.iter().map(|row| row.n).sum::<u64>() - n;
    Breakdown { by: by.clone(), rows, total: total.cell.value(stat), overlap }
}

fn lines(view: &View<'_>, buckets: &Buckets, keys: Option<&Keys<'_>>, cells: &[Cell], stat: Stat) -> Vec<Line> {
    let width = keys.map_or(1, Keys::count);
    let line = |key: usize| {
        let cell = |bucket: usize| cells.get(bucket * width + key).filter(|_| buckets.span(bucket).from <= view.now);
        let of_rates = |part: fn(Rate) -> u64| {
            let is_rate = cells.first().is_some_and(|cell| cell.rate.is_some());
            let in_bucket = |bucket: usize| cell(bucket).and_then(|cell| cell.rate).map_or(0, part);
            (0..if is_rate { buckets.len() } else { 0 }).map(in_bucket).collect()
        };
        Line {
            key: keys.and_then(|keys| keys.id(key)),
            label: keys.and_then(|keys| keys.label(key)),
            currency: code(view.data, one_of((0..buckets.len()).filter_map(cell))),
            values: (0..buckets.len()).map(|bucket| cell(bucket).and_then(|cell| cell.value(stat))).collect(),
            n: (0..buckets.len()).map(|bucket| cell(bucket).map_or(0, |cell| cell.n)).collect(),
            numerators: of_rates(|rate| rate.numerator),
            denominators: of_rates(|rate| rate.denominator),
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

fn grid(view: &View<'_>, cells: &[Cell], stat: Stat, is_count: bool) -> Grid {
    let occurrences = occurrences(view);
    let per_occurrence = |slot: usize| match occurrences[slot] {
        0 => None,
        times => cells[slot].value(stat).map(|value| value / f64::from(times)),
    };
    let values = |slot: usize| cells[slot].value(stat).filter(|_| cells[slot].n > 0 || occurrences[slot] > 0);
    let of_rates = |part: fn(Rate) -> u64| match cells[0].rate {
        Some(_) => by_day(|slot| cells[slot].rate.map_or(0, part)),
        None => Vec::new(),
    };
    Grid {
        rows: (1..=7).map(|day| day.to_string()).collect(),
        columns: (0..24).map(|hour| hour.to_string()).collect(),
        values: by_day(values),
        counts: by_day(|slot| cells[slot].n),
        numerators: of_rates(|rate| rate.numerator),
        denominators: of_rates(|rate| rate.denominator),
        occurrences: by_day(|slot| occurrences[slot]),
        per_occurrence: is_count.then(|| by_day(per_occurrence)),
    }
}

fn distribution(spread: &Spread, total: &Total, unit: Unit) -> Distribution {
    let parts = unit.parts();
    let amounts = &total.amounts;
    let mut quantiles = Vec::new();
    each_quantile(amounts, &QUANTILES, |number, value| {
        quantiles.push(Quantile { p: QUANTILES[number], value: value / parts });
    });
    let within = spread.limit.map(|limit| {
        let numerator = amounts.iter().filter(|&&amount| amount as f64 / parts <= limit as f64).count() as u64;
        let denominator = amounts.len() as u64;
        let value = (denominator > 0).then(|| numerator as f64 / denominator as f64);
        Within { limit, numerator, denominator, value }
    });
    let stats = Stats::of(amounts).map(|stats| stats.of_parts(parts));
    Distribution { stats, quantiles, bins: bins(amounts, unit, &spread.edges), within }
}

fn row(keys: &Keys<'_>, key: usize, cell: &Cell, n: u64, stat: Stat) -> Row {
    Row {
        key: keys.id(key),
        label: keys.label(key),
        value: cell.value(stat),
        currency: code(keys.data, cell.currency),
        n: cell.n,
        share: (n > 0).then(|| cell.n as f64 / n as f64),
        rate: cell.rate,
        stats: cell.stats,
    }
}

/// The code of a currency by its place.
fn code(data: &Dataset, currency: Option<u32>) -> Option<String> {
    currency.and_then(some).map(|place| data.currencies.get(place).to_owned())
}

/// The currency of all cells that have something in them, if it is one.
fn one_of<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<u32> {
    let mut currencies = cells.filter(|cell| cell.n > 0).map(|cell| cell.currency);
    let first = currencies.next()?;
    first.filter(|_| currencies.all(|other| other == first))
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

/// How often each hour of the week has begun in the part of the period that is over.
pub fn occurrences(view: &View<'_>) -> Vec<u32> {
    let mut times = vec![0; 168];
    let mut clock = view.zone.hours();
    let hours = Buckets::cut(view.elapsed(), Step::Hour, view.zone, view.week_start);
    hours.spans().for_each(|hour| times[usize::from(clock.of_week(hour.from))] += 1);
    times
}

const QUANTILES: [f64; 11] = [0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0];

/// Where the bars of a histogram of waiting and working times begin, unless they are asked for otherwise.
const DURATIONS: [Millis; 17] = [
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

/// And of one of how many there are of something.
const NUMBERS: [Millis; 15] = [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200];

/// Counts the amounts between edges. What lies below the first edge is not shown.
fn bins(amounts: &[Millis], unit: Unit, edges: &[Millis]) -> Vec<Bin> {
    let parts = unit.parts();
    let Some(&longest) = amounts.iter().max() else { return Vec::new() };
    let place = |amount: Millis, edges: &[Millis]| edges.partition_point(|&edge| edge as f64 <= amount as f64 / parts);
    let usual: &[Millis] = match unit {
        Unit::Milliseconds => &DURATIONS,
        Unit::Score => &[1, 2, 3, 4, 5],
        _ => &NUMBERS,
    };
    let edges = if edges.is_empty() { &usual[..place(longest, usual).clamp(1, usual.len())] } else { edges };
    let mut counts = vec![0; edges.len() + 1];
    amounts.iter().for_each(|&amount| counts[place(amount, edges)] += 1);
    let bin =
        |(number, &from): (usize, &Millis)| Bin { from, to: edges.get(number + 1).copied(), count: counts[number + 1] };
    edges.iter().enumerate().map(bin).collect()
}

fn change(now: &Shape, before: &Shape) -> Option<Change> {
    match (now, before) {
        (Shape::Number(now), Shape::Number(before)) => {
            let before_value = before.value.filter(|_| is_comparable(&now.currency, &before.currency));
            Some(Change::Number(difference(now.value, before_value)))
        }
        (Shape::Breakdown(now), Shape::Breakdown(before)) => {
            let row = |rows: &[Row], key: &Option<String>| rows.iter().position(|row| row.key == *key);
            let of = |rows: &[Row], key: &Option<String>| {
                row(rows, key).map_or((None, None), |place| (rows[place].value, rows[place].currency.clone()))
            };
            let gone = before.rows.iter().filter(|row| !now.rows.iter().any(|other| other.key == row.key));
            let keys = now.rows.iter().chain(gone).map(|row| row.key.clone());
            let change = |key: Option<String>| {
                let ((now, currency), (before, other)) = (of(&now.rows, &key), of(&before.rows, &key));
                let change = difference(now, before.filter(|_| is_comparable(&currency, &other)));
                KeyDifference { key, change }
            };
            Some(Change::Rows(keys.map(change).collect()))
        }
        _ => None,
    }
}

/// Whether two values are not of two currencies. What is nothing is of none.
fn is_comparable(now: &Option<String>, before: &Option<String>) -> bool {
    now.is_none() || before.is_none() || now == before
}

fn difference(now: Option<f64>, before: Option<f64>) -> Difference {
    let difference = now.zip(before).map(|(now, before)| now - before);
    let ratio = difference.zip(before).filter(|&(_, before)| before != 0.0).map(|(by, before)| by / before);
    Difference { difference, ratio }
}
