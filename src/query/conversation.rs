//! Where one conversation ends: cutting threads by silence, and their lives into cycles from opening to close.

use super::policy::{Policy, Unit};
use crate::store::Dataset;
use crate::store::dict::{NOBODY, NONE, some};
use crate::store::events::Event;
use crate::store::order::sorted;
use crate::store::threads::Lists;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Origin, Status};
use crate::time::{HOUR_MS, MINUTE_MS, Millis, UNKNOWN, known};
use std::ops::Range;

/// One row a conversation, in the order of their threads.
#[derive(Debug, Default)]
pub struct Conversations {
    pub thread: Vec<u32>,
    /// The message rows that belong to it.
    pub messages: Vec<Range<u32>>,
    /// When it was opened; [`UNKNOWN`] where nothing tells.
    pub opened_at: Vec<Millis>,
    /// When it was last closed; [`UNKNOWN`] where it is open, or was closed nobody knows when.
    pub closed_at: Vec<Millis>,
    pub status: Vec<Status>,
    pub origin: Vec<Origin>,
    /// The first and the last public message; `NONE` where there is none.
    pub first_message: Vec<u32>,
    pub last_message: Vec<u32>,
    pub contact: Vec<u32>,
    pub agent: Vec<u32>,
    pub first_assignee: Vec<u32>,
    pub first_assigned_at: Vec<Millis>,
    pub participants: Lists,
    pub tags: Lists,
    pub coverage: Vec<Coverage>,
    /// The cycles of conversation `c` are those from `cycles[c]` to `cycles[c + 1]`.
    pub cycles: Vec<u32>,
    /// The conversations of thread `t` are those from `of_thread[t]` to `of_thread[t + 1]`.
    pub of_thread: Vec<u32>,
}

/// One row a cycle: a conversation's life from an opening or reopening to its close.
#[derive(Debug, Default)]
pub struct Cycles {
    pub conversation: Vec<u32>,
    pub opened_at: Vec<Millis>,
    /// [`UNKNOWN`] while it is open.
    pub ended_at: Vec<Millis>,
    pub end: Vec<End>,
}

/// How a cycle came to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    StillOpen,
    /// Somebody closed it.
    Closed {
        actor: Actor,
        by: u32,
    },
    /// It is closed, and nobody knows since when; the last sign of life stands for the end.
    ClosedUnknownWhen,
    /// Silence ended it.
    Silence,
}

/// One row a stretch of time in which a conversation was in one of the open states.
#[derive(Debug, Default)]
pub struct OpenStates {
    pub conversation: Vec<u32>,
    pub from: Vec<Millis>,
    /// [`Millis::MAX`] while it lasts.
    pub to: Vec<Millis>,
    pub state: Vec<Status>,
}

/// Everything that follows from a dataset and the policy's idea of a conversation.
#[derive(Debug, Default)]
pub struct Lives {
    pub conversations: Conversations,
    pub cycles: Cycles,
    pub states: OpenStates,
}

pub fn lives(data: &Dataset, policy: &Policy) -> Lives {
    let mut lives = Lives::default();
    lives.conversations.cycles.push(0);
    lives.conversations.of_thread.push(0);
    for thread in 0..data.threads.len() as u32 {
        let silence_ms = match policy.unit {
            Unit::InactivityHours(hours) => Millis::from(hours) * HOUR_MS,
            Unit::Native => data.threads.silence_ms[thread as usize],
        };
        let pieces = cut_by_silence(data, thread, silence_ms);
        for (number, piece) in pieces.iter().enumerate() {
            let next = pieces.get(number + 1);
            let part = Part {
                thread,
                rows: piece.clone(),
                from: if number == 0 { Millis::MIN } else { data.messages.at[piece.start] },
                to: next.map_or(Millis::MAX, |next| data.messages.at[next.start]),
                silence_ms,
            };
            lives.push(data, &part);
        }
        lives.conversations.of_thread.push(lives.conversations.len() as u32);
    }
    lives
}

/// The message rows of each conversation of the thread; without a `silence_ms`, all rows are of one.
fn cut_by_silence(data: &Dataset, thread: u32, silence_ms: Millis) -> Vec<Range<usize>> {
    let rows = data.messages.rows_of(thread);
    let mut pieces = vec![rows.clone()];
    if silence_ms <= 0 {
        return pieces;
    }
    let mut last = None;
    for row in rows.clone().filter(|&row| data.messages.is_public(row)) {
        let at = data.messages.at[row];
        if last.is_some_and(|last| at - last >= silence_ms) {
            let open = pieces.len() - 1;
            pieces[open].end = row;
            pieces.push(row..rows.end);
        }
        last = Some(at);
    }
    pieces
}

/// A thread, or the part of one between two silences.
struct Part {
    thread: u32,
    rows: Range<usize>,
    /// The instants that it takes up: from its first message up to the next part's.
    from: Millis,
    to: Millis,
    silence_ms: Millis,
}

impl Part {
    fn is_first(&self) -> bool {
        self.from == Millis::MIN
    }

    fn is_last(&self) -> bool {
        self.to == Millis::MAX
    }

    fn events<'a>(&'a self, data: &'a Dataset) -> impl Iterator<Item = Event> + Clone + 'a {
        let rows = data.events.rows_of(self.thread);
        let rows = rows.skip_while(|&row| data.events.at[row] < self.from);
        rows.take_while(|&row| data.events.at[row] < self.to).map(|row| data.events.get(row))
    }
}

impl Lives {
    fn push(&mut self, data: &Dataset, part: &Part) {
        let thread = part.thread as usize;
        let public = || part.rows.clone().filter(|&row| data.messages.is_public(row));
        let first_message = public().next().map_or(NONE, |row| row as u32);
        let last_message = public().next_back().map_or(NONE, |row| row as u32);
        let opened_at = opened_at(data, part, first_message);
        let conversation = self.conversations.thread.len() as u32;
        let life = Life::of(data, part, opened_at);
        self.push_life(conversation, &life);

        let own = &mut self.conversations;
        own.thread.push(part.thread);
        own.messages.push(part.rows.start as u32..part.rows.end as u32);
        own.opened_at.push(opened_at);
        own.closed_at.push(life.closed_at());
        own.status.push(life.status());
        own.origin.push(origin(data, part, first_message));
        own.first_message.push(first_message);
        own.last_message.push(last_message);
        own.contact.push(data.threads.contact[thread]);
        let is_assigned = |event: &Event| event.kind == EventKind::Assigned && event.subject < NOBODY;
        let assigned = || part.events(data).filter(is_assigned);
        own.agent.push(assignee(data, part));
        own.first_assignee.push(assigned().next().map_or(data.threads.agent[thread], |event| event.subject));
        own.first_assigned_at.push(assigned().next().map_or(UNKNOWN, |event| event.at));
        own.participants.push(&participants(data, part));
        own.tags.push(&tags(data, part));
        own.coverage.push(data.threads.coverage[thread]);
        own.cycles.push(self.cycles.conversation.len() as u32);
    }

    fn push_life(&mut self, conversation: u32, life: &Life) {
        for cycle in &life.cycles {
            self.cycles.conversation.push(conversation);
            self.cycles.opened_at.push(cycle.opened_at);
            self.cycles.ended_at.push(cycle.ended_at);
            self.cycles.end.push(cycle.end);
        }
        for &(from, to, state) in &life.states {
            self.states.conversation.push(conversation);
            self.states.from.push(from);
            self.states.to.push(to);
            self.states.state.push(state);
        }
    }
}

impl Conversations {
    pub fn len(&self) -> usize {
        self.thread.len()
    }

    pub fn is_empty(&self) -> bool {
        self.thread.is_empty()
    }

    pub fn cycles_of(&self, conversation: usize) -> Range<usize> {
        self.cycles[conversation] as usize..self.cycles[conversation + 1] as usize
    }

    /// The conversation of the thread that something at `at` belongs to.
    pub fn at(&self, thread: u32, at: Millis) -> usize {
        let (first, end) = (self.of_thread[thread as usize] as usize, self.of_thread[thread as usize + 1] as usize);
        let later = self.opened_at[first + 1..end].partition_point(|&opened_at| opened_at <= at);
        first + later
    }

    pub fn rows(&self, conversation: usize) -> Range<usize> {
        let rows = &self.messages[conversation];
        rows.start as usize..rows.end as usize
    }
}

fn opened_at(data: &Dataset, part: &Part, first_message: u32) -> Millis {
    let first = some(first_message).map(|row| data.messages.at[row as usize]);
    let created = known(data.threads.created_at[part.thread as usize]).filter(|_| part.is_first());
    match (created, first) {
        (Some(created), Some(first)) => created.min(first),
        (Some(at), None) | (None, Some(at)) => at,
        (None, None) => part.events(data).next().map_or(UNKNOWN, |event| event.at),
    }
}

/// The class of who wrote first; a source's own word wins.
fn origin(data: &Dataset, part: &Part, first_message: u32) -> Origin {
    if let Some(origin) = data.threads.origin[part.thread as usize].filter(|_| part.is_first()) {
        return origin;
    }
    match some(first_message).map(|row| data.messages.actor[row as usize]) {
        Some(Actor::Contact) => Origin::Inbound,
        Some(Actor::Agent | Actor::Echo) => Origin::Inbox,
        Some(Actor::Bot | Actor::Automation | Actor::Broadcast) => Origin::Flow,
        _ => Origin::Other,
    }
}

/// The agent that the thread is assigned to; where it does not say, the last one it was given to.
fn assignee(data: &Dataset, part: &Part) -> u32 {
    let said = data.threads.agent[part.thread as usize];
    if said != NONE {
        return said;
    }
    let changes = part.events(data).filter(|event| matches!(event.kind, EventKind::Assigned | EventKind::Unassigned));
    changes.last().map_or(NONE, |event| if event.kind == EventKind::Assigned { event.subject } else { NOBODY })
}

/// The agents who wrote public messages.
fn participants(data: &Dataset, part: &Part) -> Vec<u32> {
    let mut agents = Vec::new();
    for row in part.rows.clone() {
        let sender = data.messages.sender[row];
        let is_agents = data.messages.actor[row] == Actor::Agent && sender < NOBODY;
        if is_agents && data.messages.is_public(row) && !agents.contains(&sender) {
            agents.push(sender);
        }
    }
    agents
}

/// The tags that the thread carries; where it does not say, those added and not removed again.
fn tags(data: &Dataset, part: &Part) -> Vec<u32> {
    let said = data.threads.tags.get(part.thread as usize);
    if !said.is_empty() {
        return said.to_vec();
    }
    let mut tags = Vec::new();
    for event in part.events(data) {
        match event.kind {
            EventKind::Tagged if event.subject < NOBODY => tags.push(event.subject),
            EventKind::Untagged => tags.retain(|&tag| tag != event.subject),
            _ => {}
        }
    }
    tags
}

struct Cycle {
    opened_at: Millis,
    ended_at: Millis,
    end: End,
}

/// The life of one conversation, followed event by event.
struct Life {
    cycles: Vec<Cycle>,
    states: Vec<(Millis, Millis, Status)>,
    /// When the contact first wrote after the close.
    knocked_at: Option<Millis>,
}

/// A contact's message this long before a reopening is what caused it.
const KNOCK_MS: Millis = MINUTE_MS;

impl Life {
    fn of(data: &Dataset, part: &Part, opened_at: Millis) -> Self {
        let mut life = Self { cycles: Vec::new(), states: Vec::new(), knocked_at: None };
        if opened_at == UNKNOWN {
            return life;
        }
        life.open(opened_at, Status::Open);
        let extra_close = life.extra_close(data, part);
        let events = part.events(data).chain(extra_close).collect::<Vec<_>>();
        let mut events = sorted(events, &|a, b| a.at.cmp(&b.at)).into_iter().peekable();
        for row in part.rows.clone() {
            let is_contacts = data.messages.actor[row] == Actor::Contact && data.messages.is_public(row);
            // Of what happens at one instant, the message comes first.
            while let Some(event) = events.next_if(|event| event.at < data.messages.at[row]) {
                life.event(&event);
            }
            if is_contacts && !life.is_open() {
                life.knocked_at.get_or_insert(data.messages.at[row]);
            }
        }
        events.for_each(|event| life.event(&event));
        life.settle(data, part);
        life
    }

    /// The close that the thread's own row tells of, if no event does.
    fn extra_close(&self, data: &Dataset, part: &Part) -> Option<Event> {
        let at = known(data.threads.closed_at[part.thread as usize]).filter(|_| part.is_last())?;
        let mut closes = part.events(data).filter(|event| event.kind == EventKind::Closed);
        let is_told = closes.any(|event| (event.at - at).abs() <= MINUTE_MS);
        let close = Event { at, kind: EventKind::Closed, actor: Actor::Unknown, by: NONE, subject: NONE };
        (!is_told).then_some(close)
    }

    fn is_open(&self) -> bool {
        self.cycles.last().is_some_and(|cycle| cycle.end == End::StillOpen)
    }

    fn open(&mut self, at: Millis, state: Status) {
        self.cycles.push(Cycle { opened_at: at, ended_at: UNKNOWN, end: End::StillOpen });
        self.states.push((at, Millis::MAX, state));
        self.knocked_at = None;
    }

    fn end(&mut self, at: Millis, end: End) {
        if let Some(cycle) = self.cycles.last_mut() {
            cycle.ended_at = at.max(cycle.opened_at);
            cycle.end = end;
        }
        if let Some(state) = self.states.last_mut() {
            state.1 = at.max(state.0);
        }
    }

    fn event(&mut self, event: &Event) {
        match event.kind {
            EventKind::Closed => {
                if let Some(knocked_at) = self.knocked_at.filter(|_| !self.is_open()) {
                    self.open(knocked_at, Status::Open);
                }
                if self.is_open() {
                    self.end(event.at, End::Closed { actor: event.actor, by: event.by });
                }
            }
            EventKind::Opened | EventKind::Reopened => self.change(event.at, Status::Open),
            EventKind::Pending => self.change(event.at, Status::Pending),
            EventKind::Snoozed => self.change(event.at, Status::Snoozed),
            _ => {}
        }
    }

    /// The conversation is in this open state from now on; if it was closed, it is reopened.
    fn change(&mut self, at: Millis, state: Status) {
        if !self.is_open() {
            let knock = self.knocked_at.filter(|knocked_at| at - knocked_at <= KNOCK_MS);
            self.open(knock.unwrap_or(at), state);
            return;
        }
        if let Some(last) = self.states.last_mut().filter(|last| last.2 != state) {
            last.1 = at.max(last.0);
            self.states.push((at, Millis::MAX, state));
        }
    }

    /// Brings the end into line with the status that the thread's own row gives.
    fn settle(&mut self, data: &Dataset, part: &Part) {
        if !part.is_last() {
            let last = part.rows.clone().rev().find(|&row| data.messages.is_public(row));
            if let Some(last) = last.filter(|_| self.is_open()) {
                self.end(data.messages.at[last] + part.silence_ms, End::Silence);
            }
            return;
        }
        let status = data.threads.status[part.thread as usize];
        match status {
            Status::Closed if self.is_open() => self.end(self.last_sign(data, part), End::ClosedUnknownWhen),
            Status::Open | Status::Pending | Status::Snoozed => {
                if let Some(knocked_at) = self.knocked_at.filter(|_| !self.is_open()) {
                    self.open(knocked_at, status);
                }
                if self.is_open() {
                    self.be_in(status, self.last_sign(data, part));
                }
            }
            Status::Closed | Status::Unknown => {}
        }
    }

    /// The open conversation has ended up in this state. A state that no event tells of has lasted since the opening;
    /// where events tell of another one, it came after the last sign of life.
    fn be_in(&mut self, status: Status, last_sign: Millis) {
        let opened_at = self.cycles.last().map(|cycle| cycle.opened_at);
        match self.states.last_mut() {
            Some(state) if Some(state.0) == opened_at => state.2 = status,
            _ => self.change(last_sign, status),
        }
    }

    fn last_sign(&self, data: &Dataset, part: &Part) -> Millis {
        let last_message = part.rows.clone().next_back().map(|row| data.messages.at[row]);
        let last_event = part.events(data).last().map(|event| event.at);
        let opened_at = self.cycles.last().map(|cycle| cycle.opened_at);
        last_message.max(last_event).max(opened_at).unwrap_or(UNKNOWN)
    }

    fn closed_at(&self) -> Millis {
        match self.cycles.last() {
            Some(Cycle { ended_at, end: End::Closed { .. }, .. }) => *ended_at,
            _ => UNKNOWN,
        }
    }

    fn status(&self) -> Status {
        match self.states.last() {
            Some((_, Millis::MAX, state)) => *state,
            Some(_) => Status::Closed,
            None => Status::Unknown,
        }
    }
}
