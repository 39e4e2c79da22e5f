//! Where one conversation ends: cutting threads by silence, or where events tell that one begins, and their lives into
//! cycles from opening to close.

use super::observation::Reason;
use super::policy::{Policy, Unit};
use crate::registry::Word;
use crate::store::dict::{NOBODY, NONE, some};
use crate::store::events::Event;
use crate::store::messages::Messages;
use crate::store::reach::Reach;
use crate::store::threads::Lists;
use crate::store::vocabulary::{Actor, Coverage, EventKind, Fact, Origin, Status};
use crate::store::{Dataset, Mask};
use crate::time::{HOUR_MS, MINUTE_MS, Millis, Span, UNKNOWN, known};
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
    /// The first agent who was given it and is no bot.
    pub first_assignee: Vec<u32>,
    pub first_assigned_at: Vec<Millis>,
    pub participants: Lists,
    pub tags: Lists,
    pub coverage: Vec<Coverage>,
    /// The facts that all of them have.
    pub covered_everywhere: Coverage,
    /// Whether somebody else than its contact wrote in it, too, as in a group.
    pub is_of_several: Mask,
    /// How far their public messages reach.
    pub reach: Reach,
    /// How many of the public messages are by each class of senders; nothing where one has too many.
    pub by_actor: Vec<Option<[u8; Actor::ALL.len()]>>,
    /// The cycles of conversation `c` are those from `cycles[c]` to `cycles[c + 1]`, and so are the states.
    pub cycles: Vec<u32>,
    pub states: Vec<u32>,
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
    /// The conversations in which somebody else than the contact wrote, too.
    several: Vec<usize>,
}

pub fn lives(data: &Dataset, policy: &Policy) -> Lives {
    let mut lives = Lives::default();
    lives.conversations.reserve(data.threads.len());
    lives.conversations.of_thread.push(0);
    let mut pieces = Vec::new();
    for thread in 0..data.threads.len() as u32 {
        if !data.is_conversation(thread) {
            lives.conversations.of_thread.push(lives.conversations.len() as u32);
            continue;
        }
        let silence_ms = match policy.unit {
            Unit::InactivityHours(hours) => Millis::from(hours) * HOUR_MS,
            Unit::Native => data.threads.silence_ms[thread as usize],
        };
        let openings = if policy.unit == Unit::Native && silence_ms > 0 { openings(data, thread) } else { Vec::new() };
        match &*openings {
            [] => cut_by_silence(data, thread, silence_ms, &mut pieces),
            // Where it is told when each begins, silence is no sign.
            openings => cut(data, thread, &mut pieces, |last, at| {
                openings.partition_point(|&opening| opening <= last)
                    < openings.partition_point(|&opening| opening <= at)
            }),
        }
        for (number, rows) in pieces.iter().enumerate() {
            let from = if number == 0 { Millis::MIN } else { data.messages.at[rows.start] };
            let to = pieces.get(number + 1).map_or(Millis::MAX, |next| data.messages.at[next.start]);
            lives.push(data, &Part::new(data, thread, rows.clone(), Span { from, to }, silence_ms));
        }
        lives.conversations.of_thread.push(lives.conversations.len() as u32);
    }
    lives.settle(data);
    lives
}

/// The message rows of each conversation of the thread; without a `silence_ms`, all rows are of one.
fn cut_by_silence(data: &Dataset, thread: u32, silence_ms: Millis, pieces: &mut Vec<Range<usize>>) {
    if silence_ms > 0 {
        return cut(data, thread, pieces, |last, at| at - last >= silence_ms);
    }
    pieces.clear();
    pieces.push(data.messages.rows_of(thread));
}

/// When conversations of the thread began, as far as events tell; in order.
fn openings(data: &Dataset, thread: u32) -> Vec<Millis> {
    data.events.of(thread).filter(|event| event.kind == EventKind::Opened).map(|event| event.at).collect()
}

/// Cuts the thread's message rows between a public message and the next one wherever something new begins between them.
fn cut(data: &Dataset, thread: u32, pieces: &mut Vec<Range<usize>>, is_new: impl Fn(Millis, Millis) -> bool) {
    let rows = data.messages.rows_of(thread);
    pieces.clear();
    pieces.push(rows.clone());
    let mut last = None;
    for row in rows.clone().filter(|&row| data.messages.is_public(row)) {
        let at = data.messages.at[row];
        if last.is_some_and(|last| is_new(last, at)) {
            let open = pieces.len() - 1;
            pieces[open].end = row;
            pieces.push(row..rows.end);
        }
        last = Some(at);
    }
}

/// A thread, or the part of one between two silences.
struct Part {
    thread: u32,
    /// Its messages and its events.
    rows: Range<usize>,
    events: Range<usize>,
    span: Span,
    is_first: bool,
    is_last: bool,
    silence_ms: Millis,
}

impl Part {
    /// The part that takes up `span`: from its first message up to the next part's.
    fn new(data: &Dataset, thread: u32, rows: Range<usize>, span: Span, silence_ms: Millis) -> Self {
        let of_thread = data.events.rows_of(thread);
        let before = |at: Millis| data.events.at[of_thread.clone()].partition_point(|&event| event < at);
        let (is_first, is_last) = (span.from == Millis::MIN, span.to == Millis::MAX);
        let from = if is_first { of_thread.start } else { of_thread.start + before(span.from) };
        let to = if is_last { of_thread.end } else { of_thread.start + before(span.to) };
        Self { thread, rows, events: from..to, span, is_first, is_last, silence_ms }
    }

    fn events<'a>(&self, data: &'a Dataset) -> impl DoubleEndedIterator<Item = Event> + Clone + 'a {
        self.events.clone().map(|row| data.events.get(row))
    }

    fn public<'a>(&self, data: &'a Dataset) -> impl DoubleEndedIterator<Item = usize> + 'a {
        self.rows.clone().filter(|&row| data.messages.is_public(row))
    }
}

impl Lives {
    fn push(&mut self, data: &Dataset, part: &Part) {
        let thread = part.thread as usize;
        let first_message = part.public(data).next().map_or(NONE, |row| row as u32);
        let last_message = part.public(data).next_back().map_or(NONE, |row| row as u32);
        let opened_at = opened_at(data, part, first_message);
        let Self { conversations: own, cycles, states, several } = self;
        own.cycles.push(cycles.conversation.len() as u32);
        own.states.push(states.conversation.len() as u32);
        let life = Life::of(data, part, opened_at, own.thread.len() as u32, cycles, states);
        own.closed_at.push(life.closed_at());
        own.status.push(life.status());
        own.thread.push(part.thread);
        own.messages.push(part.rows.start as u32..part.rows.end as u32);
        own.opened_at.push(opened_at);
        own.origin.push(origin(data, part, first_message));
        own.first_message.push(first_message);
        own.last_message.push(last_message);
        own.contact.push(data.threads.contact[thread]);
        let is_human = |agent: u32| agent < NOBODY && data.agents.actor[agent as usize] != Actor::Bot;
        let is_assigned = |event: &Event| event.kind == EventKind::Assigned && is_human(event.subject);
        let assigned = part.events(data).find(is_assigned);
        own.agent.push(assignee(data, part));
        own.first_assignee.push(assigned.map_or(data.threads.agent[thread], |event| event.subject));
        own.first_assigned_at.push(assigned.map_or(UNKNOWN, |event| event.at));
        let mut talk = Talk::default();
        let contact = data.threads.contact[thread];
        own.participants.push(part.public(data).filter_map(|row| talk.hear(&data.messages, row, contact)));
        own.by_actor.push((!talk.is_long).then_some(talk.by_actor));
        if talk.is_of_several {
            several.push(own.by_actor.len() - 1);
        }
        match data.threads.tags.get(thread) {
            [] => own.tags.push(tags_of_events(data, part)),
            said => own.tags.push(said.iter().copied()),
        }
        own.coverage.push(data.threads.coverage[thread]);
    }

    /// Ends the columns, and finds what only all of them together tell.
    fn settle(&mut self, data: &Dataset) {
        let Self { conversations: own, cycles, states, several } = self;
        own.cycles.push(cycles.conversation.len() as u32);
        own.states.push(states.conversation.len() as u32);
        own.is_of_several = Mask::none(own.len());
        several.iter().for_each(|&conversation| own.is_of_several.insert(conversation));
        own.covered_everywhere = own.coverage.iter().fold(Coverage::all(), |all, &one| all.intersection(one));
        let at = |message: u32| some(message).map(|row| data.messages.at[row as usize]);
        own.reach = Reach::of(own.len(), |conversation| {
            Some((at(own.first_message[conversation])?, at(own.last_message[conversation])?))
        });
    }
}

impl Conversations {
    /// Makes room for a conversation a thread.
    fn reserve(&mut self, threads: usize) {
        self.thread.reserve(threads);
        self.messages.reserve(threads);
        self.opened_at.reserve(threads);
        self.closed_at.reserve(threads);
        self.status.reserve(threads);
        self.origin.reserve(threads);
        self.first_message.reserve(threads);
        self.last_message.reserve(threads);
        self.contact.reserve(threads);
        self.agent.reserve(threads);
        self.first_assignee.reserve(threads);
        self.first_assigned_at.reserve(threads);
        self.by_actor.reserve(threads);
        self.coverage.reserve(threads);
        self.cycles.reserve(threads + 1);
        self.states.reserve(threads + 1);
        self.of_thread.reserve(threads + 1);
    }

    pub fn len(&self) -> usize {
        self.thread.len()
    }

    pub fn is_empty(&self) -> bool {
        self.thread.is_empty()
    }

    pub fn cycles_of(&self, conversation: usize) -> Range<usize> {
        self.cycles[conversation] as usize..self.cycles[conversation + 1] as usize
    }

    /// Those of the facts that are needed which some conversation lacks.
    pub fn lacking(&self, needs: &[Fact]) -> Vec<Fact> {
        needs.iter().copied().filter(|&fact| !self.covered_everywhere.has(fact)).collect()
    }

    /// The first of the facts that are needed which the conversation lacks.
    pub fn lacks(&self, conversation: usize, needs: &[Fact]) -> Option<Reason> {
        // What is of no conversation lacks nothing.
        let coverage = *self.coverage.get(conversation)?;
        needs.iter().find(|&&fact| !coverage.has(fact)).map(|&fact| Reason::lacks(fact))
    }

    pub fn states_of(&self, conversation: usize) -> Range<usize> {
        self.states[conversation] as usize..self.states[conversation + 1] as usize
    }

    /// The conversation's team; where it has none, its agent's.
    pub fn team(&self, data: &Dataset, conversation: usize) -> u32 {
        let team = data.threads.team[self.thread[conversation] as usize];
        if team < NOBODY {
            return team;
        }
        some(self.agent[conversation]).map_or(NOBODY, |agent| data.agents.team[agent as usize])
    }

    /// The conversation of the thread that something at `at` belongs to.
    pub fn at(&self, thread: u32, at: Millis) -> usize {
        let (first, end) = (self.of_thread[thread as usize] as usize, self.of_thread[thread as usize + 1] as usize);
        let later = self.opened_at[first + 1..end].partition_point(|&opened_at| opened_at <= at);
        first + later
    }

    /// Whether no later conversation is of the same thread.
    pub fn is_last_of_thread(&self, conversation: usize) -> bool {
        self.of_thread[self.thread[conversation] as usize + 1] as usize == conversation + 1
    }

    pub fn rows(&self, conversation: usize) -> Range<usize> {
        let rows = &self.messages[conversation];
        rows.start as usize..rows.end as usize
    }
}

fn opened_at(data: &Dataset, part: &Part, first_message: u32) -> Millis {
    let first = some(first_message).map(|row| data.messages.at[row as usize]);
    let created = known(data.threads.created_at[part.thread as usize]).filter(|_| part.is_first);
    match (created, first) {
        (Some(created), Some(first)) => created.min(first),
        (Some(at), None) | (None, Some(at)) => at,
        (None, None) => part.events(data).next().map_or(UNKNOWN, |event| event.at),
    }
}

/// The class of who wrote first; a source's own word wins.
fn origin(data: &Dataset, part: &Part, first_message: u32) -> Origin {
    if let Some(origin) = data.threads.origin[part.thread as usize].filter(|_| part.is_first) {
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
    let mut changes =
        part.events(data).filter(|event| matches!(event.kind, EventKind::Assigned | EventKind::Unassigned));
    changes.next_back().map_or(NONE, |event| if event.kind == EventKind::Assigned { event.subject } else { NOBODY })
}

/// What the public messages of a conversation tell, heard one by one.
#[derive(Default)]
struct Talk {
    by_actor: [u8; Actor::ALL.len()],
    /// More messages of one class of senders than can be counted in a byte.
    is_long: bool,
    is_of_several: bool,
    last: Option<u32>,
}

impl Talk {
    /// Returns the agent who wrote the message, but for one who wrote the last one, too.
    fn hear(&mut self, messages: &Messages, row: usize, contact: u32) -> Option<u32> {
        let (actor, sender) = (messages.actor[row], messages.sender[row]);
        let count = &mut self.by_actor[actor as usize];
        self.is_long |= *count == u8::MAX;
        *count = count.wrapping_add(1);
        if sender >= NOBODY {
            return None;
        }
        self.is_of_several |= actor == Actor::Contact && sender != contact;
        (actor == Actor::Agent && self.last.replace(sender) != Some(sender)).then_some(sender)
    }
}

/// The tags that were added and not removed again.
fn tags_of_events(data: &Dataset, part: &Part) -> impl Iterator<Item = u32> {
    let mut tags = Vec::new();
    for event in part.events(data) {
        match event.kind {
            EventKind::Tagged if event.subject < NOBODY => tags.push(event.subject),
            EventKind::Untagged => tags.retain(|&tag| tag != event.subject),
            _ => {}
        }
    }
    tags.into_iter()
}

/// The life of one conversation, followed event by event. What it comes to stands at the end of the tables.
struct Life<'a> {
    conversation: u32,
    cycles: &'a mut Cycles,
    states: &'a mut OpenStates,
    first_cycle: usize,
    first_state: usize,
    /// When the contact first wrote after the close.
    knocked_at: Option<Millis>,
}

/// A contact's message this long before a reopening is what caused it.
const KNOCK_MS: Millis = MINUTE_MS;

impl<'a> Life<'a> {
    fn of(
        data: &Dataset,
        part: &Part,
        opened_at: Millis,
        conversation: u32,
        cycles: &'a mut Cycles,
        states: &'a mut OpenStates,
    ) -> Self {
        let (first_cycle, first_state) = (cycles.conversation.len(), states.conversation.len());
        let mut life = Self { conversation, cycles, states, first_cycle, first_state, knocked_at: None };
        if opened_at == UNKNOWN {
            return life;
        }
        life.open(opened_at, Status::Open);
        let mut extra_close = extra_close(data, part);
        let mut after = Millis::MIN;
        for event in part.events(data) {
            if let Some(close) = extra_close.take_if(|close| close.at < event.at) {
                life.follow(data, part, &mut after, &close);
            }
            life.follow(data, part, &mut after, &event);
        }
        if let Some(close) = extra_close {
            life.follow(data, part, &mut after, &close);
        }
        life.listen(data, part, after, Millis::MAX);
        life.settle(data, part);
        life
    }

    /// Takes in the next event, and first the messages before it; those up to `after` have been taken in.
    fn follow(&mut self, data: &Dataset, part: &Part, after: &mut Millis, event: &Event) {
        // Of what happens at one instant, the message comes first.
        self.listen(data, part, *after, event.at);
        self.event(event);
        *after = event.at;
    }

    /// Hears whether the contact writes to a closed conversation, later than `after` and no later than `until`.
    fn listen(&mut self, data: &Dataset, part: &Part, after: Millis, until: Millis) {
        if self.is_open() || self.knocked_at.is_some() {
            return;
        }
        let at = &data.messages.at;
        let heard = at[part.rows.clone()].partition_point(|&at| at <= after);
        let rows = (part.rows.start + heard..part.rows.end).take_while(|&row| at[row] <= until);
        let mut knocks = rows.filter(|&row| data.messages.actor[row] == Actor::Contact && data.messages.is_public(row));
        self.knocked_at = knocks.next().map(|row| at[row]);
    }

    /// The last cycle, if there is one.
    fn cycle(&self) -> Option<usize> {
        (self.cycles.end.len() > self.first_cycle).then(|| self.cycles.end.len() - 1)
    }

    fn state(&self) -> Option<usize> {
        (self.states.state.len() > self.first_state).then(|| self.states.state.len() - 1)
    }

    fn is_open(&self) -> bool {
        self.cycle().is_some_and(|cycle| self.cycles.end[cycle] == End::StillOpen)
    }

    fn open(&mut self, at: Millis, state: Status) {
        self.cycles.conversation.push(self.conversation);
        self.cycles.opened_at.push(at);
        self.cycles.ended_at.push(UNKNOWN);
        self.cycles.end.push(End::StillOpen);
        self.push_state(at, state);
        self.knocked_at = None;
    }

    fn push_state(&mut self, from: Millis, state: Status) {
        self.states.conversation.push(self.conversation);
        self.states.from.push(from);
        self.states.to.push(Millis::MAX);
        self.states.state.push(state);
    }

    fn end(&mut self, at: Millis, end: End) {
        if let Some(cycle) = self.cycle() {
            self.cycles.ended_at[cycle] = at.max(self.cycles.opened_at[cycle]);
            self.cycles.end[cycle] = end;
        }
        self.end_state(at);
    }

    fn end_state(&mut self, at: Millis) {
        if let Some(state) = self.state() {
            self.states.to[state] = at.max(self.states.from[state]);
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
        } else if self.state().is_some_and(|last| self.states.state[last] != state) {
            self.end_state(at);
            self.push_state(at, state);
        }
    }

    /// Brings the end into line with the status that the thread's own row gives.
    fn settle(&mut self, data: &Dataset, part: &Part) {
        if !part.is_last {
            let last = part.public(data).next_back();
            if let Some(last) = last.filter(|_| self.is_open()) {
                self.end((data.messages.at[last] + part.silence_ms).min(part.span.to), End::Silence);
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
        match self.state() {
            Some(state) if Some(self.states.from[state]) == self.last_opened_at() => self.states.state[state] = status,
            _ => self.change(last_sign, status),
        }
    }

    fn last_sign(&self, data: &Dataset, part: &Part) -> Millis {
        let last_message = part.rows.clone().next_back().map(|row| data.messages.at[row]);
        let last_event = part.events(data).rfind(|event| event.kind.is_of_conversation()).map(|event| event.at);
        last_message.max(last_event).max(self.last_opened_at()).unwrap_or(UNKNOWN)
    }

    fn last_opened_at(&self) -> Option<Millis> {
        self.cycle().map(|cycle| self.cycles.opened_at[cycle])
    }

    fn closed_at(&self) -> Millis {
        match self.cycle().map(|cycle| (self.cycles.end[cycle], self.cycles.ended_at[cycle])) {
            Some((End::Closed { .. }, ended_at)) => ended_at,
            _ => UNKNOWN,
        }
    }

    fn status(&self) -> Status {
        match self.state() {
            Some(state) if self.states.to[state] == Millis::MAX => self.states.state[state],
            Some(_) => Status::Closed,
            None => Status::Unknown,
        }
    }
}

/// The close that the thread's own row tells of, if it lies in this part and no event tells of it.
fn extra_close(data: &Dataset, part: &Part) -> Option<Event> {
    let at = known(data.threads.closed_at[part.thread as usize]).filter(|&at| part.span.contains(at))?;
    let mut closes = part.events(data).filter(|event| event.kind == EventKind::Closed);
    let is_told = closes.any(|event| (event.at - at).abs() <= MINUTE_MS);
    let close = Event { at, kind: EventKind::Closed, actor: Actor::Unknown, by: NONE, subject: NONE };
    (!is_told).then_some(close)
}
