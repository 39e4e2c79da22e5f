//! Where observations are counted: the buckets, keys and hours that a request asks for.

use crate::query::View;
use crate::query::dimension::{Dimension, Keys};
use crate::query::observation::Columns;
use crate::query::policy::{Credit, DateBasis};
use crate::query::run::{Rows, Run};
use crate::store::Mask;
use crate::store::messages::Messages;
use crate::time::{Buckets, Millis, Span, Step, Zone};
use std::rc::Rc;

/// The slots of one view of a metric.
pub enum Slots<'a> {
    /// All in one.
    One,
    /// One for each key.
    Keys(Keys<'a>),
    /// For each bucket one, or one for each key.
    Buckets { step: Step, buckets: Rc<Buckets>, keys: Option<Keys<'a>> },
    /// Hours of the week, from Monday on.
    HoursOfWeek(HoursOfWeek<'a>),
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

    /// Whether every observation is in exactly one of them.
    pub fn are_apart(&self) -> bool {
        matches!(self, Self::One | Self::Buckets { keys: None, .. } | Self::HoursOfWeek(_))
    }

    /// When the bucket of a slot begins, or else the period.
    pub fn begins(&self, slot: usize, period: Span) -> Millis {
        match self {
            Self::Buckets { buckets, .. } => buckets.span(slot / self.width()).from,
            _ => period.from,
        }
    }

    /// What its slots are the keys of, if they are.
    pub fn dimension(&self) -> Option<Dimension> {
        match self {
            Self::Keys(keys) | Self::Buckets { keys: Some(keys), .. } => Some(keys.dimension),
            _ => None,
        }
    }

    /// Hands over each part of a run, of observations of the period, with its slot.
    #[inline]
    pub fn each<'r>(&self, run: Run<'r>, mut slot: impl FnMut(usize, Run<'r>)) {
        let keys = match self {
            Self::HoursOfWeek(hours) => return hours.each(run, slot),
            Self::One => None,
            Self::Keys(keys) => Some(keys),
            Self::Buckets { keys, .. } => keys.as_ref(),
        };
        let width = keys.map_or(1, Keys::count);
        let mut in_bucket = |bucket: usize, run: Run<'r>| match keys {
            None => slot(bucket, run),
            Some(keys) => each_key(keys, run, |key, run| slot(bucket * width + key, run)),
        };
        match self {
            Self::Buckets { buckets, .. } => each_bucket(buckets, run, in_bucket),
            _ => in_bucket(0, run),
        }
    }

    /// The slots of messages, where one can be told without asking for the conversation.
    pub fn of_messages<'v>(&'v self, view: &'v View<'_>) -> Option<SlotsOfMessages<'v>> {
        let of =
            SlotsOfMessages { table: &view.data.messages, width: self.width(), buckets: None, hours: None, key: None };
        let key = |keys: &Keys<'_>| match keys.dimension {
            key @ (Dimension::Actor | Dimension::MessageKind) => Some(Some(key)),
            _ => None,
        };
        let is_dated_by_itself = view.derived.policy.date_basis == DateBasis::Event;
        match self {
            Self::One => Some(of),
            Self::Keys(keys) => Some(SlotsOfMessages { key: key(keys)?, ..of }),
            _ if !is_dated_by_itself => None,
            Self::HoursOfWeek(hours) => Some(SlotsOfMessages { hours: Some(&hours.of_messages), ..of }),
            Self::Buckets { buckets, keys, .. } => {
                let key = keys.as_ref().map_or(Some(None), key)?;
                Some(SlotsOfMessages { buckets: Some(view.data.buckets_of_messages(buckets)?), key, ..of })
            }
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

/// See [`Slots::of_messages`].
pub struct SlotsOfMessages<'a> {
    table: &'a Messages,
    width: usize,
    buckets: Option<Rc<[u16]>>,
    hours: Option<&'a [u8]>,
    key: Option<Dimension>,
}

impl SlotsOfMessages<'_> {
    /// Hands over each of these messages, all of the period, with its slot.
    #[inline]
    pub fn each(&self, messages: &Mask, mut slot: impl FnMut(usize, usize)) {
        let (table, width) = (self.table, self.width);
        let bucket = |row: usize| self.buckets.as_ref().map_or(0, |buckets| usize::from(buckets[row]));
        match (self.hours, self.key) {
            (Some(hours), _) => messages.rows().for_each(|row| slot(hours[row].into(), row)),
            (_, Some(Dimension::Actor)) => {
                messages.rows().for_each(|row| slot(bucket(row) * width + table.actor[row] as usize, row));
            }
            (_, Some(_)) => messages.rows().for_each(|row| slot(bucket(row) * width + table.kind[row] as usize, row)),
            (_, None) => messages.rows().for_each(|row| slot(bucket(row), row)),
        }
    }

    /// The slot of a run, if its ends tell that it lies in one.
    #[inline]
    pub fn of_run(&self, run: Run<'_>) -> Option<usize> {
        let (first, last) = run.ends();
        match (&self.buckets, self.hours, self.key) {
            (Some(buckets), None, None) => Some(buckets[first].into()).filter(|_| buckets[first] == buckets[last]),
            _ => None,
        }
    }

    /// Adds each of these messages to the count of its slot.
    pub fn count(&self, messages: &Mask, counts: &mut [u64]) {
        if self.hours.is_none() && self.buckets.is_none() && self.key.is_none() {
            counts[0] += messages.count() as u64;
        } else {
            self.each(messages, |slot, _| counts[slot] += 1);
        }
    }
}

#[inline]
fn each_key<'r>(keys: &Keys<'_>, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
    let table = run.table;
    let is_own = match keys.dimension {
        Dimension::Agent => matches!(keys.derived.policy.credit, Credit::Sender | Credit::Replier),
        dimension => table.own().contains(&dimension),
    };
    let mut each_row = |row: usize, key: usize| each(key, run.row(row));
    let of_conversations = if is_own { None } else { keys.of_conversations() };
    match (keys.dimension, table, of_conversations) {
        (_, Rows::Messages(messages), _) if !is_own => {
            keys.each_of(messages.conversation(), |key| each(key, run));
        }
        (Dimension::Actor, ..) => run.each_actor(|actor, run| each(actor as usize, run)),
        (Dimension::MessageKind, Rows::Messages(messages), _) => {
            run.rows().for_each(|row| each_row(row, messages.kind(row) as usize));
        }
        (Dimension::Agent, Rows::Columns(Columns { conversation, actor, agent, .. }), _) => {
            for row in run.rows() {
                keys.each_agent(conversation[row] as usize, actor[row], agent[row], |key| each_row(row, key));
            }
        }
        (_, Rows::Columns(columns), Some(keys)) => {
            run.rows().for_each(|row| each_row(row, keys[columns.conversation[row] as usize] as usize));
        }
        _ => run.rows().for_each(|row| keys.each(&table.get(row), |key| each_row(row, key))),
    }
}

/// Hands over each part of a run that lies in one bucket. Its rows stand in the order of time.
#[inline]
fn each_bucket<'r>(buckets: &Buckets, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
    let table = run.table;
    let (mut from, last) = run.ends();
    let last_bucket = buckets.index_of(table.at(last));
    let mut left = run.count;
    while left > 0 {
        let bucket = buckets.index_of(table.at(from));
        let end = buckets.span(bucket).to;
        let (to, next, count) = match table {
            _ if bucket == last_bucket => (last + 1, last + 1, left),
            Rows::Columns(columns) => {
                let count = columns.at[from..=last].partition_point(|&at| at < end);
                (from + count, from + count, count as u32)
            }
            Rows::Messages(..) => {
                let (mut to, mut count) = (from, 0);
                let mut rows = run.part(from..last + 1, left).rows();
                let next = rows.find(|&row| {
                    let is_inside = table.at(row) < end;
                    (to, count) = if is_inside { (row + 1, count + 1) } else { (to, count) };
                    !is_inside
                });
                (to, next.unwrap_or(last + 1), count)
            }
        };
        each(bucket, run.part(from..to, count));
        (from, left) = (next, left - count);
    }
}

/// Hours of the week in local time.
pub struct HoursOfWeek<'a> {
    zone: &'a Zone,
    /// Those of all messages.
    of_messages: Rc<[u8]>,
}

impl<'a> HoursOfWeek<'a> {
    pub fn new(view: &View<'a>) -> Self {
        Self { zone: view.zone, of_messages: view.data.hours_of_week(view.zone) }
    }

    fn each<'r>(&self, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
        let mut hours = self.zone.hours();
        run.rows().for_each(|row| each(hours.of_week(run.table.at(row)).into(), run.row(row)));
    }
}
