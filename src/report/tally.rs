//! Counting observations into slots: once through them for everything that is asked of a measure.

use super::answer::{Excluded, Noted};
use super::slots::Slots;
use crate::metrics::stats::{Stat, Stats};
use crate::metrics::{Entity, Measure, Value};
use crate::query::View;
use crate::query::observation::{Note, Observation, Observations, Reason, Spans};
use crate::query::view::Seen;
use crate::registry::Word;
use crate::store::Mask;
use crate::time::Millis;

/// What the observations of one slot come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub n: u64,
    count: Option<f64>,
    pub stats: Option<Stats>,
}

impl Cell {
    fn counted(n: u64, count: u64) -> Self {
        Self { n, count: Some(count as f64), stats: None }
    }

    /// The count, or the statistic of durations.
    pub fn value(&self, stat: Stat) -> Option<f64> {
        self.count.or_else(|| self.stats.map(|stats| stats.get(stat)))
    }
}

/// What all observations come to together, and what is not among them.
#[derive(Default)]
pub struct Total {
    pub cell: Cell,
    /// Of a measure of durations: all of them, sorted.
    pub lengths: Vec<Millis>,
    pub beside: Vec<(Entity, u64)>,
    pub excluded: Vec<Excluded>,
    pub notes: Vec<Noted>,
}

/// Slots, and what has been counted into them.
pub struct Sheet<'a> {
    pub slots: Slots<'a>,
    cells: Cells,
}

impl<'a> Sheet<'a> {
    pub fn new(slots: Slots<'a>, measure: &Measure) -> Self {
        let cells = Cells::new(measure.value, slots.count());
        Self { slots, cells }
    }

    pub fn finish(self) -> (Slots<'a>, Vec<Cell>) {
        (self.slots, self.cells.finish())
    }
}

/// Counts the observations of a view into all sheets.
pub fn tally(view: &View<'_>, measure: &Measure, observations: &Observations, sheets: &mut [Sheet<'_>]) -> Total {
    let mut total = Cells::new(measure.value, 1);
    let mut rest = Rest::new(view, measure);
    view.each(observations, measure.needs, |observation, seen| {
        let Some(entity) = rest.takes(view, observation, seen) else { return };
        total.add(0, observation.value, entity);
        for Sheet { slots, cells } in sheets.iter_mut() {
            slots.each(observation, |slot| cells.add(slot, observation.value, entity));
        }
    });
    let (cell, lengths) = total.into_total();
    Total { cell, lengths, ..rest.finish() }
}

/// Counts the spans that last at each of some rising `instants`; `slots` are those of one instant after the other.
pub fn tally_spans(
    view: &View<'_>,
    measure: &Measure,
    spans: &Spans,
    instants: &[Millis],
    slots: &Slots<'_>,
) -> (Vec<Cell>, Total) {
    let keys = slots.width();
    let mut counts = Lasting::new(instants.len(), keys);
    let mut totals = Lasting::new(instants.len(), 1);
    let mut rest = Rest::new(view, measure);
    view.each_span(spans, measure.needs, |observation, to, seen| {
        let first = instants.partition_point(|&at| at < observation.at);
        let end = instants.partition_point(|&at| at < to);
        if first < end && rest.takes(view, observation, seen).is_some() {
            totals.add(first, end, 0);
            slots.each_key(observation, |key| counts.add(first, end, key));
        }
    });
    let cell = |n: u64| Cell::counted(n, n);
    let total = cell(totals.finish().last().copied().unwrap_or(0));
    (counts.finish().into_iter().map(cell).collect(), Total { cell: total, ..rest.finish() })
}

/// How many spans of each key last at each instant: kept as what begins and what ends there, whatever lies between.
struct Lasting {
    changes: Vec<i64>,
    keys: usize,
}

impl Lasting {
    fn new(instants: usize, keys: usize) -> Self {
        Self { changes: vec![0; (instants + 1) * keys], keys }
    }

    fn add(&mut self, first: usize, end: usize, key: usize) {
        self.changes[first * self.keys + key] += 1;
        self.changes[end * self.keys + key] -= 1;
    }

    fn finish(mut self) -> Vec<u64> {
        let last = self.changes.len() - self.keys;
        for place in self.keys..last {
            self.changes[place] += self.changes[place - self.keys];
        }
        self.changes.truncate(last);
        self.changes.into_iter().map(|count| count as u64).collect()
    }
}

/// What is counted, by the kind of value.
enum Cells {
    Count(Vec<u64>),
    /// Slot and entity of each observation in one number, and the number of observations by slot.
    Distinct(Vec<u64>, Vec<u64>),
    /// Slot and length of each observation.
    Duration(Vec<(u32, Millis)>, usize),
}

impl Cells {
    fn new(value: Value, slots: usize) -> Self {
        match value {
            Value::Count | Value::Snapshot => Self::Count(vec![0; slots]),
            Value::Distinct(_) => Self::Distinct(Vec::new(), vec![0; slots]),
            Value::Duration => Self::Duration(Vec::new(), slots),
        }
    }

    fn add(&mut self, slot: usize, value: Millis, entity: u32) {
        match self {
            Self::Count(counts) => counts[slot] += 1,
            Self::Distinct(pairs, counts) => {
                counts[slot] += 1;
                // Observations of one conversation mostly come one after the other.
                let pair = (slot as u64) << 32 | u64::from(entity);
                if pairs.last() != Some(&pair) {
                    pairs.push(pair);
                }
            }
            Self::Duration(values, _) => values.push((slot as u32, value)),
        }
    }

    fn finish(self) -> Vec<Cell> {
        match self {
            Self::Count(counts) => counts.into_iter().map(|n| Cell::counted(n, n)).collect(),
            Self::Distinct(mut pairs, counts) => {
                pairs.sort_unstable();
                pairs.dedup();
                let mut distinct = vec![0; counts.len()];
                pairs.iter().for_each(|pair| distinct[(pair >> 32) as usize] += 1);
                counts.into_iter().zip(distinct).map(|(n, value)| Cell::counted(n, value)).collect()
            }
            Self::Duration(values, slots) => {
                let mut by_slot = vec![Vec::new(); slots];
                values.into_iter().for_each(|(slot, value)| by_slot[slot as usize].push(value));
                by_slot.iter_mut().map(|lengths| cell_of_lengths(lengths)).collect()
            }
        }
    }

    /// The only slot, and where it is of durations, these, sorted.
    fn into_total(self) -> (Cell, Vec<Millis>) {
        match self {
            Self::Duration(values, _) => {
                let mut lengths: Vec<Millis> = values.into_iter().map(|(_, value)| value).collect();
                (cell_of_lengths(&mut lengths), lengths)
            }
            counted => (counted.finish().remove(0), Vec::new()),
        }
    }
}

fn cell_of_lengths(lengths: &mut [Millis]) -> Cell {
    Cell { n: lengths.len() as u64, count: None, stats: Stats::of(lengths) }
}

/// What is told beside the cells: what is left out and why, and what is to be known of what is in.
struct Rest {
    /// How often each note and each reason was met, by its place among all.
    notes: Vec<u64>,
    left_out: Vec<u64>,
    /// For distinct counts: what is in the number, and what is left out, with the reason in the upper half.
    counted: Option<Entities>,
    apart: Vec<u64>,
    beside: Vec<Entities>,
}

/// A set of conversations or contacts.
struct Entities {
    entity: Entity,
    has: Mask,
}

impl Entities {
    fn new(entity: Entity, view: &View<'_>) -> Self {
        let len = match entity {
            Entity::Conversation => view.derived.conversations.len(),
            Entity::Contact => view.data.contacts.keys.len(),
        };
        Self { entity, has: Mask::none(len) }
    }
}

impl Rest {
    fn new(view: &View<'_>, measure: &Measure) -> Self {
        let entities = |entity| Entities::new(entity, view);
        Self {
            notes: vec![0; Note::ALL.len()],
            left_out: vec![0; Reason::ALL.len()],
            counted: if let Value::Distinct(entity) = measure.value { Some(entities(entity)) } else { None },
            apart: Vec::new(),
            beside: measure.beside.iter().copied().map(entities).collect(),
        }
    }

    /// The entity to count the observation under, or nothing if it is not to be counted, which is remembered.
    fn takes(&mut self, view: &View<'_>, of: &Observation, seen: Seen) -> Option<u32> {
        let entity = match &self.counted {
            Some(entities) => entities.entity.of(view, of),
            None => Some(0),
        };
        match (seen, entity, &mut self.counted) {
            (Seen::LeftOut(reason), Some(entity), Some(_)) => {
                self.apart.push((reason as u64) << 32 | u64::from(entity));
                None
            }
            (Seen::LeftOut(reason), ..) => self.leave_out(reason),
            (Seen::Counted(_), None, _) => self.leave_out(Reason::NoContact),
            (Seen::Counted(note), Some(entity), counted) => {
                if let Some(counted) = counted {
                    counted.has.insert(entity as usize);
                }
                if let Some(note) = note {
                    self.notes[note as usize] += 1;
                }
                for known in &mut self.beside {
                    if let Some(entity) = known.entity.of(view, of) {
                        known.has.insert(entity as usize);
                    }
                }
                Some(entity)
            }
        }
    }

    fn leave_out(&mut self, reason: Reason) -> Option<u32> {
        self.left_out[reason as usize] += 1;
        None
    }

    fn finish(mut self) -> Total {
        if let Some(counted) = &self.counted {
            self.apart.sort_unstable();
            self.apart.dedup();
            for pair in self.apart.iter().filter(|&&pair| !counted.has.has(pair as u32 as usize)) {
                self.left_out[(pair >> 32) as usize] += 1;
            }
        }
        Total {
            beside: self.beside.iter().map(|known| (known.entity, known.has.count() as u64)).collect(),
            excluded: counted(&self.left_out).map(|(reason, count)| Excluded { reason, count }).collect(),
            notes: counted(&self.notes).map(|(note, count)| Noted { note, count }).collect(),
            ..Total::default()
        }
    }
}

/// The words that have been met, and how often.
fn counted<W: Word>(counts: &[u64]) -> impl Iterator<Item = (W, u64)> {
    W::ALL.iter().copied().zip(counts.iter().copied()).filter(|(_, count)| *count > 0)
}
