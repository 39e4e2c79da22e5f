//! How long the contact waits for each answer.
//!
//! - Counts: for each turn, the milliseconds from the contact's unanswered message (`turnStart`) to the first reply
//!   by one of `repliesBy`; with `excludeBotTime` without what a bot's hands held. Dated by the reply.
//! - Leaves out: turns still waiting (`awaiting`) and turns that a close cut off (`never-answered`), both dated by
//!   the message that waits.
//! - When empty: no value.
//! - Example: the contact writes 10:00 and 10:05, the reply is of 10:06: 6 minutes; with `turnStart: last`, 1 minute.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::store::vocabulary::Fact;
use crate::time::known;

pub const MEASURE: Measure = Measure::new("response-time", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Actors, Fact::Messages])
    .of_replies()
    .between(between)
    .waiting(&[Reason::Awaiting, Reason::NeverAnswered]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let turns = &derived.turns;
    for turn in 0..turns.len() {
        let conversation = turns.conversation[turn] as usize;
        let started_at = data.messages.at[turns.start[turn] as usize];
        match some(turns.reply[turn]).map(|reply| reply as usize) {
            Some(reply) => {
                let replied_at = data.messages.at[reply];
                let waited_ms = derived.waited(data, conversation, started_at, replied_at);
                let observation = Observation::new(replied_at, conversation).lasting(waited_ms).since(started_at);
                series.push(observation.by(data.messages.actor[reply], data.messages.sender[reply]));
            }
            None => {
                let waiting = derived.observe(data, conversation, started_at).since(started_at);
                match known(turns.given_up_at[turn]) {
                    Some(_) if turns.is_doubtful[turn] => series.leave_out(waiting, Reason::ReplierUnknown),
                    Some(given_up_at) => {
                        let waited_ms = derived.elapsed(conversation, started_at, given_up_at);
                        series.leave_out(waiting.lasting(waited_ms), Reason::NeverAnswered);
                    }
                    None => series.leave_out(waiting, Reason::Awaiting),
                }
            }
        }
    }
    Observations::Series(series)
}

fn between(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let turns = &derived.turns;
    let answered = turns.of(conversation).filter(|&turn| turns.reply[turn] != NONE);
    let answer = |turn: usize| {
        let [from, to] = [turns.start[turn], turns.reply[turn]].map(|row| Bound::message(data, row));
        Between { from, to, value: derived.waited(data, conversation, from.at, to.at) }
    };
    answered.map(answer).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value, values};

    #[test]
    fn agrees_with_the_rows() {
        for (policy, from_last) in [
            ("\"default\"", false),
            (r#"{"turnStart":"last"}"#, true),
            (r#"{"clock":"business"}"#, false),
            (r#"{"clock":"business","excludeBotTime":true}"#, false),
            (r#"{"excludeBotTime":true}"#, false),
        ] {
            check("response-time", Kind::Amount, policy, |inbox| {
                let rows = inbox.conversations.iter().flat_map(|conversation| {
                    naive::turns(conversation, from_last).into_iter().filter_map(move |turn| {
                        let reply = turn.reply?;
                        let (actor, agent) = naive::credited(inbox, Some(reply.who), conversation);
                        let waited = vec![(turn.start.at, reply.at)];
                        let spans = match policy.contains("excludeBotTime") {
                            true => naive::without_bot(inbox, conversation, waited),
                            false => waited,
                        };
                        Some(Row { spans, actor, agent, ..Row::new(reply.at, conversation) })
                    })
                });
                rows.collect()
            });
        }
    }

    const TURN: &str = r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
        {"id":"m2","at":"2025-03-03T10:05:00Z","sender":"contact"},{"id":"m3","at":"2025-03-03T10:06:00Z","sender":"agent"},
        {"id":"m4","at":"2025-03-03T10:07:00Z","sender":"agent"}]}]"#;

    #[test]
    fn a_turn_starts_at_the_first_unanswered_message_or_at_the_last() {
        let inbox = inbox(TURN);
        assert_eq!(value(&ask(&inbox, "", "\"response-time\"")), Some(6.0 * MINUTE));
        assert_eq!(value(&ask(&inbox, r#""policy":{"turnStart":"last"}"#, "\"response-time\"")), Some(MINUTE));
    }

    #[test]
    fn a_day_without_a_reply_is_a_gap() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T10:01:00Z","sender":"agent"},{"id":"m3","at":"2025-03-04T10:00:00Z","sender":"contact"},
                {"id":"m4","at":"2025-03-05T10:00:00Z","sender":"agent"}]}]"#,
        );
        let daily = ask(
            &inbox,
            r#""period":{"from":"2025-03-03","to":"2025-03-06"}"#,
            r#"{"metric":"response-time","over":"day"}"#,
        );
        assert_eq!(values(&daily), [Some(MINUTE), None, Some(24.0 * 60.0 * MINUTE)]);
    }
}
