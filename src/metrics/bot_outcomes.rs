//! What became of conversations in which a bot wrote.
//!
//! - Counts: conversations with a message of a bot, by their opening, each with exactly one outcome, so that the shares
//!   of a split by `bot-outcome` add up to all. [`Outcome`] is the list by which it is decided.
//! - Leaves out: conversations whose outcome is not known yet (`not-yet-known`): closed by the bot less than
//!   `durableDays` ago, or silent for less than `abandonedAfterHours`.
//! - When empty: 0.
//! - Example: of three conversations with a bot, one is closed by the bot and nobody comes back, one is handed off, and
//!   in one the contact writes no more: 3, one each of `resolved`, `handed-off` and `abandoned`.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observations, Series};
use crate::query::outcome::{Decided, Outcome, each_outcome};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("bot-outcomes", Unit::Conversations, Value::Count, observe)
    .needing(&[Fact::Actors, Fact::Messages, Fact::Status])
    .about(&[Dimension::BotOutcome]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    of_outcomes(data, derived, |_, _| false)
}

/// Observes every conversation with a bot, and whether it is a hit.
pub fn of_outcomes(data: &Dataset, derived: &Derived, is_hit: impl Fn(usize, Outcome) -> bool) -> Observations {
    let mut series = Series::default();
    each_outcome(data, derived, |conversation, Decided { outcome, due }| {
        let observation = derived.observe(data, conversation, derived.conversations.opened_at[conversation]);
        let observation = observation.lasting(is_hit(conversation, outcome).into());
        series.push_due(observation.about(Dimension::BotOutcome, outcome as u32), due);
    });
    Observations::Series(series)
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::query::observation::Reason;
    use crate::registry::Word;
    use crate::report::answer::{Breakdown, Excluded, Shape};
    use crate::testing::naive::{self, bot_outcome};
    use crate::testing::second_opinion::{Kind, Row, check, scene};
    use crate::testing::{ask, ask_in, inbox, rows, value};
    use inboxlens_sample::{Inbox, Who};

    use super::Outcome;

    /// A row for each conversation with a bot, a hit where the outcome is one of those.
    pub fn rows_of<'a>(inbox: &'a Inbox, hits: &[&str]) -> Vec<Row<'a>> {
        let row = |conversation| {
            let value = hits.contains(&bot_outcome(inbox, conversation, 7)?).into();
            Some(Row { value, ..Row::new(naive::opened_at(conversation), conversation) })
        };
        inbox.conversations.iter().filter_map(row).collect()
    }

    #[test]
    fn agrees_with_the_rows() {
        check("bot-outcomes", Kind::Count, "\"default\"", |inbox| rows_of(inbox, &[]));
    }

    #[test]
    fn each_outcome_is_that_of_the_rows() {
        for (seed, days) in [(1, 7), (2, 1), (3, 30)] {
            let scene = scene(seed);
            let policy = format!(r#""policy":{{"durableDays":{days}}},"now":"2027-01-01T00:00:00Z""#);
            let query = format!(r#""period":"all-time",{policy}"#);
            let answer = ask_in(&scene.engine, "UTC", &query, r#"{"metric":"bot-outcomes","by":"bot-outcome"}"#);
            let own = |conversation| bot_outcome(&scene.rows, conversation, days);
            let outcomes: Vec<_> = scene.rows.conversations.iter().filter_map(own).collect();
            for (key, count) in rows(&answer) {
                let expected = outcomes.iter().filter(|&&outcome| Some(outcome) == key).count();
                assert_eq!(count, Some(expected as f64), "{seed} {key:?}");
            }
            assert_eq!(answer.n, outcomes.len() as u64);
        }
    }

    #[test]
    fn every_conversation_with_a_bot_has_exactly_one_outcome() {
        let now = ["2025-02-01", "2025-05-09", "2025-10-26", "2026-01-03", "2027-01-01"];
        for (seed, now) in (1..).zip(now) {
            let scene = scene(seed);
            let with_bot =
                scene.rows.conversations.iter().filter(|conversation| {
                    naive::public(conversation).any(|message| matches!(message.who, Who::Bot(_)))
                });
            let all = with_bot.count() as u64;
            for policy in ["{}", r#"{"durableDays":60,"abandonedAfterHours":200}"#] {
                let query = format!(r#""period":"all-time","now":"{now}T00:00:00Z","policy":{policy}"#);
                let answer = ask_in(&scene.engine, "UTC", &query, r#"{"metric":"bot-outcomes","by":"bot-outcome"}"#);
                let Shape::Breakdown(Breakdown { rows, total, overlap, .. }) = &answer.shape else { panic!() };
                let not_yet: u64 = answer.excluded.iter().map(|excluded| excluded.count).sum();
                assert!(answer.excluded.iter().all(|excluded| excluded.reason == Reason::NotYetKnown));
                let period = ask_in(&scene.engine, "UTC", &query, "\"bot-outcomes\"").n;
                assert_eq!((period + not_yet, *overlap), (all, 0), "{seed} {now} {policy}");
                assert_eq!((rows.iter().map(|row| row.n).sum::<u64>(), *total), (period, Some(period as f64)));
                let shares: f64 = rows.iter().filter_map(|row| row.share).sum();
                assert!((shares - 1.0).abs() < 1e-9 || period == 0, "{shares}");
                assert!(rows.iter().all(|row| row.key.as_deref().and_then(Outcome::from_id).is_some()));
            }
        }
    }

    /// The outcome of a conversation that begins with a bot, and goes on as it is said.
    fn outcome(messages: &str, events: &str, now: &str) -> Result<String, Vec<Excluded>> {
        let inbox = inbox(&format!(
            r#"{{"inboxlens":1,"agents":[{{"id":"b1","kind":"bot"}},{{"id":"a1"}}],"conversations":[
                {{"id":"k1","contactId":"c1","status":"{}","events":[{events}],"messages":[
                {{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}},{{"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"}}{messages}]}}]}}"#,
            if events.contains("closed") && !events.contains("reopened") { "closed" } else { "open" }
        ));
        let query = format!(r#""now":"{now}T00:00:00Z""#);
        let year = r#""period":{"from":"2025-01-01","to":"2026-01-01"}"#;
        let answer =
            ask_in(&inbox, "UTC", &format!("{year},{query}"), r#"{"metric":"bot-outcomes","by":"bot-outcome"}"#);
        match rows(&answer)[..] {
            [(Some(key), Some(1.0))] => Ok(key.to_owned()),
            _ => Err(answer.excluded),
        }
    }

    #[test]
    fn the_first_that_is_so() {
        let later = "2025-06-01";
        let human = r#",{"id":"m3","at":"2025-03-03T10:00:00Z","sender":"agent"}"#;
        let contact = r#",{"id":"m3","at":"2025-03-05T10:00:00Z","sender":"contact"}"#;
        let event =
            |kind: &str, time: &str, rest: &str| format!(r#"{{"type":"{kind}","at":"2025-03-{time}:00Z"{rest}}}"#);
        let closed = |by: &str| event("closed", "03T09:05", &format!(r#","actor":"{by}""#));
        let is = |messages: &str, events: &str| outcome(messages, events, later).unwrap();
        assert_eq!(is("", &closed("bot")), "resolved");
        assert_eq!(is("", &closed("contact")), "resolved");
        assert_eq!(is("", &closed("automation")), "auto-closed");
        assert_eq!(is("", &event("closed", "03T09:05", "")), "auto-closed");
        assert_eq!(is("", &closed("agent")), "human-took-over");
        assert_eq!(is(contact, &closed("bot")), "resolved");
        let back = format!("{},{}", closed("bot"), event("reopened", "05T10:00", ""));
        assert_eq!(is(contact, &back), "resolved-then-back");
        assert_eq!(is(human, ""), "human-took-over");
        assert_eq!(is(human, &event("handoff", "03T09:30", "")), "handed-off");
        assert_eq!(is(human, &event("assigned", "03T09:30", r#","to":"a1""#)), "handed-off");
        assert_eq!(is(human, &event("assigned", "03T09:30", r#","to":"b1""#)), "human-took-over");
        assert_eq!(is(human, &event("handoff", "03T10:30", "")), "human-took-over");
        assert_eq!(is("", ""), "abandoned");
    }

    #[test]
    fn an_outcome_is_not_known_before_its_time() {
        let not_yet = Err(vec![Excluded { reason: Reason::NotYetKnown, count: 1 }]);
        let closed = r#"{"type":"closed","at":"2025-03-03T09:05:00Z","actor":"bot"}"#;
        assert_eq!(outcome("", closed, "2025-03-10"), not_yet);
        assert_eq!(outcome("", closed, "2025-03-11"), Ok("resolved".into()));
        assert_eq!(outcome("", "", "2025-03-04"), not_yet);
        assert_eq!(outcome("", "", "2025-03-05"), Ok("abandoned".into()));
    }

    #[test]
    fn another_conversation_of_the_contact_is_a_return_unless_we_began_it() {
        let of = |id: &str, day: u32, sender: &str, rest: &str| {
            format!(
                r#"{{"id":"{id}","contactId":"c1","messages":[{{"id":"{id}m","at":"2025-03-0{day}T09:00:00Z","sender":"{sender}"}}{rest}]"#
            )
        };
        let bot = r#",{"id":"b","at":"2025-03-03T09:01:00Z","sender":"bot"}"#;
        let first = of("k1", 3, "contact", bot)
            + r#","status":"closed","events":[{"type":"closed","at":"2025-03-03T09:05:00Z","actor":"bot"}]}"#;
        for (sender, outcome) in [("contact", "resolved-then-back"), ("broadcast", "resolved")] {
            let inbox = inbox(&format!("[{first},{},\"status\":\"open\"}}]", of("k2", 6, sender, "")));
            let answer = ask(&inbox, "", r#"{"metric":"bot-outcomes","by":"bot-outcome"}"#);
            assert_eq!(rows(&answer), [(Some(outcome), Some(1.0))]);
            let filtered = ask(&inbox, r#""filter":{"bot-outcome":{"none":["resolved"]}}"#, "\"bot-outcomes\"");
            assert_eq!(value(&filtered), Some(f64::from(sender == "contact")));
        }
    }
}
