//! Counting what a view has selected of a measure's observations into slots.

use super::answer::{Excluded, Noted};
use super::slots::Slots;
use crate::metrics::stats::{Stat, Stats};
use crate::metrics::{Entity, Measure, Value};
use crate::query::View;
use crate::query::observation::{Note, Observations, Reason};
use crate::query::selection::{Lasting, Run, Selection};
use crate::registry::Word;
use crate::store::{Mask, NONE};
use crate::time::{Buckets, Millis, Span};

/// What the observations of one slot come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub n: u64,
    /// The count, or the only statistic that was wanted.
    value: Option<f64>,
    pub stats: Option<Stats>,
}

impl Cell {
    fn counted(n: u64, count: u64) -> Self {
        Self { n, value: Some(count as f64), stats: None }
    }

    fn of_lengths(lengths: &mut [Millis], wanted: Wanted) -> Self {
        let cell = Self { n: lengths.len() as u64, ..Self::default() };
        match wanted {
            Wanted::All => Self { stats: Stats::of(lengths), ..cell },
            Wanted::One(stat) => Self { value: stat.of(lengths), ..cell },
        }
    }

    /// The count, or the statistic of durations.
    pub fn value(&self, stat: Stat) -> Option<f64> {
        self.value.or_else(|| self.stats.map(|stats| stats.get(stat)))
    }
}

/// What all observations come to together, and what is not among them.
#[derive(Default)]
pub struct Total {
    pub cell: Cell,
    /// Of a measure of durations: all of them, in no order.
    pub lengths: Vec<Millis>,
    pub beside: Vec<(Entity, u64)>,
    pub excluded: Vec<Excluded>,
    pub notes: Vec<Noted>,
}

/// Slots, and what has been counted into them.
pub struct Sheet<'a> {
    pub slots: Slots<'a>,
    pub cells: Vec<Cell>,
}

/// Counts the observations of a view, all together and into the slots of each request.
pub fn tally<'a>(
    view: &View<'_>,
    measure: &Measure,
    observations: &Observations,
    requests: Vec<(Slots<'a>, Wanted)>,
) -> (Total, Vec<Sheet<'a>>) {
    let selection = view.select(observations, measure.needs);
    let count = |slots: &Slots<'_>, wanted| count(view, measure, &selection.counted, slots, wanted);
    let (mut cells, lengths) = count(&Slots::One, Wanted::All);
    let total = Total { cell: cells.remove(0), lengths, ..rest(view, measure, observations, &selection) };
    let sheet = |(slots, wanted)| {
        let (cells, _) = count(&slots, wanted);
        Sheet { slots, cells }
    };
    (total, requests.into_iter().map(sheet).collect())
}

/// Counts the spans that last at each of some rising `instants`; `slots` are those of one instant after the other.
pub fn tally_spans(
    view: &View<'_>,
    measure: &Measure,
    observations: &Observations,
    instants: &[Millis],
    slots: &Slots<'_>,
) -> (Vec<Cell>, Total) {
    let keys = slots.width();
    let mut counts = Changes::new(instants.len(), keys);
    let mut totals = Changes::new(instants.len(), 1);
    let mut total = Total::default();
    if let (Some(&first), Some(&last), Observations::Spans(spans)) = (instants.first(), instants.last(), observations) {
        let (from, to) = (&spans.counted.at, &spans.counted.value);
        let instants = Buckets::between(instants);
        let during = Lasting::During(Span { from: first, to: last + 1 });
        let selection = view.select_spans(spans, during, view.lacking(measure.needs));
        let lasts = |row: usize| (instants.edges_before(from[row]), instants.edges_before(to[row]));
        let mut lasting = Selection { counted: Vec::new(), left_out: selection.left_out };
        for run in selection.counted {
            for row in run.rows() {
                let (first, end) = lasts(row);
                if first < end {
                    let run = run.part(row..row + 1);
                    totals.add(first, end, 0);
                    slots.each_key(run, |key, _| counts.add(first, end, key));
                    lasting.counted.push(run);
                }
            }
        }
        lasting.left_out.retain(|(run, _)| run.rows().any(|row| lasts(row).0 < lasts(row).1));
        total = rest(view, measure, observations, &lasting);
    }
    let cell = |n: u64| Cell::counted(n, n);
    total.cell = cell(totals.finish().last().copied().unwrap_or(0));
    (counts.finish().into_iter().map(cell).collect(), total)
}

/// How many spans of each key last at each instant: kept as what begins and what ends there, whatever lies between.
struct Changes {
    changes: Vec<i64>,
    keys: usize,
}

impl Changes {
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

/// Which statistics of durations are asked for.
#[derive(Clone, Copy)]
pub enum Wanted {
    All,
    One(Stat),
}

/// The cell of each slot, and of a measure of durations, these, in no order.
fn count(
    view: &View<'_>,
    measure: &Measure,
    runs: &[Run<'_>],
    slots: &Slots<'_>,
    wanted: Wanted,
) -> (Vec<Cell>, Vec<Millis>) {
    let mut n = vec![0_u64; slots.count()];
    match measure.value {
        Value::Count | Value::Snapshot => {
            runs.iter().for_each(|&run| slots.each(run, |slot, run| n[slot] += run.count()));
            (n.into_iter().map(|n| Cell::counted(n, n)).collect(), Vec::new())
        }
        Value::Distinct(entity) => {
            let mut met = BySlot::default();
            for &run in runs {
                run.each_entity(view, entity, |entity, run| {
                    let Some(entity) = entity else { return };
                    slots.each(run, |slot, run| {
                        n[slot] += run.count();
                        met.push(slot, entity);
                    });
                });
            }
            let mut last_met_in = vec![NONE; entity.count(view)];
            let mut distinct = Vec::with_capacity(n.len());
            met.each_slot(n.len(), |slot, met| {
                let mut count = 0;
                for &entity in met.iter() {
                    let last = &mut last_met_in[entity as usize];
                    count += u64::from(*last != slot as u32);
                    *last = slot as u32;
                }
                distinct.push(count);
            });
            (n.into_iter().zip(distinct).map(|(n, count)| Cell::counted(n, count)).collect(), Vec::new())
        }
        Value::Duration => {
            let mut met = BySlot::default();
            for &run in runs {
                slots.each(run, |slot, run| run.values().iter().for_each(|&length| met.push(slot, length)));
            }
            let mut cells = Vec::with_capacity(n.len());
            let lengths = met.each_slot(n.len(), |_, lengths| cells.push(Cell::of_lengths(lengths, wanted)));
            (cells, lengths)
        }
    }
}

/// Something of each of some observations, and the slot of each.
#[derive(Default)]
struct BySlot<T> {
    slots: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy + Default> BySlot<T> {
    fn push(&mut self, slot: usize, value: T) {
        self.slots.push(slot as u32);
        self.values.push(value);
    }

    /// Hands over what each slot has, slot by slot; returns all of it.
    fn each_slot(self, slots: usize, mut each: impl FnMut(usize, &mut [T])) -> Vec<T> {
        let Self { slots: slot_of, values } = self;
        if slots == 1 {
            let mut values = values;
            each(0, &mut values);
            return values;
        }
        let mut next = vec![0_u32; slots + 1];
        slot_of.iter().for_each(|&slot| next[slot as usize + 1] += 1);
        for slot in 0..slots {
            next[slot + 1] += next[slot];
        }
        let mut ordered = vec![T::default(); values.len()];
        for (&slot, &value) in slot_of.iter().zip(&values) {
            let place = &mut next[slot as usize];
            ordered[*place as usize] = value;
            *place += 1;
        }
        // Each slot's end has become the start of the next one.
        let mut from = 0;
        for slot in 0..slots {
            let to = next[slot] as usize;
            each(slot, &mut ordered[from..to]);
            from = to;
        }
        ordered
    }
}

/// What is told beside the cells: what is left out and why, and what is to be known of what is in.
fn rest(view: &View<'_>, measure: &Measure, observations: &Observations, selection: &Selection<'_>) -> Total {
    let mut left_out = vec![0; Reason::ALL.len()];
    let mut notes = vec![0; Note::ALL.len()];
    let noted = observations.notes();
    if !noted.is_empty() {
        let noted = selection.counted.iter().flat_map(|run| &noted[run.rows()]);
        noted.flatten().for_each(|&note| notes[note as usize] += 1);
    }
    let met = |entity: Entity| {
        let mut met = Mask::none(entity.count(view));
        let mut unknown = 0;
        for run in &selection.counted {
            run.each_entity(view, entity, |entity, run| match entity {
                Some(entity) => met.insert(entity as usize),
                None => unknown += run.count(),
            });
        }
        (met, unknown)
    };
    let beside = |&entity: &Entity| (entity, met(entity).0.count() as u64);
    if let Value::Distinct(entity) = measure.value {
        let (counted, unknown) = met(entity);
        left_out[Reason::NoContact as usize] += unknown;
        let mut apart = Vec::new();
        for &(run, reason) in &selection.left_out {
            run.each_entity(view, entity, |entity, run| match entity {
                Some(entity) if counted.has(entity as usize) => {}
                Some(entity) => apart.push((reason as u64) << 32 | u64::from(entity)),
                None => left_out[reason as usize] += run.count(),
            });
        }
        apart.sort_unstable();
        apart.dedup();
        apart.iter().for_each(|pair| left_out[(pair >> 32) as usize] += 1);
    } else {
        selection.left_out.iter().for_each(|&(run, reason)| left_out[reason as usize] += run.count());
    }
    Total {
        beside: measure.beside.iter().map(beside).collect(),
        excluded: counted(&left_out).map(|(reason, count)| Excluded { reason, count }).collect(),
        notes: counted(&notes).map(|(note, count)| Noted { note, count }).collect(),
        ..Total::default()
    }
}

/// The words that have been met, and how often.
fn counted<W: Word>(counts: &[u64]) -> impl Iterator<Item = (W, u64)> {
    W::ALL.iter().copied().zip(counts.iter().copied()).filter(|(_, count)| *count > 0)
}
