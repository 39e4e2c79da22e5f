//! How often the contact is answered until a conversation is closed.
//!
//! - Counts: for each closed conversation its answered turns over its whole life: the contact's messages, one after the
//!   other, and the first reply to them. Dated by its last close.
//! - Leaves out: conversations that are open (`still-open`), or closed nobody knows since when (`close-time-unknown`),
//!   and those with an answer of which nobody knows whose it was (`replier-unknown`).
//! - When empty: no value.
//! - Example: the contact asks twice and is answered twice, then the conversation is closed: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::vocabulary::Fact;
use crate::store::{Dataset, NONE};
use crate::time::Millis;

pub const MEASURE: Measure = Measure::new("turns-per-conversation", Unit::Turns, Value::Amount, observe).needing(&[
    Fact::Status,
    Fact::Actors,
    Fact::Messages,
]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for conversation in 0..derived.conversations.len() {
        match derived.last_close(data, conversation) {
            Some(Ok(close)) if derived.turns.has_doubtful(conversation) => {
                series.leave_out(close, Reason::ReplierUnknown);
            }
            Some(Ok(close)) => {
                let answered = derived.turns.of(conversation).filter(|&turn| derived.turns.reply[turn] != NONE);
                series.push(close.lasting(answered.count() as Millis));
            }
            Some(Err((observation, reason))) => series.leave_out(observation, reason),
            None => {}
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        check("turns-per-conversation", Kind::Amount, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().filter_map(|conversation| {
                // Of a conversation without a message it is not known who writes.
                conversation.messages.first()?;
                let last = naive::cycles(conversation).pop()?;
                let (actor, agent) = naive::credited(inbox, last.closed_by, conversation);
                let value = naive::turns(conversation, false).iter().filter(|turn| turn.reply.is_some()).count();
                Some(Row { value: value as i64, actor, agent, ..Row::new(last.closed_at?, conversation) })
            });
            rows.collect()
        });
    }

    #[test]
    fn two_questions_and_two_answers() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","closedAt":"2025-03-03T12:00:00Z","status":"closed",
                "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:01:00Z","sender":"contact"},
                {"id":"m3","at":"2025-03-03T09:02:00Z","sender":"agent"},{"id":"m4","at":"2025-03-03T09:03:00Z","sender":"agent","private":true},
                {"id":"m5","at":"2025-03-03T10:00:00Z","sender":"contact"},{"id":"m6","at":"2025-03-03T10:02:00Z","sender":"agent"}]},
                {"id":"k2","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open"}]"#,
        );
        let answer = ask(&inbox, "", "\"turns-per-conversation\"");
        assert_eq!((value(&answer), answer.n, answer.excluded.len()), (Some(2.0), 1, 1));
    }
}
