//! Times that a clock showed whose zone is not told.
//!
//! Some sources write times without a zone, and ids that are instants, so that the zone can be found out; the ids may come
//! later than the times. A batch holds such times marked by [`naive`]. Whenever rows are taken in, they are worked out, those
//! that were taken in before as well: in the zone that the ids tell, or in the declared one where they do not.

use super::Tables;
use super::arrange::Runs;
use super::dict::NONE;
use super::order::sorted;
use crate::time::clock::{Evidence, Finding};
use crate::time::iso::Written;
use crate::time::{Millis, Zone};

/// Marks what a clock showed: no instant is so late.
const NAIVE: Millis = 1 << 50;

/// What a clock showed, as if it were UTC, for a column of instants of a batch.
pub fn naive(shown: Millis) -> Millis {
    shown + NAIVE
}

/// What a clock showed, if it is marked so.
fn shown(at: Millis) -> Option<Millis> {
    (at >= NAIVE).then(|| at - NAIVE)
}

/// The clock that a source shows.
#[derive(Clone, Debug)]
pub struct Clock {
    pub source: &'static str,
    /// The zone that was declared, since nothing better was known.
    pub declared: Zone,
    pub evidence: Evidence,
}

impl Clock {
    /// The zone that its times are read in.
    fn zone(&self) -> Zone {
        match self.evidence.find(&self.declared) {
            Finding::Other(zone) => zone,
            Finding::Open | Finding::Declared | Finding::Several => self.declared.clone(),
        }
    }
}

/// The clocks of all sources that have such times, and the times in tables whose rows stay where they are.
#[derive(Clone, Debug, Default)]
pub struct Clocks {
    all: Vec<Clock>,
    created: NaiveTimes,
    closed: NaiveTimes,
    contacts: NaiveTimes,
}

impl Clocks {
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Clock> {
        self.all.iter()
    }

    /// The source has such times, for which this zone was declared last.
    pub fn add(&mut self, source: &'static str, declared: &Zone, evidence: &Evidence) {
        match self.all.iter_mut().find(|clock| clock.source == source) {
            Some(clock) => {
                clock.declared = declared.clone();
                clock.evidence.merge(evidence);
            }
            None => self.all.push(Clock { source, declared: declared.clone(), evidence: evidence.clone() }),
        }
    }

    pub(super) fn append(&mut self, later: Self) {
        later.all.iter().for_each(|clock| self.add(clock.source, &clock.declared, &clock.evidence));
    }
}

/// The rows of a table whose time a clock showed, ascending.
#[derive(Clone, Debug, Default)]
pub struct NaiveTimes(Vec<Time>);

#[derive(Clone, Copy, Debug)]
struct Time {
    row: u32,
    shown: Millis,
    /// What stands in the column for it.
    at: Millis,
}

impl NaiveTimes {
    /// Works out all times of a column, in the zones of their rows.
    fn settle<'z>(&mut self, column: &mut [Millis], zone: &dyn Fn(usize) -> Option<&'z Zone>) {
        // What has been told otherwise since is no longer what the clock showed.
        self.0.retain(|time| column[time.row as usize] == time.at);
        let new =
            column.iter().enumerate().filter_map(|(row, &at)| Some(Time { row: row as u32, shown: shown(at)?, at }));
        self.0.extend(new);
        self.0 = sorted(std::mem::take(&mut self.0), &|a, b| a.row.cmp(&b.row));
        for time in &mut self.0 {
            let Some(zone) = zone(time.row as usize) else { continue };
            time.at = Written::Naive(time.shown).instant(zone);
            column[time.row as usize] = time.at;
        }
    }

    /// What becomes of them once rows stand in a new order.
    pub(super) fn arrange(&mut self, order: &[u32]) {
        if self.0.is_empty() {
            return;
        }
        let time = |row: u32| self.0.binary_search_by_key(&row, |time| time.row).ok().map(|place| self.0[place]);
        self.0 = (0..).zip(order).filter_map(|(row, &old)| Some(Time { row, ..time(old)? })).collect();
    }
}

/// Works out the times of all tables.
pub(super) fn settle(tables: &mut Tables, [message_runs, event_runs]: [&Runs; 2]) {
    let Tables { clocks, threads, contacts, messages, events, .. } = tables;
    let Clocks { all, created, closed, contacts: of_contacts } = clocks;
    if all.is_empty() {
        return;
    }
    let zones: Vec<(&str, Zone)> = all.iter().map(|clock| (clock.source, clock.zone())).collect();
    let zone_of = |source: &str| zones.iter().find(|(known, _)| *known == source).map(|(_, zone)| zone);
    let of_thread = |thread: usize| zone_of(threads.keys.source(thread as u32));
    created.settle(&mut threads.created_at, &of_thread);
    closed.settle(&mut threads.closed_at, &of_thread);
    of_contacts.settle(&mut contacts.created_at, &|contact| zone_of(contacts.keys.source(contact as u32)));
    for (runs, at, naive) in
        [(message_runs, &mut messages.at, &mut messages.naive), (event_runs, &mut events.at, &mut events.naive)]
    {
        let mut thread_of = vec![NONE; at.len()];
        for (thread, rows) in runs.iter(at.len()) {
            thread_of[rows.start as usize..rows.end as usize].fill(thread);
        }
        naive.settle(at, &|row| of_thread(thread_of[row] as usize));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::rows::event;
    use crate::store::events::Event;
    use crate::store::threads::Thread;
    use crate::store::vocabulary::{Actor, EventKind};
    use crate::store::{Batch, Dataset};
    use crate::time::HOUR_MS;
    use crate::time::MINUTE_MS;

    const NINE: Millis = 1_740_819_600_000;

    fn evidence(hours: Millis) -> Evidence {
        let mut evidence = Evidence::default();
        (0..9).map(|number| NINE + number * MINUTE_MS).for_each(|at| evidence.see(at + hours * HOUR_MS, at));
        evidence
    }

    /// A conversation that a clock showed from nine to ten.
    fn conversation(batch: &mut Batch) {
        let [from, to] = [NINE, NINE + HOUR_MS].map(naive);
        batch.tables.clocks.add("one", &Zone::utc(), &Evidence::default());
        let contact = batch.tables.contacts.row("one", "c1");
        batch.tables.contacts.created_at[contact as usize] = from;
        let thread = batch.tables.threads.row("one", "a");
        batch.write_thread(thread, &Thread { created_at: Some(from), closed_at: Some(to), ..Thread::default() });
        for (at, kind) in [(to, EventKind::Closed), (from, EventKind::Opened)] {
            let subject = NONE;
            batch.event(thread, &Event { at, kind, actor: Actor::Unknown, by: NONE, subject });
        }
    }

    fn instants(data: &Dataset) -> Vec<Millis> {
        let all = [&data.threads.created_at, &data.threads.closed_at, &data.contacts.created_at, &data.events.at];
        all.into_iter().flatten().copied().collect()
    }

    #[test]
    fn times_are_in_the_zone_that_ids_tell_before_or_after_or_again() {
        for order in ["t", "te", "et", "tet", "tte", "ett", "t+e", "e+t"] {
            let mut data = Dataset::default();
            for reading in order.split_inclusive(|step| step != '+').map(|step| step.trim_matches('+')) {
                let mut batch = Batch::default();
                for step in reading.chars() {
                    match step {
                        't' => conversation(&mut batch),
                        _ => batch.tables.clocks.add("one", &Zone::utc(), &evidence(3)),
                    }
                }
                data.add(batch);
            }
            let from = if order == "t" { NINE } else { NINE - 3 * HOUR_MS };
            assert_eq!(instants(&data), [from, from + HOUR_MS, from, from, from + HOUR_MS], "{order}");
        }
    }

    #[test]
    fn what_is_told_with_a_zone_stays() {
        let mut data = Dataset::default();
        let mut batch = Batch::default();
        conversation(&mut batch);
        data.add(batch);
        let mut batch = Batch::default();
        let thread = batch.tables.threads.row("one", "a");
        batch.write_thread(thread, &Thread { created_at: Some(NINE + 1), ..Thread::default() });
        batch.event(thread, &event(NINE, EventKind::Seen, Actor::Agent, NONE));
        batch.tables.clocks.add("one", &Zone::utc(), &evidence(3));
        data.add(batch);
        assert_eq!((data.threads.created_at[0], data.threads.closed_at[0]), (NINE + 1, NINE - 2 * HOUR_MS));
        assert_eq!(data.events.at, [NINE - 3 * HOUR_MS, NINE - 2 * HOUR_MS, NINE]);
    }
}
