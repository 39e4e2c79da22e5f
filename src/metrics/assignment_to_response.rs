//! How long the contact waits for the agent that the conversation was given to.
//!
//! - Counts: for each conversation the milliseconds from its first assignment to an agent who is no bot, to that
//!   agent's first public message after it. Dated by the message.
//! - Leaves out: conversations that were never assigned (`never-assigned`); assigned ones in which the agent never
//!   wrote, whether they are open (`awaiting`) or closed (`never-answered`).
//! - When empty: no value.
//! - Example: given to Omar at 09:00, to Lina at 09:05, Lina writes 09:06 and Omar 09:10: 10 minutes.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, EventKind, Fact, Status};

pub const MEASURE: Measure = Measure::new("assignment-to-response", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Assignments, Fact::Actors, Fact::Messages])
    .of_replies()
    .between(between);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let (messages, own) = (&data.messages, &derived.conversations);
    for conversation in 0..own.len() {
        let Some(assignment) = derived.first_assignment(conversation) else {
            let opening = derived.observe(data, conversation, own.opened_at[conversation]);
            series.leave_out(opening, Reason::NeverAssigned);
            continue;
        };
        match reply(data, derived, conversation, &assignment) {
            Some(reply) => {
                let replied_at = messages.at[reply];
                let response = Observation::new(replied_at, conversation).by(Actor::Agent, assignment.agent);
                series.push(response.lasting(derived.elapsed(conversation, assignment.at, replied_at)));
            }
            None if own.status[conversation] == Status::Closed => series.leave_out(assignment, Reason::NeverAnswered),
            None => series.leave_out(assignment, Reason::Awaiting),
        }
    }
    Observations::Series(series)
}

/// The first message of the agent that the conversation was given to.
fn reply(data: &Dataset, derived: &Derived, conversation: usize, assignment: &Observation) -> Option<usize> {
    let messages = &data.messages;
    derived.conversations.rows(conversation).find(|&row| {
        let is_by_them = messages.actor[row] == Actor::Agent && messages.sender[row] == assignment.agent;
        is_by_them && messages.at[row] >= assignment.at && messages.is_public(row)
    })
}

fn between(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let answer = derived.first_assignment(conversation).and_then(|assignment| {
        let from = Bound::event(EventKind::Assigned, assignment.at);
        let to = Bound::message(data, reply(data, derived, conversation, &assignment)? as u32);
        Some(Between { from, to, value: derived.elapsed(conversation, from.at, to.at) })
    });
    answer.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        for policy in ["\"default\"", r#"{"clock":"business"}"#] {
            check("assignment-to-response", Kind::Amount, policy, |inbox| {
                let rows = inbox.conversations.iter().filter_map(|conversation| {
                    let (at, agent) = naive::first_assignment(inbox, conversation)?;
                    let is_theirs = |message: &&inboxlens_sample::Message| message.who == Who::Agent(agent);
                    let reply = naive::public(conversation).filter(is_theirs).find(|message| message.at >= at)?;
                    Some(Row {
                        spans: vec![(at, reply.at)],
                        actor: "agent",
                        agent: Some(agent),
                        ..Row::new(reply.at, conversation)
                    })
                });
                rows.collect()
            });
        }
    }

    #[test]
    fn another_agent_does_not_answer_for_them() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
                {"type":"assigned","at":"2025-03-03T09:00:00Z","to":"omar"},{"type":"assigned","at":"2025-03-03T09:05:00Z","to":"lina"}],
                "messages":[{"id":"m1","at":"2025-03-03T09:06:00Z","sender":"agent","senderId":"lina"},
                {"id":"m2","at":"2025-03-03T09:10:00Z","sender":"agent","senderId":"omar"}]}]"#,
        );
        assert_eq!(value(&ask(&inbox, "", "\"assignment-to-response\"")), Some(10.0 * MINUTE));
    }
}
