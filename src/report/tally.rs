//! Counting what a view has selected of a measure's observations into slots.

use super::answer::{Excluded, Noted};
use super::retained::tally_retained;
use super::slots::{Slots, SlotsOfMessages};
use crate::metrics::{Entity, Measure, Value};
use crate::query::View;
use crate::query::dimension::Dimension;
use crate::query::entity::Entities;
use crate::query::observation::{Columns, Note, Observations, Picked, Reason};
use crate::query::policy::DateBasis;
use crate::query::run::Run;
use crate::query::selection::{Lasting, Selected, SelectedMessages, Selection};
use crate::registry::Word;
use crate::stats::{Rate, Stat, Stats, sum};
use crate::store::{Mask, NONE};
use crate::time::{Buckets, Millis, Span};
use std::ops::Range;

/// What the observations of one slot come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    pub n: u64,
    /// The count, the rate, or the only statistic that was wanted.
    value: Option<f64>,
    pub stats: Option<Stats>,
    pub rate: Option<Rate>,
    /// Of money: the place of its currency, if all of it is of one.
    pub currency: Option<u32>,
}

/// Money while it is added up.
#[derive(Clone, Default)]
struct Sum {
    n: u64,
    amount: i128,
    currency: Option<u32>,
    is_mixed: bool,
}

impl Sum {
    fn add(&mut self, run: Run<'_>) {
        self.n += u64::from(run.count);
        self.amount += run.values().iter().copied().map(i128::from).sum::<i128>();
        for &currency in run.keys() {
            self.is_mixed |= *self.currency.get_or_insert(currency) != currency;
        }
    }

    fn cell(&self, parts: f64) -> Cell {
        let Self { n, amount, currency, is_mixed } = *self;
        let value = (!is_mixed).then_some(amount as f64 / parts);
        Cell { n, value, currency: currency.filter(|_| !is_mixed), ..Cell::default() }
    }
}

impl Cell {
    pub fn counted(n: u64, count: u64) -> Self {
        Self { n, value: Some(count as f64), ..Self::default() }
    }

    fn per(n: u64, entities: u64) -> Self {
        Self { n, value: (entities > 0).then(|| n as f64 / entities as f64), ..Self::default() }
    }

    fn mean(n: u64, sum: i128, parts: f64) -> Self {
        Self { n, value: (n > 0).then(|| sum as f64 / n as f64 / parts), ..Self::default() }
    }

    pub fn rate(n: u64, numerator: u64, denominator: u64) -> Self {
        let rate = Rate::new(numerator, denominator);
        Self { n, value: rate.value(), rate: Some(rate), ..Self::default() }
    }

    fn of_amounts(amounts: &[Millis], parts: f64, wanted: Wanted) -> Self {
        let cell = Self { n: amounts.len() as u64, ..Self::default() };
        match wanted {
            Wanted::All => Self { stats: Stats::of(amounts).map(|stats| stats.of_parts(parts)), ..cell },
            Wanted::One(stat) => Self { value: stat.of(amounts).map(|value| value / parts), ..cell },
        }
    }

    /// The count, the rate, or the statistic of amounts.
    pub fn value(&self, stat: Stat) -> Option<f64> {
        self.value.or_else(|| self.stats.map(|stats| stats.get(stat)))
    }
}

/// What all observations come to together, and what is not among them.
#[derive(Default)]
pub struct Total {
    pub cell: Cell,
    /// All amounts, in no order; of what lasts, how long it has.
    pub amounts: Vec<Millis>,
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
    if measure.value == Value::Retained {
        return tally_retained(view, measure, observations, requests);
    }
    let selected = view.select(observations, measure.needs);
    let counting = Counting { view, measure, observations, selected: &selected };
    // Where every observation is in one slot, all of them have been seen with the slots.
    let is_of_different = matches!(measure.value, Value::Distinct(_) | Value::Per(_) | Value::Rate(Some(_)));
    let first = requests.iter().position(|(slots, _)| is_of_different && slots.are_apart());
    let (slots, wanted) = first.map_or((&Slots::One, Wanted::All), |first| (&requests[first].0, requests[first].1));
    let Counted { mut cells, mut amounts, all, met } = counting.count(slots, wanted);
    let cell = all.unwrap_or_else(|| cells[0].clone());
    // Who is new in the period may return in one of its buckets.
    let of_returning = (measure.value == Value::Returning).then(|| Selected::Rows(view.of_returning(&selected)));
    if measure.value == Value::Snapshot {
        amounts = counting.ages();
    }
    let total = Total { cell, amounts, ..Total::default() };
    let total = with_rest(total, view, measure, observations, of_returning.as_ref().unwrap_or(&selected), met);
    let sheet = |(place, (slots, wanted)): (usize, (Slots<'a>, Wanted))| {
        let cells = match slots {
            Slots::One => vec![total.cell.clone()],
            _ if first == Some(place) => std::mem::take(&mut cells),
            _ => counting.count(&slots, wanted).cells,
        };
        Sheet { slots, cells }
    };
    let sheets = requests.into_iter().enumerate().map(sheet).collect();
    (total, sheets)
}

/// Counts the spans that last at the end of each bucket, or now if that is earlier; all slots are of the same buckets.
pub fn tally_spans<'a>(
    view: &View<'_>,
    measure: &Measure,
    observations: &Observations,
    requests: Vec<(Slots<'a>, Wanted)>,
) -> (Total, Vec<Sheet<'a>>) {
    let instants = match requests.first() {
        Some((Slots::Buckets { buckets, .. }, _)) => ends(view, buckets),
        _ => Vec::new(),
    };
    let mut totals = Changes::new(instants.len(), 1);
    let mut counts: Vec<_> = requests.iter().map(|(slots, _)| Changes::new(instants.len(), slots.width())).collect();
    let mut total = Total::default();
    if let (Some(&first), Some(&last), Observations::Spans(spans)) = (instants.first(), instants.last(), observations) {
        let ends = Buckets::between(&instants);
        let during = Lasting::During(Span { from: first, to: last + 1 });
        let selection = view.select_spans(spans, during);
        let lasts = |of: &Columns, row: usize| {
            let first = ends.edges_before(of.at[row]);
            // Most last from no instant to the next.
            let is_over = instants.get(first).is_none_or(|&next| of.value[row] <= next);
            first..if is_over { first } else { ends.edges_before(of.value[row]) }
        };
        let mut lasting = Selection { counted: Vec::new(), left_out: selection.left_out };
        for run in selection.counted {
            for row in run.rows() {
                let lasts = lasts(&spans.counted, row);
                if lasts.is_empty() {
                    continue;
                }
                totals.add(&lasts, 0);
                for ((slots, _), counts) in requests.iter().zip(&mut counts) {
                    slots.each_key(run.row(row), |key, _| counts.add(&lasts, key));
                }
                if !spans.note.is_empty() || !measure.beside.is_empty() {
                    lasting.counted.push(run.row(row));
                }
            }
        }
        lasting.left_out.retain(|(run, _)| run.rows().any(|row| !lasts(&spans.left_out, row).is_empty()));
        total = with_rest(total, view, measure, observations, &Selected::Rows(lasting), None);
    }
    let cell = |n: u64| Cell::counted(n, n);
    total.cell = totals.finish().last().map_or_else(|| cell(0), |&n| cell(n));
    let sheet = |((slots, _), counts): ((Slots<'a>, Wanted), Changes)| {
        let cells = counts.finish().into_iter().map(cell).collect();
        Sheet { slots, cells }
    };
    (total, requests.into_iter().zip(counts).map(sheet).collect())
}

/// The last instant of each bucket that has begun, or now.
fn ends(view: &View<'_>, buckets: &Buckets) -> Vec<Millis> {
    let begun = buckets.spans().take_while(|bucket| bucket.from <= view.now);
    begun.map(|bucket| (bucket.to - 1).min(view.now)).collect()
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

    fn add(&mut self, instants: &Range<usize>, key: usize) {
        self.changes[instants.start * self.keys + key] += 1;
        self.changes[instants.end * self.keys + key] -= 1;
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

/// Which statistics of amounts are asked for.
#[derive(Clone, Copy)]
pub enum Wanted {
    All,
    One(Stat),
}

/// What has been counted into slots.
#[derive(Default)]
struct Counted {
    cells: Vec<Cell>,
    /// Of a measure of amounts: these, in no order.
    amounts: Vec<Millis>,
    /// Of a measure of different ones: all slots together, if none of them overlap, and who the different ones are.
    all: Option<Cell>,
    met: Option<Mask>,
}

impl Counted {
    fn cells(cells: impl Iterator<Item = Cell>) -> Self {
        Self { cells: cells.collect(), ..Self::default() }
    }
}

/// How many observations of different ones each slot has, how many those are, and of a rate, how many have a hit.
struct Different {
    n: Vec<u64>,
    entities: Vec<u64>,
    hits: Vec<u64>,
    /// Those of any slot.
    met: Mask,
    hit: Mask,
}

impl Different {
    fn counted(self, cell: impl Fn(u64, u64, u64) -> Cell) -> Counted {
        let all = cell(self.n.iter().sum(), self.met.count() as u64, self.hit.count() as u64);
        let each = self.n.into_iter().zip(self.entities).zip(self.hits);
        let cells = Counted::cells(each.map(|((n, entities), hits)| cell(n, entities, hits)));
        Counted { all: Some(all), met: Some(self.met), ..cells }
    }
}

/// What is to be counted into slots.
struct Counting<'a, 'v> {
    view: &'a View<'v>,
    measure: &'a Measure,
    observations: &'a Observations,
    selected: &'a Selected<'a>,
}

impl<'a> Counting<'a, '_> {
    fn runs(&self) -> &'a [Run<'a>] {
        self.selected.counted()
    }

    /// The messages that are counted, and their slots, where these can be told without asking for conversations.
    fn messages<'s>(&'s self, slots: &'s Slots<'_>) -> Option<(&'a SelectedMessages<'a>, SlotsOfMessages<'s>)> {
        match self.selected {
            Selected::Messages(messages) => Some((messages, slots.of_messages(self.view)?)),
            Selected::Rows(_) => None,
        }
    }

    fn count(&self, slots: &Slots<'_>, wanted: Wanted) -> Counted {
        let different = |entity: Entity| self.count_entities(entity, slots);
        match self.measure.value {
            Value::Count | Value::Snapshot => {
                let mut n = vec![0; slots.count()];
                match self.messages(slots) {
                    Some((messages, of)) => of.count(&messages.counted, &mut n),
                    None => {
                        self.runs().iter().for_each(|&run| slots.each(run, |slot, run| n[slot] += u64::from(run.count)))
                    }
                }
                Counted::cells(n.into_iter().map(|n| Cell::counted(n, n)))
            }
            Value::Distinct(entity) => different(entity).counted(|n, entities, _| Cell::counted(n, entities)),
            Value::Returning | Value::Retained | Value::Cohort => {
                different(Entity::Contact).counted(|n, entities, _| Cell::counted(n, entities))
            }
            Value::Per(entity) => different(entity).counted(|n, entities, _| Cell::per(n, entities)),
            Value::Rate(Some(entity)) => different(entity).counted(|n, entities, hits| Cell::rate(n, hits, entities)),
            Value::Rate(None) => {
                let [mut n, mut hits] = [(); 2].map(|()| vec![0; slots.count()]);
                match self.messages(slots) {
                    Some((messages, of)) => {
                        of.count(&messages.counted, &mut n);
                        messages.hits().iter().for_each(|mask| of.count(mask, &mut hits));
                    }
                    None => self.runs().iter().for_each(|&run| {
                        self.each_slot(slots, run, |slot, run| {
                            n[slot] += u64::from(run.count);
                            hits[slot] += self.observations.hits(run);
                        });
                    }),
                }
                Counted::cells(n.into_iter().zip(hits).map(|(n, hits)| Cell::rate(n, hits, n)))
            }
            Value::Sum => {
                let mut sums = vec![Sum::default(); slots.count()];
                self.runs().iter().for_each(|&run| slots.each(run, |slot, run| sums[slot].add(run)));
                Counted::cells(sums.iter().map(|sum| sum.cell(self.measure.unit.parts())))
            }
            Value::Amount => self.count_amounts(slots, wanted),
        }
    }

    /// Hands over each part of a run with its slot. How many messages of a conversation each class of senders wrote is known
    /// beforehand, but not which: where it matters which ones are hits, they are handed over one by one.
    #[inline]
    fn each_slot<'r>(&self, slots: &Slots<'_>, run: Run<'r>, mut each: impl FnMut(usize, Run<'r>)) {
        let has_hits = matches!(self.observations, Observations::Messages(Picked { hits: Some(_), .. }));
        if has_hits && slots.dimension() == Some(Dimension::Actor) {
            run.rows().for_each(|row| slots.each(run.row(row), &mut each));
        } else {
            slots.each(run, each);
        }
    }

    /// Whether an entity counts in a slot: of those who return, only who had written before it began.
    fn is_in(&self, entity: u32, slots: &Slots<'_>, slot: usize) -> bool {
        let begins = || slots.begins(slot, self.view.period.span);
        self.measure.value != Value::Returning || self.view.had_written(entity, begins())
    }

    fn is_hit(&self, run: Run<'_>) -> bool {
        matches!(self.measure.value, Value::Rate(_)) && self.observations.hits(run) > 0
    }

    fn count_entities(&self, entity: Entity, slots: &Slots<'_>) -> Different {
        let mut entities = Entities::new(entity, self.view);
        let count = entities.count();
        let mut n = vec![0; slots.count()];
        // The messages of a conversation stand together.
        let one_by_one = entity == Entity::Conversation && matches!(self.selected, Selected::Messages(_));
        let [mut met, mut hit] = [(); 2].map(|()| Met::new(count, n.len(), one_by_one));
        let is_dated_by_itself = self.view.derived.policy.date_basis == DateBasis::Event;
        match self.messages(slots) {
            Some((messages, of)) if entity == Entity::AgentHour && slots.are_apart() && is_dated_by_itself => {
                return self.count_agent_hours(messages, &of, slots.count());
            }
            messages => {
                let mut meet = |entity: u32, slot: usize, run: Run<'_>| {
                    if self.is_in(entity, slots, slot) {
                        n[slot] += u64::from(run.count);
                        met.push(slot, entity);
                        if self.is_hit(run) {
                            hit.push(slot, entity);
                        }
                    }
                };
                for &run in self.runs() {
                    run.each_entity(&mut entities, |entity, run| {
                        let Some(entity) = entity else { return };
                        match messages.as_ref().and_then(|(_, of)| of.of_run(run)) {
                            Some(slot) => meet(entity, slot, run),
                            None => self.each_slot(slots, run, |slot, run| meet(entity, slot, run)),
                        }
                    });
                }
            }
        }
        let [entities, hits] = [&met, &hit].map(Met::count);
        Different { n, entities, hits, met: met.all, hit: hit.all }
    }

    /// An hour of the clock lies in one bucket, or one hour of the week: who has been met is known for all slots together.
    fn count_agent_hours(&self, messages: &SelectedMessages<'_>, of: &SlotsOfMessages<'_>, slots: usize) -> Different {
        let mut entities = Entities::new(Entity::AgentHour, self.view);
        let table = &self.view.data.messages;
        let [mut n, mut distinct] = [(); 2].map(|()| vec![0; slots]);
        let mut met = Mask::none(entities.count());
        of.count(&messages.counted, &mut n);
        of.each(&messages.counted, |slot, row| {
            if let Some(hour) = entities.agent_hour(table.agent(row), table.at[row])
                && !met.has(hour as usize)
            {
                met.insert(hour as usize);
                distinct[slot] += 1;
            }
        });
        Different { n, entities: distinct, hits: vec![0; slots], met, hit: Mask::default() }
    }

    /// How long has lasted what lasts at the end of the period, or now.
    fn ages(&self) -> Vec<Millis> {
        let at = self.view.snapshot_at(self.view.period.span);
        self.runs().iter().flat_map(|run| run.rows().map(|row| at - run.table.since(row))).collect()
    }

    fn count_amounts(&self, slots: &Slots<'_>, wanted: Wanted) -> Counted {
        let parts = self.measure.unit.parts();
        let mut n = vec![0_u64; slots.count()];
        if let Wanted::One(Stat::Mean) = wanted {
            let mut sums = vec![0_i128; n.len()];
            for &run in self.runs() {
                slots.each(run, |slot, run| {
                    n[slot] += u64::from(run.count);
                    sums[slot] += sum(run.values());
                });
            }
            return Counted::cells(n.into_iter().zip(sums).map(|(n, sum)| Cell::mean(n, sum, parts)));
        }
        if let (Slots::One, &[run]) = (slots, self.runs()) {
            let cell = Cell::of_amounts(run.values(), parts, wanted);
            return Counted { amounts: run.values().to_vec(), ..Counted::cells(std::iter::once(cell)) };
        }
        let mut pieces = Vec::new();
        for &run in self.runs() {
            slots.each(run, |slot, run| {
                n[slot] += u64::from(run.count);
                pieces.push((slot as u32, run));
            });
        }
        // Each slot's amounts are brought together.
        let mut next = Vec::with_capacity(n.len());
        let mut placed = 0;
        for &n in &n {
            next.push(placed);
            placed += n as usize;
        }
        let mut amounts = vec![0; placed];
        for (slot, run) in pieces {
            let place = &mut next[slot as usize];
            let values = run.values();
            amounts[*place..*place + values.len()].copy_from_slice(values);
            *place += values.len();
        }
        let cell = |(&n, &end): (&u64, &usize)| Cell::of_amounts(&amounts[end - n as usize..end], parts, wanted);
        let cells = Counted::cells(n.iter().zip(&next).map(cell));
        Counted { amounts, ..cells }
    }
}

/// Which entities have been met, and in which slots.
pub struct Met {
    all: Mask,
    entities: usize,
    in_slots: Vec<(u32, u32)>,
    /// The last one that each slot has met: what is met next is often the same.
    last: Vec<u32>,
    /// Whether all meetings of an entity come one after the other.
    one_by_one: bool,
}

impl Met {
    pub fn new(entities: usize, slots: usize, one_by_one: bool) -> Self {
        let all = Mask::none(entities);
        Self { all, entities, in_slots: Vec::new(), last: vec![NONE; slots], one_by_one }
    }

    #[inline]
    pub fn push(&mut self, slot: usize, entity: u32) {
        if std::mem::replace(&mut self.last[slot], entity) != entity {
            self.in_slots.push((slot as u32, entity));
            self.all.insert(entity as usize);
        }
    }

    /// How many different ones each slot has met.
    fn count(&self) -> Vec<u64> {
        if let [_] = self.last[..] {
            return vec![self.all.count() as u64];
        }
        let mut distinct = vec![0; self.last.len()];
        if self.one_by_one {
            self.in_slots.iter().for_each(|&(slot, _)| distinct[slot as usize] += 1);
        } else {
            self.each(|slot, _| distinct[slot] += 1);
        }
        distinct
    }

    /// Hands over each entity once for each slot that has met it, slot by slot.
    pub fn each(&self, mut each: impl FnMut(usize, u32)) {
        let mut ends = vec![0_u32; self.last.len()];
        self.in_slots.iter().for_each(|&(slot, _)| ends[slot as usize] += 1);
        let mut placed = 0;
        for end in &mut ends {
            placed += std::mem::replace(end, placed);
        }
        let mut by_slot = vec![0; self.in_slots.len()];
        for &(slot, entity) in &self.in_slots {
            let place = &mut ends[slot as usize];
            by_slot[*place as usize] = entity;
            *place += 1;
        }
        let mut last_met_in = vec![NONE; self.entities];
        let mut from = 0;
        for (slot, &end) in ends.iter().enumerate() {
            for &entity in &by_slot[from..end as usize] {
                if std::mem::replace(&mut last_met_in[entity as usize], slot as u32) != slot as u32 {
                    each(slot, entity);
                }
            }
            from = end as usize;
        }
    }
}

/// With what is told beside the cells: what is left out and why, and what is to be known of what is in.
pub fn with_rest(
    total: Total,
    view: &View<'_>,
    measure: &Measure,
    observations: &Observations,
    selected: &Selected<'_>,
    met_already: Option<Mask>,
) -> Total {
    let mut left_out = vec![0; Reason::ALL.len()];
    let mut notes = vec![0; Note::ALL.len()];
    observations.each_note(selected, |note, count| notes[note as usize] += count as u64);
    if measure.value == Value::Sum && total.cell.value.is_none() {
        notes[Note::SeveralCurrencies as usize] += total.cell.n;
    }
    selected.each_left_out(|reason, count| left_out[reason as usize] += count);
    if let Some(entity) = measure.value.entity().filter(|_| left_out.iter().any(|&count| count > 0)) {
        left_out = entities_left_out(view, entity, selected, met_already);
    }
    if measure.value.entity().is_some() || matches!(measure.value, Value::Per(_)) {
        // What has no entity is selected, and not counted.
        left_out[Reason::NoContact as usize] += selected.n() - total.cell.n;
    }
    let beside = |&entity: &Entity| (entity, met(view, entity, selected).count() as u64);
    Total {
        beside: measure.beside.iter().map(beside).collect(),
        excluded: Excluded::all(&left_out),
        notes: counted(&notes).map(|(note, count)| Noted { note, count }).collect(),
        ..total
    }
}

/// How many different entities are left out for each reason: those of which nothing is counted, and each thing that is of
/// none.
fn entities_left_out(view: &View<'_>, entity: Entity, selected: &Selected<'_>, met_already: Option<Mask>) -> Vec<u64> {
    let counted = met_already.unwrap_or_else(|| met(view, entity, selected));
    let mut entities = Entities::new(entity, view);
    let mut left_out = vec![0; Reason::ALL.len()];
    let mut apart = vec![Mask::default(); Reason::ALL.len()];
    for &(run, reason) in selected.left_out() {
        run.each_entity(&mut entities, |entity, run| match entity {
            Some(entity) if counted.has(entity as usize) => {}
            Some(entity) => {
                let apart = &mut apart[reason as usize];
                if apart.words() == 0 {
                    *apart = Mask::none(counted.words() * 64);
                }
                apart.insert(entity as usize);
            }
            None => left_out[reason as usize] += u64::from(run.count),
        });
    }
    apart.iter().zip(&mut left_out).for_each(|(apart, count)| *count += apart.count() as u64);
    left_out
}

/// The entities that something counted is of.
fn met(view: &View<'_>, entity: Entity, selected: &Selected<'_>) -> Mask {
    let mut entities = Entities::new(entity, view);
    let mut met = Mask::none(entities.count());
    for run in selected.counted() {
        run.each_entity(&mut entities, |entity, _| entity.into_iter().for_each(|entity| met.insert(entity as usize)));
    }
    met
}

/// The words that have been met, and how often.
fn counted<W: Word>(counts: &[u64]) -> impl Iterator<Item = (W, u64)> {
    W::ALL.iter().copied().zip(counts.iter().copied()).filter(|(_, count)| *count > 0)
}
