//! Missed conversations.
//!
//! - Counts: different conversations in which nobody of `repliesBy` answered the last of the messages with which the
//!   contact waited: not within the 24 hours for which a channel lets one answer freely, and not before the conversation
//!   was closed. Dated by the close that cut the message off, or by the end of its 24 hours, whichever came first. A
//!   later answer changes nothing. `n` is how often it happened.
//! - Leaves out: messages younger than 24 hours (`not-yet-known`), what the contact wrote to a closed conversation, and
//!   what a bot closed (`closed-by-bot`): whether that was the answer, `bot-outcomes` tells; and what the business
//!   answered in time, where nobody knows who of it did (`replier-unknown`). Other windows than those of 24 hours are not
//!   known.
//! - When empty: 0.
//! - Example: the contact's last message is of 10:00, and nobody has written by the next day at 10:00: 1, dated by then;
//!   with a reply of an agent at noon: 0; closed at 11:00 without a reply: 1, dated by the close.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::conversation::End;
use crate::query::observation::{Observations, Reason, Series};
use crate::query::window::WINDOW_MS;
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::vocabulary::{Actor, Fact};
use crate::time::{Millis, known};

pub const MEASURE: Measure =
    Measure::new("missed-conversations", Unit::Conversations, Value::Distinct(Entity::Conversation), observe)
        .needing(&[Fact::Actors, Fact::Messages]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let turns = &derived.turns;
    for turn in 0..turns.len() {
        let conversation = turns.conversation[turn] as usize;
        let replied_at = some(turns.reply[turn]).map(|reply| data.messages.at[reply as usize]);
        let given_up_at = known(turns.given_up_at[turn]);
        let last_at = last_of_turn(data, derived, turn, replied_at.or(given_up_at).unwrap_or(Millis::MAX));
        let expires_at = last_at + WINDOW_MS;
        if replied_at.is_some_and(|at| at < expires_at) {
            continue;
        }
        if let Some(at) = given_up_at.filter(|&at| turns.is_doubtful[turn] && at < expires_at) {
            series.leave_out(derived.observe(data, conversation, at), Reason::ReplierUnknown);
            continue;
        }
        let cut =
            given_up_at.filter(|&at| at < expires_at).and_then(|at| Some((at, end_at(derived, conversation, at)?)));
        let (missed_at, is_by_bot) = match cut {
            // Nobody knows when.
            None | Some((_, End::ClosedUnknownWhen)) => (expires_at, false),
            Some((at, End::Closed { actor, .. })) => (at, actor == Actor::Bot),
            Some((at, _)) => (at, false),
        };
        let observation = derived.observe(data, conversation, missed_at);
        if is_by_bot {
            series.leave_out(observation, Reason::ClosedByBot);
        } else {
            series.push_due(observation, missed_at);
        }
    }
    Observations::Series(series)
}

/// When the contact last wrote in a turn, which ends at `end`.
fn last_of_turn(data: &Dataset, derived: &Derived, turn: usize, end: Millis) -> Millis {
    let messages = &data.messages;
    let rows = derived.conversations.rows(derived.turns.conversation[turn] as usize);
    let start = derived.turns.start[turn] as usize;
    let rows = start..some(derived.turns.reply[turn]).map_or(rows.end, |reply| reply as usize);
    let of_turn = rows.take_while(|&row| messages.at[row] <= end);
    let own = of_turn.filter(|&row| messages.actor[row] == Actor::Contact && messages.is_public(row));
    own.last().map_or(messages.at[start], |row| messages.at[row])
}

/// How the cycle ended that was over at this instant.
fn end_at(derived: &Derived, conversation: usize, at: Millis) -> Option<End> {
    let mut cycles = derived.conversations.cycles_of(conversation);
    cycles.find(|&cycle| derived.cycles.ended_at[cycle] == at).map(|cycle| derived.cycles.end[cycle])
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Excluded;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, ask_in, inbox, value};
    use inboxlens_sample::Who;

    const DAY: i64 = 86_400_000;

    #[test]
    fn agrees_with_the_rows() {
        // Agents are left out, since they miss little.
        check("missed-conversations", Kind::Distinct, r#"{"repliesBy":["echo","bot"]}"#, |inbox| {
            let mut rows = Vec::new();
            for conversation in &inbox.conversations {
                for (number, cycle) in naive::cycles(conversation).iter().enumerate() {
                    let mut waiting = None;
                    let mut missed = |last: i64, end: Option<i64>, is_by_bot: bool| {
                        let at = end.unwrap_or(i64::MAX).min(last + DAY);
                        if !(is_by_bot && end == Some(at) && at < last + DAY) {
                            rows.push(Row { entity: &conversation.id, ..Row::new(at, conversation) });
                        }
                    };
                    for message in naive::public(conversation).filter(|message| cycle.holds(message.at, number == 0)) {
                        match message.who {
                            Who::Contact => waiting = Some(message.at),
                            Who::Bot(_) | Who::Echo => {
                                let last = waiting.take().filter(|last| message.at - last >= DAY);
                                last.into_iter().for_each(|last| missed(last, None, false));
                            }
                            _ => {}
                        }
                    }
                    let is_by_bot = matches!(cycle.closed_by, Some(Who::Bot(_)));
                    waiting.into_iter().for_each(|last| missed(last, cycle.closed_at, is_by_bot));
                }
            }
            rows
        });
    }

    fn conversation(rest: &str) -> String {
        format!(
            r#"[{{"id":"k1","contactId":"c1","messages":[{{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"}}{rest}}}]"#
        )
    }

    #[test]
    fn who_has_no_answer_for_a_day_is_missed() {
        let missed = |rest: &str| value(&ask(&inbox(&conversation(rest)), "", "\"missed-conversations\""));
        assert_eq!(missed("]"), Some(1.0));
        assert_eq!(missed(r#",{"id":"m2","at":"2025-03-03T12:00:00Z","sender":"agent"}]"#), Some(0.0));
        assert_eq!(missed(r#",{"id":"m2","at":"2025-03-04T09:59:59Z","sender":"agent"}]"#), Some(0.0));
        assert_eq!(missed(r#",{"id":"m2","at":"2025-03-04T10:00:00Z","sender":"agent"}]"#), Some(1.0));
        assert_eq!(missed(r#",{"id":"m2","at":"2025-03-03T12:00:00Z","sender":"bot"}]"#), Some(1.0));
    }

    #[test]
    fn it_is_dated_by_the_close_or_by_the_end_of_the_day_that_the_channel_gives() {
        let inbox = |rest: &str| inbox(&conversation(rest));
        let on = |rest: &str, day: u32, now: &str| {
            let query = format!(r#""period":{{"from":"2025-03-0{day}","to":"2025-03-0{}"}},"now":"{now}""#, day + 1);
            let answer = ask_in(&inbox(rest), "UTC", &query, "\"missed-conversations\"");
            (value(&answer), answer.excluded)
        };
        let closed = r#"],"status":"closed","events":[{"type":"closed","at":"2025-03-03T11:00:00Z","actor":"agent"}]"#;
        let later = "2025-03-09T00:00:00Z";
        assert_eq!((on("]", 3, later).0, on("]", 4, later).0), (Some(0.0), Some(1.0)));
        assert_eq!((on(closed, 3, later).0, on(closed, 4, later).0), (Some(1.0), Some(0.0)));
        let not_yet = vec![Excluded { reason: Reason::NotYetKnown, count: 1 }];
        assert_eq!(on("]", 4, "2025-03-04T09:59:00Z"), (Some(0.0), not_yet));
        assert_eq!(on("]", 4, "2025-03-04T10:00:00Z"), (Some(1.0), vec![]));
        let by_bot = closed.replace("agent", "bot");
        assert_eq!(on(&by_bot, 3, later), (Some(0.0), vec![Excluded { reason: Reason::ClosedByBot, count: 1 }]));
    }

    #[test]
    fn what_is_dated_by_its_opening_is_not_known_any_earlier() {
        let inbox = inbox(&conversation("]"));
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"},"policy":{"dateBasis":"opened"},"now":"#;
        let at = |now: &str| value(&ask_in(&inbox, "UTC", &format!("{query}\"{now}\""), "\"missed-conversations\""));
        assert_eq!((at("2025-03-04T09:00:00Z"), at("2025-03-04T11:00:00Z")), (Some(0.0), Some(1.0)));
    }
}
