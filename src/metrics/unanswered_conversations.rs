//! Conversations in which the contact waits for an answer.
//!
//! - Counts: conversations with an unanswered message of the contact at the end of the period, or now if that is
//!   earlier; over time, at the end of each bucket. Its spread is how long they have waited then.
//! - Leaves out: what a close cut off before it was answered, from that close on; and from then on what the business
//!   answered, though nobody knows who of it did.
//! - When empty: 0.
//! - Example: the contact writes at 10:00 and is answered at 10:20: 1 at 10:10, 0 at 10:30.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Spans};
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::vocabulary::Fact;
use crate::time::{Millis, known};

pub const MEASURE: Measure = Measure::new("unanswered-conversations", Unit::Conversations, Value::Snapshot, observe)
    .needing(&[Fact::Actors, Fact::Messages]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut spans = Spans::default();
    let turns = &derived.turns;
    let at = &data.messages.at;
    for turn in 0..turns.len() {
        let replied_at = some(turns.reply[turn]).map(|reply| at[reply as usize]);
        let to = replied_at.or(known(turns.given_up_at[turn])).unwrap_or(Millis::MAX);
        let observation = derived.observe(data, turns.conversation[turn] as usize, at[turns.first[turn] as usize]);
        spans.push(observation.lasting(to), None);
    }
    Observations::Spans(spans)
}

#[cfg(test)]
mod tests {
    use crate::report::answer::Shape;
    use crate::testing::naive;
    use crate::testing::second_opinion::check_snapshot;
    use crate::testing::{ask_in, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        check_snapshot("unanswered-conversations", |_, conversation, at| {
            let waits = naive::turns(conversation, false).iter().any(|turn| {
                let cycles = naive::cycles(conversation);
                let cut = || {
                    let of = cycles.iter().enumerate().rfind(|(n, cycle)| cycle.holds(turn.start.at, *n == 0));
                    of.and_then(|(_, cycle)| cycle.closed_at)
                };
                let until = turn.reply.map(|reply| reply.at).or_else(cut);
                turn.start.at <= at && until.is_none_or(|until| at < until)
            });
            waits.then_some(conversation.status)
        });
    }

    #[test]
    fn a_contact_who_goes_on_writing_waits_all_the_time() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T10:05:00Z","sender":"contact"},{"id":"m3","at":"2025-03-03T10:06:00Z","sender":"agent"}]}]"#,
        );
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"},"now":"2025-03-03T10:02:00Z","policy":{"turnStart":"last"}"#;
        assert_eq!(value(&ask_in(&inbox, "UTC", query, "\"unanswered-conversations\"")), Some(1.0));
    }

    #[test]
    fn who_waits_is_counted_with_how_long() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T10:20:00Z","sender":"agent"}]},
                {"id":"k2","contactId":"c2","status":"open","messages":[{"id":"m3","at":"2025-03-03T09:00:00Z","sender":"contact"}]}]"#,
        );
        let at = |now: &str| {
            let query = format!(r#""period":{{"from":"2025-03-03","to":"2025-03-04"}},"now":"2025-03-03T{now}:00Z""#);
            let answer = ask_in(&inbox, "UTC", &query, "\"unanswered-conversations\"");
            let Shape::Number(number) = &answer.shape else { panic!() };
            (value(&answer), number.ages.map(|ages| ages.max / 60_000.0))
        };
        assert_eq!(at("08:00"), (Some(0.0), None));
        assert_eq!(at("10:10"), (Some(2.0), Some(70.0)));
        assert_eq!(at("10:30"), (Some(1.0), Some(90.0)));
    }
}
