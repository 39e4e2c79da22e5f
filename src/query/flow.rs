//! Which steps of automated flows contacts came to.
//!
//! A source tells of steps by events, by marks on messages, or by both: of a thread with such events these count, and of
//! one without them the marks. The order of a flow's steps is that in which they are mostly reached; of branches that
//! exclude each other it makes one line.

use super::Derived;
use crate::store::Dataset;
use crate::store::dict::NONE;
use crate::store::vocabulary::{Actor, EventKind};
use crate::time::Millis;
use std::ops::Range;

/// A step of a flow as one number: see [`split`].
pub type Place = u32;

fn place(data: &Dataset, flow: u32, step: u32) -> Place {
    let [flows, steps] = [data.flows.len() as u32, data.steps.len() as u32];
    flow.min(flows) * (steps + 1) + step.min(steps)
}

/// The flow and the step, each `NONE` where it is not given.
pub fn split(data: &Dataset, place: Place) -> (u32, u32) {
    let [flows, steps] = [data.flows.len() as u32, data.steps.len() as u32];
    let (flow, step) = (place / (steps + 1), place % (steps + 1));
    (if flow < flows { flow } else { NONE }, if step < steps { step } else { NONE })
}

/// All runs of conversations through flows, and the order of the flows' steps.
#[derive(Debug, Default)]
pub struct Flows {
    pub runs: Vec<Run>,
    /// The steps that the runs came to, run by run, each once.
    reached: Vec<Place>,
    /// All steps, flow by flow and in each flow in its order.
    order: Vec<Place>,
    /// The number of each step's name among all of them, by where it mostly stands.
    pub rank_of_name: Vec<u32>,
}

/// What a conversation came to of a flow, however often it began it.
#[derive(Debug)]
pub struct Run {
    pub conversation: u32,
    /// When it came to its first step, and by whom it was led there.
    pub at: Millis,
    pub actor: Actor,
    pub agent: u32,
    /// The part of the flow that lies behind it: its steps up to the farthest one that it came to.
    passed: Range<u32>,
    /// Whether that is the last one of the flow.
    pub is_whole: bool,
    reached: Range<u32>,
}

/// A step that somebody came to.
struct Visit {
    conversation: u32,
    at: Millis,
    actor: Actor,
    agent: u32,
    place: Place,
}

impl Flows {
    pub fn new(data: &Dataset, derived: &Derived) -> Self {
        let mut flows = Self::default();
        let mut visits: Vec<Visit> = Vec::new();
        for thread in 0..data.threads.len() as u32 {
            visits.clear();
            each_visit(data, derived, thread, |visit| visits.push(visit));
            for of_conversation in visits.chunk_by(|a, b| a.conversation == b.conversation) {
                flows.push_runs(data, of_conversation);
            }
        }
        flows.settle(data);
        flows
    }

    /// Adds a run for each flow that the visits, which stand in the order of time, are of.
    fn push_runs(&mut self, data: &Dataset, visits: &[Visit]) {
        let flow = |visit: &Visit| split(data, visit.place).0;
        for (number, first) in visits.iter().enumerate() {
            if visits[..number].iter().any(|earlier| flow(earlier) == flow(first)) {
                continue;
            }
            let from = self.reached.len();
            for visit in visits[number..].iter().filter(|visit| flow(visit) == flow(first)) {
                if !self.reached[from..].contains(&visit.place) {
                    self.reached.push(visit.place);
                }
            }
            let Visit { conversation, at, actor, agent, .. } = *first;
            let reached = from as u32..self.reached.len() as u32;
            self.runs.push(Run { conversation, at, actor, agent, passed: 0..0, is_whole: false, reached });
        }
    }

    /// Finds the order of the steps, and how far each run came in it.
    fn settle(&mut self, data: &Dataset) {
        let medians = self.medians();
        let mut order: Vec<(u32, i64, Place)> =
            medians.iter().map(|&(place, median)| (split(data, place).0, median, place)).collect();
        order.sort_unstable();
        self.order = order.iter().map(|&(.., place)| place).collect();
        let mut ranks: Vec<i64> = Vec::with_capacity(self.order.len());
        ranks.extend(self.order.iter().enumerate().map(|(rank, &place)| i64::from(place) << 32 | rank as i64));
        ranks.sort_unstable();
        let rank = |place: Place| ranks.partition_point(|&other| other >> 32 < i64::from(place));
        let rank = |place: Place| ranks.get(rank(place)).map_or(0, |&found| found as u32);
        self.rank_of_name = vec![0; data.steps.len() + 1];
        for &(place, median) in &medians {
            let name = &mut self.rank_of_name[place as usize % (data.steps.len() + 1)];
            *name = (*name).max(median as u32);
        }
        let flow_of = |rank: u32| split(data, self.order[rank as usize]).0;
        for run in &mut self.runs {
            let reached = &self.reached[run.reached.start as usize..run.reached.end as usize];
            let farthest = reached.iter().map(|&place| rank(place)).max().unwrap_or(0);
            let flow = flow_of(farthest);
            let first = self.order.partition_point(|&place| split(data, place).0 < flow) as u32;
            run.passed = first..farthest + 1;
            run.is_whole = farthest as usize + 1 == self.order.len() || flow_of(farthest + 1) != flow;
        }
    }

    /// Each step with twice the median of the places, from 0, at which runs came to it.
    fn medians(&self) -> Vec<(Place, i64)> {
        let mut met: Vec<i64> = Vec::with_capacity(self.reached.len());
        for run in &self.runs {
            let reached = &self.reached[run.reached.start as usize..run.reached.end as usize];
            met.extend(reached.iter().enumerate().map(|(number, &place)| i64::from(place) << 32 | number as i64));
        }
        met.sort_unstable();
        let of_step = met.chunk_by(|a, b| a >> 32 == b >> 32);
        let number = |met: &[i64], place: usize| met[place] & i64::from(u32::MAX);
        let median = |met: &[i64]| number(met, (met.len() - 1) / 2) + number(met, met.len() / 2);
        of_step.map(|met| ((met[0] >> 32) as Place, median(met))).collect()
    }

    /// The steps that a run came to, or passed on its way to a later one, in the order of the flow.
    pub fn passed(&self, run: &Run) -> &[Place] {
        &self.order[run.passed.start as usize..run.passed.end as usize]
    }

    /// The steps that a run is said to have come to.
    pub fn reached(&self, run: &Run) -> &[Place] {
        &self.reached[run.reached.start as usize..run.reached.end as usize]
    }
}

/// Hands over the steps that a thread is said to have come to, in the order of time.
fn each_visit(data: &Dataset, derived: &Derived, thread: u32, mut each: impl FnMut(Visit)) {
    let conversation = |at: Millis| derived.conversations.at(thread, at) as u32;
    let mut has_events = false;
    for event in data.events.of(thread).filter(|event| event.kind == EventKind::FlowStep) {
        if event.subject >= data.flow_steps.len() as u32 {
            continue;
        }
        has_events = true;
        let step = data.flow_steps.get(event.subject);
        let place = place(data, step.flow, step.step);
        each(Visit { conversation: conversation(event.at), at: event.at, actor: event.actor, agent: event.by, place });
    }
    if has_events {
        return;
    }
    let (messages, table) = (&data.messages, &data.messages.marks);
    let rows = messages.rows_of(thread);
    let first = table.message.partition_point(|&row| (row as usize) < rows.start);
    for (&row, marks) in table.message[first..].iter().zip(&table.marks[first..]) {
        let row = row as usize;
        if row >= rows.end {
            return;
        }
        if marks.flow != NONE || marks.step != NONE {
            let (at, actor, agent) = (messages.at[row], messages.actor[row], messages.sender[row]);
            each(Visit {
                conversation: conversation(at),
                at,
                actor,
                agent,
                place: place(data, marks.flow, marks.step),
            });
        }
    }
}
