//! When a contact needs an agent, and for how long one is busy with it.
//!
//! Turns of one conversation that follow each other within [`PAUSE_MS`] are one *sitting*: whoever has taken it up
//! stays with it until both fall silent. It arrives with the message that begins it, or with a bot's handoff after that.

use super::Derived;
use super::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::store::vocabulary::{EventKind, Fact};
use crate::time::{MINUTE_MS, Millis, known};

/// Silence of more than this ends a sitting.
pub const PAUSE_MS: Millis = 30 * MINUTE_MS;

/// The facts without which nothing is known of sittings.
pub const NEEDS: [Fact; 2] = [Fact::Actors, Fact::Messages];

pub struct Sittings {
    /// Dated by the arrival, each as long as from the agent's first message to the last one. Those that nobody answered
    /// are left out.
    pub sittings: Observations,
    /// Dated by the contact's message: how long each answer took that was not the first one of its sitting.
    pub answers: Observations,
}

#[derive(Default)]
struct Found {
    sittings: Series,
    answers: Series,
}

/// A sitting that may go on.
struct Sitting {
    arrived_at: Millis,
    /// The row of the agent's first message, if there is one.
    reply: u32,
    last_at: Millis,
    is_given_up: bool,
}

pub fn sittings(data: &Dataset, derived: &Derived) -> Sittings {
    let mut found = Found::default();
    for conversation in 0..derived.conversations.len() {
        let mut sitting: Option<Sitting> = None;
        for turn in derived.turns.of(conversation) {
            let started_at = data.messages.at[derived.turns.start[turn] as usize];
            if derived.turns.is_doubtful[turn] {
                found.sittings.leave_out(derived.observe(data, conversation, started_at), Reason::ReplierUnknown);
                continue;
            }
            let handoff = handoff(data, derived, turn, started_at);
            if handoff.is_none() && is_answered_by_machine(data, derived, turn) {
                found.sittings.leave_out(derived.observe(data, conversation, started_at), Reason::AnsweredByBot);
                continue;
            }
            let goes_on = sitting.as_ref().is_some_and(|sitting| started_at - sitting.last_at <= PAUSE_MS);
            if !goes_on {
                found.end(data, derived, conversation, sitting.take());
            }
            let arrived_at = handoff.unwrap_or(started_at);
            let current =
                sitting.get_or_insert(Sitting { arrived_at, reply: NONE, last_at: arrived_at, is_given_up: false });
            current.is_given_up = known(derived.turns.given_up_at[turn]).is_some();
            current.last_at = last_at(data, derived, turn).unwrap_or(current.last_at.max(started_at));
            match some(derived.turns.reply[turn]) {
                Some(reply) if current.reply == NONE => current.reply = reply,
                Some(reply) => {
                    let took = data.messages.at[reply as usize] - started_at;
                    found.answers.push(by_sender(data, started_at, conversation, reply).lasting(took));
                }
                None => {}
            }
        }
        found.end(data, derived, conversation, sitting);
    }
    let settled = |series| Observations::Series(series).settled(data, derived, &NEEDS, false);
    Sittings { sittings: settled(found.sittings), answers: settled(found.answers) }
}

impl Found {
    fn end(&mut self, data: &Dataset, derived: &Derived, conversation: usize, sitting: Option<Sitting>) {
        let Some(Sitting { arrived_at, reply, last_at, is_given_up }) = sitting else { return };
        match some(reply) {
            Some(reply) => {
                let busy = last_at - data.messages.at[reply as usize];
                self.sittings.push(by_sender(data, arrived_at, conversation, reply).lasting(busy));
            }
            None => {
                let reason = if is_given_up { Reason::NeverAnswered } else { Reason::Awaiting };
                self.sittings.leave_out(derived.observe(data, conversation, arrived_at), reason);
            }
        }
    }
}

fn by_sender(data: &Dataset, at: Millis, conversation: usize, reply: u32) -> Observation {
    let reply = reply as usize;
    Observation::new(at, conversation).by(data.messages.actor[reply], data.messages.sender[reply])
}

/// When a bot last handed the turn over, before it ended.
fn handoff(data: &Dataset, derived: &Derived, turn: usize, started_at: Millis) -> Option<Millis> {
    let replied_at = some(derived.turns.reply[turn]).map(|reply| data.messages.at[reply as usize]);
    let until = replied_at.or(known(derived.turns.given_up_at[turn])).unwrap_or(Millis::MAX);
    let thread = derived.conversations.thread[derived.turns.conversation[turn] as usize];
    let handoffs = data.events.of(thread).filter(|event| event.kind == EventKind::Handoff);
    handoffs.map(|event| event.at).filter(|at| (started_at..=until).contains(at)).last()
}

/// The message rows from one on that come before the conversation's next turn.
fn rows_of_turn(derived: &Derived, turn: usize, from: u32) -> std::ops::Range<usize> {
    let conversation = derived.turns.conversation[turn] as usize;
    let is_last = derived.turns.of(conversation).end == turn + 1;
    let end =
        if is_last { derived.conversations.rows(conversation).end } else { derived.turns.start[turn + 1] as usize };
    from as usize..end
}

/// Whether nobody whose replies count answered it, and a bot, an automation or a broadcast did.
fn is_answered_by_machine(data: &Dataset, derived: &Derived, turn: usize) -> bool {
    let messages = &data.messages;
    derived.turns.reply[turn] == NONE
        && rows_of_turn(derived, turn, derived.turns.start[turn])
            .any(|row| messages.is_public(row) && messages.actor[row].is_ours())
}

/// The last message with which the reply goes on; nothing where there is no reply.
fn last_at(data: &Dataset, derived: &Derived, turn: usize) -> Option<Millis> {
    let reply = some(derived.turns.reply[turn])?;
    let messages = &data.messages;
    let mut last_at = messages.at[reply as usize];
    for row in rows_of_turn(derived, turn, reply) {
        if messages.at[row] - last_at > PAUSE_MS {
            break;
        }
        if messages.is_public(row) && derived.policy.replies_by.contains(&messages.actor[row]) {
            last_at = messages.at[row];
        }
    }
    Some(last_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::policy::Policy;
    use crate::testing::second_opinion::scene;
    use crate::testing::{at, naive, read};
    use inboxlens_sample::Who;

    /// Arrival and how long the agent was busy, or why nobody was.
    type Arrival = (Millis, Result<Millis, Reason>);

    fn found(data: &Dataset) -> (Vec<Arrival>, Vec<Millis>) {
        let derived = Derived::new(data, &Policy::default());
        let Sittings { sittings: Observations::Series(sittings), answers: Observations::Series(answers) } =
            sittings(data, &derived)
        else {
            panic!()
        };
        let counted = sittings.counted.at.iter().copied().zip(sittings.counted.value.iter().map(|&ms| Ok(ms)));
        let left_out = sittings.left_out.at.iter().copied().zip(sittings.reason.iter().map(|&reason| Err(reason)));
        let mut all: Vec<_> = counted.chain(left_out).collect();
        all.sort_by_key(|(at, _)| *at);
        (all, answers.counted.value)
    }

    fn minute(text: &str) -> Millis {
        at(&format!("2025-03-03T{text}:00Z"))
    }

    #[test]
    fn a_sitting_goes_on_until_both_fall_silent() {
        let data = read(
            r#"[{"id":"k1","contactId":"c1","status":"open","messages":[
                {"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:10:00Z","sender":"agent"},
                {"id":"m3","at":"2025-03-03T09:12:00Z","sender":"contact"},{"id":"m4","at":"2025-03-03T09:15:00Z","sender":"agent"},
                {"id":"m5","at":"2025-03-03T09:20:00Z","sender":"agent"},{"id":"m6","at":"2025-03-03T13:00:00Z","sender":"agent"},
                {"id":"m7","at":"2025-03-03T14:00:00Z","sender":"contact"}]},
               {"id":"k2","contactId":"c2","status":"open","events":[{"type":"handoff","at":"2025-03-03T10:05:00Z"}],"messages":[
                {"id":"n1","at":"2025-03-03T10:00:00Z","sender":"contact"},{"id":"n2","at":"2025-03-03T10:01:00Z","sender":"bot"},
                {"id":"n3","at":"2025-03-03T10:30:00Z","sender":"agent"}]},
               {"id":"k3","contactId":"c3","status":"open","messages":[
                {"id":"o1","at":"2025-03-03T11:00:00Z","sender":"contact"},{"id":"o2","at":"2025-03-03T11:01:00Z","sender":"bot"}]}]"#,
        );
        let (sittings, answers) = found(&data.unwrap());
        let expected = [
            (minute("09:00"), Ok(10 * MINUTE_MS)),
            (minute("10:05"), Ok(0)),
            (minute("11:00"), Err(Reason::AnsweredByBot)),
            (minute("14:00"), Err(Reason::Awaiting)),
        ];
        assert_eq!((sittings, answers), (expected.to_vec(), vec![3 * MINUTE_MS]));
    }

    #[test]
    fn sittings_agree_with_the_rows() {
        let scene = scene(8);
        let (found, answers) = found(scene.engine.data());
        let mut expected = Vec::new();
        let mut gaps = Vec::new();
        for conversation in &scene.rows.conversations {
            let messages: Vec<_> = naive::public(conversation).collect();
            let is_human = |who: Who| matches!(who, Who::Agent(_) | Who::Echo);
            let turns = naive::turns(conversation, false);
            let mut sittings: Vec<(Millis, Option<Millis>, Millis)> = Vec::new();
            for (number, turn) in turns.iter().enumerate() {
                let next_at = turns.get(number + 1).map_or(Millis::MAX, |next| next.start.at);
                let until = turn.reply.map(|reply| reply.at).or(turn.given_up_at).unwrap_or(Millis::MAX);
                let handoffs = conversation.events.iter().filter(|event| event.kind == "handoff").map(|event| event.at);
                let handoff = handoffs.filter(|&at| turn.start.at <= at && at <= until).max();
                let of_turn = || messages.iter().filter(|message| turn.start.at <= message.at && message.at < next_at);
                if handoff.is_none() && turn.reply.is_none() && of_turn().any(|message| message.who != Who::Contact) {
                    continue;
                }
                let goes_on = sittings.last().is_some_and(|(_, _, last)| turn.start.at - last <= PAUSE_MS);
                if !goes_on {
                    let arrived = handoff.unwrap_or(turn.start.at);
                    sittings.push((arrived, None, arrived));
                }
                let sitting = sittings.last_mut().unwrap();
                sitting.2 = sitting.2.max(turn.start.at);
                let Some(reply) = turn.reply else { continue };
                if sitting.1.is_some() {
                    gaps.push(reply.at - turn.start.at);
                }
                sitting.1 = sitting.1.or(Some(reply.at));
                sitting.2 = reply.at;
                for message in of_turn().filter(|message| is_human(message.who) && message.at >= reply.at) {
                    if message.at - sitting.2 > PAUSE_MS {
                        break;
                    }
                    sitting.2 = message.at;
                }
            }
            expected
                .extend(sittings.into_iter().map(|(arrived, first, last)| (arrived, first.map(|first| last - first))));
        }
        let mut answered = found.iter().filter(|(_, what)| *what != Err(Reason::AnsweredByBot));
        expected.sort_unstable();
        gaps.sort_unstable();
        let mut sorted: Vec<_> = answered.by_ref().map(|&(at, what)| (at, what.ok())).collect();
        sorted.sort_unstable();
        let mut answers = answers;
        answers.sort_unstable();
        assert!(sorted.len() > 100 && answers.len() > 20, "{} {}", sorted.len(), answers.len());
        assert_eq!((sorted, answers), (expected, gaps));
    }
}
