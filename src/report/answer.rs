//! What comes back: one of a few shapes, with everything that is needed to read it.

use super::request::Cohort;
use crate::metrics::{Entity, Unit};
use crate::query::filter::Filter;
use crate::query::observation::{Note, Reason};
use crate::query::policy::Policy;
use crate::query::schedule::Schedules;
use crate::query::split::Split;
use crate::query::view::Covered;
use crate::registry::Word;
use crate::stats::survival::{Estimate, Point};
use crate::stats::{Rate, Stat, Stats};
use crate::time::{Millis, Period, Span, Step, Zone};
use serde::{Serialize, Serializer};
use std::ops::Deref;
use std::rc::Rc;

/// The answers to a question, by the names they were asked under.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of the shapes below.
    pub schema: u32,
    pub period: PeriodSpoken,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<PeriodSpoken>,
    pub now: Millis,
    pub policy: Policy,
    /// As it was understood, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedules<Zone>>,
    pub filter: Filter,
    #[serde(serialize_with = "as_map")]
    pub metrics: Vec<(String, Answer)>,
    /// See [`Report::with_buckets_apart`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buckets: Vec<SpokenBuckets>,
}

impl Report {
    /// With buckets that many answers have written once: each series has the place of its own in a list of them. A year
    /// day by day is written and read in a fraction of the time.
    pub fn with_buckets_apart(mut self) -> Self {
        let shapes = self.metrics.iter_mut().flat_map(|(_, answer)| {
            let before = answer.previous.as_mut().map(|previous| &mut previous.shape);
            std::iter::once(&mut answer.shape).chain(before)
        });
        for shape in shapes {
            let Shape::Series(series) = shape else { continue };
            let is_same = |known: &SpokenBuckets| Rc::ptr_eq(&known.buckets, &series.buckets.buckets);
            let known = self.buckets.iter().position(is_same);
            series.buckets.place = Some(known.unwrap_or(self.buckets.len()));
            if known.is_none() {
                self.buckets.push(SpokenBuckets { place: None, ..series.buckets.clone() });
            }
        }
        self
    }
}

pub const SCHEMA: u32 = 1;

/// Pairs of key and value as an object, in their order.
pub fn as_map<K: Serialize, V: Serialize, S: Serializer>(pairs: &[(K, V)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// Weekdays by hours, of slots that are hours of the week.
pub fn by_day<T>(cell: impl Fn(usize) -> T) -> Vec<Vec<T>> {
    (0..7).map(|day| (0..24).map(|hour| cell(day * 24 + hour)).collect()).collect()
}

/// Whole numbers without a fraction, which is shorter and faster; counts are all of them.
fn as_short_numbers<S: Serializer>(values: &[Option<f64>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|&value| Short(value)))
}

struct Short(Option<f64>);

impl Serialize for Short {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            None => serializer.serialize_none(),
            Some(value) if value == f64::from(value as u32) => serializer.serialize_u32(value as u32),
            Some(value) => serializer.serialize_f64(value),
        }
    }
}

/// A period with everything that was left to be worked out.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PeriodSpoken {
    /// Local dates; `to` does not belong to it.
    #[serde(flatten)]
    pub dates: Period,
    /// The instants, in milliseconds UTC; `end` does not belong to it.
    pub start: Millis,
    pub end: Millis,
    pub time_zone: String,
}

impl PeriodSpoken {
    pub fn new(period: Period, zone: &Zone) -> Self {
        let Span { from, to } = period.span;
        Self { dates: period, start: from, end: to, time_zone: zone.name().to_owned() }
    }
}

/// The answer to one request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    pub metric: &'static str,
    pub unit: Unit,
    /// Of durations: which statistic is the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stat: Option<Stat>,
    #[serde(flatten)]
    pub shape: Shape,
    /// How many observations are in it.
    pub n: u64,
    /// What is not in it, and why.
    pub excluded: Vec<Excluded>,
    /// What is to be known of some that are in it.
    pub notes: Vec<Noted>,
    pub coverage: Covered,
    pub policy: Policy,
    pub period: PeriodSpoken,
    /// The same shape for the period compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Box<Previous>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

#[derive(Debug, Serialize)]
pub struct Previous {
    #[serde(flatten)]
    pub shape: Shape,
    pub n: u64,
    pub period: PeriodSpoken,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Excluded {
    pub reason: Reason,
    pub count: u64,
}

impl Excluded {
    /// The reasons that have been met, given how often each has.
    pub fn all(counts: &[u64]) -> Vec<Self> {
        let met = Reason::ALL.iter().zip(counts).filter(|(_, count)| **count > 0);
        met.map(|(&reason, &count)| Self { reason, count }).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Noted {
    pub note: Note,
    pub count: u64,
}

/// The closed set of shapes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum Shape {
    Number(Number),
    Series(Series),
    Breakdown(Breakdown),
    Grid(Grid),
    #[serde(rename = "grid")]
    Cohorts(Cohorts),
    Distribution(Distribution),
    Curve(Curve),
    Unavailable {
        reason: Reason,
    },
}

/// Amounts and rates have no value where there is nothing; counts and sums are 0 then. Durations are milliseconds. Money
/// of several currencies has no value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Number {
    pub value: Option<f64>,
    /// Of money: its code, if all of it is of one currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stats: Option<Stats>,
    /// Of what lasts at an instant: how long it has, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ages: Option<Stats>,
    /// Further counts over the same observations.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_map")]
    pub beside: Vec<(Entity, u64)>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    pub over: Step,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Split>,
    pub buckets: SpokenBuckets,
    pub lines: Vec<Line>,
}

/// The buckets of a period. Many answers have the same.
#[derive(Clone, Debug)]
pub struct SpokenBuckets {
    buckets: Rc<[Bucket]>,
    /// Where they stand among the report's, if they are written there.
    place: Option<usize>,
}

impl SpokenBuckets {
    pub fn new(buckets: Vec<Bucket>) -> Self {
        Self { buckets: buckets.into(), place: None }
    }
}

impl Deref for SpokenBuckets {
    type Target = [Bucket];
    fn deref(&self) -> &[Bucket] {
        &self.buckets
    }
}

impl PartialEq for SpokenBuckets {
    fn eq(&self, other: &Self) -> bool {
        self.buckets == other.buckets
    }
}

impl Serialize for SpokenBuckets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.place {
            Some(place) => serializer.serialize_u32(place as u32),
            None => serializer.collect_seq(self.iter()),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bucket {
    /// Milliseconds UTC; `to` does not belong to it.
    pub from: Millis,
    pub to: Millis,
    /// What a clock shows at `from`, as in `2025-03-01T00:00`.
    pub local: String,
    /// The period, or the present, cuts it short.
    pub partial: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// Nothing for what has no key (untagged, unassigned), and for the only line of an undivided series.
    pub key: Option<String>,
    pub label: Option<String>,
    /// Of money: its code, if all of it is of one currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// One a bucket; nothing where there is no value: an empty bucket of durations, a bucket that is still to come.
    #[serde(serialize_with = "as_short_numbers")]
    pub values: Vec<Option<f64>>,
    /// How many observations are in each bucket.
    pub n: Vec<u64>,
    /// Of a rate: in each bucket.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numerators: Vec<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denominators: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakdown {
    pub by: Split,
    /// Sorted by value, the largest first; steps of a flow that are alike, in its order.
    pub rows: Vec<Row>,
    pub total: Option<f64>,
    /// By how much the rows count more observations than there are, since some have several keys.
    pub overlap: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    pub key: Option<String>,
    pub label: Option<String>,
    pub value: Option<f64>,
    /// Of money: its code, if all of it is of one currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    pub n: u64,
    /// Of all observations.
    pub share: Option<f64>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stats: Option<Stats>,
}

/// Weekdays (`rows`, "1" is Monday) by hours of the day (`columns`).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grid {
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub values: Vec<Vec<Option<f64>>>,
    /// How many observations are in each.
    pub counts: Vec<Vec<u64>>,
    /// Of a rate: in each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub numerators: Vec<Vec<u64>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denominators: Vec<Vec<u64>>,
    /// How often each hour of the week has begun in the period so far.
    pub occurrences: Vec<Vec<u32>>,
    /// Value by occurrence, for counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_occurrence: Option<Vec<Vec<Option<f64>>>>,
}

/// Customers by the month or week in which they first wrote (`rows`), and by how many of these later (`columns`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cohorts {
    pub cohort: Cohort,
    /// The local date on which each month or week begins.
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    /// The share of the cohort that wrote then; nothing of an empty cohort, and of what is later than the data or now.
    pub values: Vec<Vec<Option<f64>>>,
    /// How many that is; nothing of what is later than the data or now.
    pub numerators: Vec<Vec<Option<u64>>>,
    /// How many are in each cohort: what its row is shares of.
    pub sizes: Vec<u64>,
    /// Whether the period, the end of the data, or now cuts each cohort short.
    pub partial: Vec<bool>,
    /// The months or weeks themselves, whole: a row begins with the bucket of its number, and goes on from there. Partial
    /// is the one in which the data, or now, ends.
    pub buckets: SpokenBuckets,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Distribution {
    pub stats: Option<Stats>,
    pub quantiles: Vec<Quantile>,
    pub bins: Vec<Bin>,
    /// The share of durations up to a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quantile {
    pub p: f64,
    pub value: f64,
}

/// Durations from `from` up to, not including, `to`, in milliseconds; the last bin has no end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    pub from: Millis,
    pub to: Option<Millis>,
    pub count: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Within {
    pub limit: Millis,
    pub numerator: u64,
    pub denominator: u64,
    pub value: Option<f64>,
}

/// The share of what still waits, over the time since the waiting began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// Where it falls, thinned; it is level in between, and 1 before the first one.
    pub points: Vec<Point>,
    /// The longest wait, over or not. The curve says nothing beyond.
    pub until: Option<Millis>,
    /// How many came to their end, and how many had not when they were last seen.
    pub events: u64,
    pub censored: u64,
    pub median: Estimate<Millis>,
    pub promised: Vec<Promise>,
    /// The share that has come to its end within a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<CurveWithin>,
}

/// The time within which a share comes to its end; nothing if too many still wait to tell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Promise {
    pub p: f64,
    pub within: Option<Millis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurveWithin {
    pub limit: Millis,
    #[serde(flatten)]
    pub estimate: Estimate<f64>,
}

/// From the period compared with to this one.
#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Change {
    Number(Difference),
    Rows(Vec<KeyDifference>),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Nothing where one of the two has no value.
    pub difference: Option<f64>,
    /// The difference by the earlier value; nothing where that is 0.
    pub ratio: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct KeyDifference {
    pub key: Option<String>,
    #[serde(flatten)]
    pub change: Difference,
}
