//! What became of a conversation in which a bot wrote. The only place that decides it.

use super::Derived;
use super::conversation::End;
use crate::store::Dataset;
use crate::store::dict::{NOBODY, some};
use crate::store::events::Event;
use crate::store::order::sort_rows;
use crate::store::vocabulary::{Actor, EventKind};
use crate::time::{DAY_MS, HOUR_MS, Millis};
use crate::words;
use std::ops::Range;

words! {
    /// Of what follows the bot's first message, until the close or whatever else ends that cycle, the first that is so:
    Outcome {
        /// 1. There was a handoff, or it was assigned to a human, before a human wrote in this cycle.
        HandedOff = "handed-off",
        /// 2. A human wrote in this cycle, or closed it.
        HumanTookOver = "human-took-over",
        /// 3. An automation closed it, the product, or nobody knows who.
        AutoClosed = "auto-closed",
        /// 4. The bot or the contact closed it, and within `durableDays` the contact began anew: a conversation, or
        ///    another cycle of one. Thanks that open nothing are no return.
        ResolvedThenBack = "resolved-then-back",
        /// 5. The bot or the contact closed it.
        Resolved = "resolved",
        /// 6. It was never closed: nobody has written for `abandonedAfterHours`, or silence ended the conversation.
        Abandoned = "abandoned",
    }
}

/// An outcome, and from when on it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decided {
    pub outcome: Outcome,
    pub due: Millis,
}

/// Hands over each conversation with a message of a bot, and what became of it.
pub fn each_outcome(data: &Dataset, derived: &Derived, mut each: impl FnMut(usize, Decided)) {
    let conversations = 0..derived.conversations.len();
    let with_bot: Vec<_> = conversations.filter_map(|it| Some((it, first_of_bot(data, derived, it)?))).collect();
    if with_bot.is_empty() {
        return;
    }
    let returns = Returns::new(data, derived);
    for (conversation, bot_at) in with_bot {
        let cycles = derived.conversations.cycles_of(conversation);
        let has_begun = |&cycle: &usize| derived.cycles.opened_at[cycle] <= bot_at;
        if let Some(cycle) = cycles.clone().rfind(has_begun).or(cycles.clone().next()) {
            each(conversation, decide(data, derived, &returns, cycle, bot_at));
        }
    }
}

/// When a bot first wrote in a conversation, if one did.
fn first_of_bot(data: &Dataset, derived: &Derived, conversation: usize) -> Option<Millis> {
    let (own, messages) = (&derived.conversations, &data.messages);
    let is_bots = |&row: &usize| messages.actor[row] == Actor::Bot && messages.is_public(row);
    let first = |mut rows: Range<usize>| rows.find(is_bots).map(|row| messages.at[row]);
    derived.involves_bot(data, conversation).then(|| first(own.rows(conversation))).flatten()
}

fn decide(data: &Dataset, derived: &Derived, returns: &Returns<'_>, cycle: usize, bot_at: Millis) -> Decided {
    let decided = |outcome, due| Decided { outcome, due };
    let ended_at = derived.cycles.ended_at[cycle];
    let (handed_at, human_at) = (handed_over(data, derived, cycle, bot_at), first_of_human(data, derived, cycle));
    match (handed_at, human_at) {
        (Some(handed_at), human_at) if human_at.is_none_or(|human_at| handed_at <= human_at) => {
            return decided(Outcome::HandedOff, handed_at);
        }
        (_, Some(human_at)) => return decided(Outcome::HumanTookOver, human_at.max(bot_at)),
        _ => {}
    }
    match derived.cycles.end[cycle] {
        End::Closed { actor: Actor::Agent | Actor::Echo, .. } => decided(Outcome::HumanTookOver, ended_at),
        End::Closed { actor: Actor::Bot | Actor::Contact, .. } => {
            let until = ended_at + Millis::from(derived.policy.durable_days) * DAY_MS;
            match returns.first_after(cycle, ended_at).filter(|&back_at| back_at < until) {
                Some(back_at) => decided(Outcome::ResolvedThenBack, back_at),
                None => decided(Outcome::Resolved, until),
            }
        }
        End::Closed { .. } | End::ClosedUnknownWhen => decided(Outcome::AutoClosed, ended_at),
        End::Silence => decided(Outcome::Abandoned, ended_at),
        End::StillOpen => {
            let last = derived.conversations.last_message[derived.cycles.conversation[cycle] as usize];
            let last_at = some(last).map_or(bot_at, |row| data.messages.at[row as usize]);
            let hours_ms = Millis::from(derived.policy.abandoned_after_hours) * HOUR_MS;
            decided(Outcome::Abandoned, last_at + hours_ms)
        }
    }
}

/// When what the bot had was first handed off, or given to a human, in a cycle.
pub fn handed_over(data: &Dataset, derived: &Derived, cycle: usize, since: Millis) -> Option<Millis> {
    let thread = derived.conversations.thread[derived.cycles.conversation[cycle] as usize];
    let is_open = derived.cycles.end[cycle] == End::StillOpen;
    let until = if is_open { Millis::MAX } else { derived.cycles.ended_at[cycle] };
    let is_human = |agent: u32| agent < NOBODY && data.agents.actor[agent as usize] != Actor::Bot;
    let hands_over = |event: &Event| match event.kind {
        EventKind::Handoff => true,
        EventKind::Assigned => is_human(event.subject),
        _ => false,
    };
    let mut events = data.events.of(thread).filter(|event| since <= event.at && event.at <= until);
    events.find(hands_over).map(|event| event.at)
}

/// When a human first wrote in a cycle.
pub fn first_of_human(data: &Dataset, derived: &Derived, cycle: usize) -> Option<Millis> {
    let messages = &data.messages;
    let is_human = |row: usize| matches!(messages.actor[row], Actor::Agent | Actor::Echo) && messages.is_public(row);
    let mut rows = derived.rows_of_cycle(data, cycle);
    rows.find(|&row| is_human(row)).map(|row| messages.at[row])
}

/// The cycles with which contacts came back or came at all, by contact and time: but for conversations that we began.
struct Returns<'a> {
    derived: &'a Derived,
    cycles: Vec<u32>,
}

impl<'a> Returns<'a> {
    fn new(data: &Dataset, derived: &'a Derived) -> Self {
        let own = &derived.conversations;
        let is_return = |&cycle: &u32| {
            let conversation = derived.cycles.conversation[cycle as usize] as usize;
            let is_first = own.cycles[conversation] == cycle;
            let first = some(own.first_message[conversation]);
            some(own.contact[conversation]).is_some()
                && (!is_first || first.is_some_and(|row| data.messages.actor[row as usize] == Actor::Contact))
        };
        let mut cycles: Vec<u32> = (0..derived.cycles.conversation.len() as u32).filter(is_return).collect();
        sort_rows(&mut cycles, &|a, b| key(derived, a).cmp(&key(derived, b)));
        Self { derived, cycles }
    }

    /// When the contact of a cycle first came back later than `at`. Of a contact who is not known, only the next cycle.
    fn first_after(&self, cycle: usize, at: Millis) -> Option<Millis> {
        let Self { derived, cycles } = self;
        let conversation = derived.cycles.conversation[cycle] as usize;
        let Some(contact) = some(derived.conversations.contact[conversation]) else {
            let next = derived.conversations.cycles_of(conversation).find(|&other| other > cycle);
            return next.map(|next| derived.cycles.opened_at[next]);
        };
        let place = cycles.partition_point(|&other| key(derived, other) <= (contact, at));
        let next = cycles.get(place).map(|&cycle| key(derived, cycle));
        next.filter(|&(other, _)| other == contact).map(|(_, at)| at)
    }
}

/// The contact, and when the cycle began.
fn key(derived: &Derived, cycle: u32) -> (u32, Millis) {
    let conversation = derived.cycles.conversation[cycle as usize] as usize;
    (derived.conversations.contact[conversation], derived.cycles.opened_at[cycle as usize])
}
