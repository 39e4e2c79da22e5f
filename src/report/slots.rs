//! Where observations are counted: the buckets, keys and hours that a request asks for.

use crate::query::View;
use crate::query::dimension::{Dimension, Keys};
use crate::query::observation::Columns;
use crate::query::policy::Credit;
use crate::query::selection::{Rows, Run};
use crate::time::{Buckets, HOUR_MS, Span, Step};

/// The slots of one view of a metric.
pub enum Slots<'a> {
    /// All in one.
    One,
    /// One for each key.
    Keys(Keys<'a>),
    /// For each bucket one, or one for each key.
    Buckets { buckets: Buckets, keys: Option<Keys<'a>> },
    /// Hours of the week, from Monday on.
    HoursOfWeek(Hours),
}

impl Slots<'_> {
    pub fn count(&self) -> usize {
        match self {
            Self::One => 1,
            Self::Keys(keys) => keys.count(),
            Self::Buckets { buckets, .. } => buckets.len() * self.width(),
            Self::HoursOfWeek(_) => 168,
        }
    }

    /// How many there are in each bucket.
    pub fn width(&self) -> usize {
        match self {
            Self::Buckets { keys: Some(keys), .. } => keys.count(),
            _ => 1,
        }
    }

    /// Hands over each part of a run, of observations of the period, with its slot.
    #[inline]
    pub fn each<'r>(&self, run: Run<'r>, mut slot: impl FnMut(usize, Run<'r>)) {
        match self {
            Self::One => slot(0, run),
            Self::Keys(keys) => each_key(keys, run, slot),
            Self::HoursOfWeek(hours) => {
                each_bucket(&hours.buckets, run, |hour, run| slot(hours.of_week[hour].into(), run))
            }
            Self::Buckets { buckets, keys: None } => each_bucket(buckets, run, slot),
            Self::Buckets { buckets, keys: Some(keys) } => each_bucket(buckets, run, |bucket, run| {
                each_key(keys, run, |key, run| slot(bucket * keys.count() + key, run));
            }),
        }
    }

    /// Hands over each part of a run with its key, in whatever bucket.
    pub fn each_key<'r>(&self, run: Run<'r>, mut key: impl FnMut(usize, Run<'r>)) {
        match self {
            Self::Buckets { keys: Some(keys), .. } => each_key(keys, run, key),
            _ => key(0, run),
        }
    }
}

#[inline]
fn each_key<'r>(keys: &Keys<'_>, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
    let table = run.table;
    let is_own = match keys.dimension {
        Dimension::Agent => keys.derived.policy.credit == Credit::Sender,
        dimension => table.own().contains(&dimension),
    };
    let mut each_row = |row: usize, key: usize| each(key, run.row(row));
    match (keys.dimension, table) {
        (_, Rows::Messages(.., conversation)) if !is_own => {
            keys.each_of(conversation as usize, |key| each(key, run));
        }
        (Dimension::Actor, _) => run.each_actor(|actor, run| each(actor as usize, run)),
        (Dimension::Agent, Rows::Columns(Columns { conversation, actor, agent, .. })) => {
            for row in run.rows() {
                keys.each_agent(conversation[row] as usize, actor[row], agent[row], |key| each_row(row, key));
            }
        }
        (_, Rows::Columns(columns)) if !is_own => match keys.of_conversations() {
            Some(keys) => run.rows().for_each(|row| each_row(row, keys[columns.conversation[row] as usize] as usize)),
            None => run.rows().for_each(|row| keys.each(&table.get(row), |key| each_row(row, key))),
        },
        _ => run.rows().for_each(|row| keys.each(&table.get(row), |key| each_row(row, key))),
    }
}

/// Hands over each part of a run that lies in one bucket. Its rows stand in the order of time.
#[inline]
fn each_bucket<'r>(buckets: &Buckets, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
    let table = run.table;
    let (mut from, last) = run.ends();
    let (mut bucket, last_bucket) = (buckets.index_of(table.at(from)), buckets.index_of(table.at(last)));
    match table {
        _ if bucket == last_bucket => each(bucket, run),
        Rows::Columns(columns) => {
            while from <= last {
                let bucket = buckets.index_of(columns.at[from]);
                let end = buckets.span(bucket).to;
                let to = from + columns.at[from..=last].partition_point(|&at| at < end);
                each(bucket, run.part(from..to, (to - from) as u32));
                from = to;
            }
        }
        Rows::Messages(..) => {
            let mut end = buckets.span(bucket).to;
            let (mut to, mut count) = (from, 0);
            for row in run.rows() {
                let at = table.at(row);
                if at >= end {
                    each(bucket, run.part(from..to, count));
                    bucket = buckets.index_of(at);
                    end = buckets.span(bucket).to;
                    (from, count) = (row, 0);
                }
                (to, count) = (row + 1, count + 1);
            }
            each(bucket, run.part(from..to, count));
        }
    }
}

/// The hours of a period in local time.
pub struct Hours {
    pub buckets: Buckets,
    of_week: Vec<u8>,
}

impl Hours {
    pub fn new(view: &View<'_>) -> Self {
        let buckets = Buckets::cut(view.period.span, Step::Hour, view.zone, view.week_start);
        let (mut stretch, mut offset_ms) = view.zone.stretch_at(view.period.span.from);
        let of_week = buckets.spans().map(|hour| {
            if !stretch.contains(hour.from) {
                (stretch, offset_ms) = view.zone.stretch_at(hour.from);
            }
            // 1970-01-01 was a Thursday, three days after a Monday.
            ((hour.from + offset_ms).div_euclid(HOUR_MS) + 3 * 24).rem_euclid(168) as u8
        });
        let of_week = of_week.collect();
        Self { buckets, of_week }
    }

    /// Each hour, and its number in its week: 0 is Monday 00:00 to 01:00, 167 is Sunday 23:00 to 24:00.
    pub fn iter(&self) -> impl Iterator<Item = (Span, usize)> {
        self.buckets.spans().zip(self.of_week.iter().map(|&number| usize::from(number)))
    }
}
