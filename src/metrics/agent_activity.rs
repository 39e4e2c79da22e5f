//! Hours in which agents wrote.
//!
//! - Counts: for each agent the different hours of the clock in which a public message of theirs was written, all agents
//!   together. An hour that a clock change repeats counts as two.
//! - Leaves out: messages of humans of whom it is not known who they are (`agent-unknown`), bots, notes.
//! - When empty: 0.
//! - Example: Omar writes at 09:10, 09:50 and 10:05, Lina at 09:20: 3 hours, of which Omar 2.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked, Reason};
use crate::store::Dataset;
use crate::store::dict::NOBODY;
use crate::store::vocabulary::{Actor, Fact};

pub const MEASURE: Measure = Measure::new("agent-activity", Unit::Hours, Value::Distinct(Entity::AgentHour), observe)
    .needing(&[Fact::Actors, Fact::Agents])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let messages = &data.messages;
    let is_known = |row: usize| messages.sender[row] < NOBODY;
    let is_human = |row: usize| matches!(messages.actor[row], Actor::Agent | Actor::Echo);
    let known = messages.public_of(|row| is_human(row) && is_known(row));
    let unknown = messages.public_of(|row| is_human(row) && !is_known(row));
    let left_out = vec![(Reason::AgentUnknown, unknown)];
    Observations::Messages(Picked { counted: Some(known), left_out, ..Picked::default() })
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Excluded;
    use crate::testing::{ask_in, inbox, rows, value};

    #[test]
    fn an_hour_counts_once_for_each_agent() {
        let message = |id: u32, at: &str, agent: &str| {
            format!(r#"{{"id":"m{id}","at":"2025-03-03T{at}:00Z","sender":"agent","senderId":"{agent}"}}"#)
        };
        let messages = [(1, "09:10", "omar"), (2, "09:50", "omar"), (3, "10:05", "omar"), (4, "09:20", "lina")];
        let messages = messages.map(|(id, at, agent)| message(id, at, agent)).join(",");
        let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","agentId":"omar","messages":[{messages}]}}]"#));
        let query = r#""period":{"from":"2025-03-01","to":"2025-03-10"}"#;
        assert_eq!(value(&ask_in(&inbox, "UTC", query, "\"agent-activity\"")), Some(3.0));
        let by_agent = ask_in(&inbox, "UTC", query, r#"{"metric":"agent-activity","by":"agent"}"#);
        assert_eq!(rows(&by_agent), [(Some("omar"), Some(2.0)), (Some("lina"), Some(1.0))]);
        // Half an hour off, the clock shows 14:40, 15:20 and 15:35.
        assert_eq!(value(&ask_in(&inbox, "Asia/Kolkata", query, "\"agent-activity\"")), Some(3.0));
        let omar = ask_in(&inbox, "Asia/Kolkata", query, r#"{"metric":"agent-activity","by":"agent"}"#);
        assert_eq!(rows(&omar), [(Some("omar"), Some(2.0)), (Some("lina"), Some(1.0))]);
    }

    #[test]
    fn clocks_that_change_by_half_an_hour_tell_the_hours_apart() {
        let hours = |first: &str, second: &str| {
            let message = |id: &str, at: &str| {
                format!(r#"{{"id":"{id}","at":"2025-{at}:00Z","sender":"agent","senderId":"omar"}}"#)
            };
            let messages = [message("m1", first), message("m2", second)].join(",");
            let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","messages":[{messages}]}}]"#));
            let query = r#""period":"all-time","now":"2026-06-01T00:00:00Z""#;
            value(&ask_in(&inbox, "Australia/Lord_Howe", query, "\"agent-activity\""))
        };
        // Forward from 02:00 to 02:30: 01:30 and 02:45.
        assert_eq!(hours("10-04T15:00", "10-04T15:45"), Some(2.0));
        assert_eq!(hours("10-04T15:35", "10-04T15:55"), Some(1.0));
        // Back from 02:00 to 01:30: 01:45, and 01:45 once more.
        assert_eq!(hours("04-05T14:45", "04-05T15:15"), Some(2.0));
        assert_eq!(hours("04-05T14:05", "04-05T14:55"), Some(1.0));
        assert_eq!(hours("04-05T15:15", "04-05T15:35"), Some(2.0));
    }

    #[test]
    fn an_echo_is_theirs_who_wrote_it_and_what_is_left_out_is_told() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","agentId":"omar","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"echo","senderId":"omar"}]},
                {"id":"k2","contactId":"c1","messages":[{"id":"m2","at":"2025-03-03T09:00:00Z","sender":"agent"}]}]"#,
        );
        let answer = ask_in(&inbox, "UTC", r#""period":{"from":"2025-03-01","to":"2025-03-10"}"#, "\"agent-activity\"");
        assert_eq!(
            (value(&answer), &answer.excluded[..]),
            (Some(1.0), &[Excluded { reason: Reason::NoAgents, count: 1 }][..])
        );
    }

    #[test]
    fn agrees_with_the_rows() {
        use crate::testing::naive;
        use crate::testing::second_opinion::scene;
        use chrono::{DateTime, Timelike};
        use chrono_tz::Tz;
        use inboxlens_sample::Who;
        use std::collections::BTreeSet;
        let scene = scene(5);
        for zone in ["Europe/Rome", "Asia/Kolkata", "America/St_Johns"] {
            let tz: Tz = zone.parse().unwrap();
            let hours: BTreeSet<_> = naive::outgoing(&scene.rows)
                .filter_map(|(_, message)| match message.who {
                    Who::Agent(agent) if !scene.rows.agents[agent].is_bot => Some((agent, message.at)),
                    _ => None,
                })
                .map(|(agent, at)| {
                    let local = DateTime::from_timestamp_millis(at).unwrap().with_timezone(&tz);
                    (agent, local.date_naive(), local.hour(), local.offset().to_string())
                })
                .collect();
            let query = r#""period":"all-time","now":"2026-06-01T00:00:00Z""#;
            let answer = ask_in(&scene.engine, zone, query, "\"agent-activity\"");
            assert_eq!(value(&answer), Some(hours.len() as f64), "{zone}");
        }
    }
}
