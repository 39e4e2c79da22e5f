//! How much agents have on their desks.
//!
//! - Counts: open conversations that are assigned to an agent at the end of the period, or now if that is earlier; over
//!   time, at the end of each bucket. Credited to whom it is assigned to then. Its spread is for how long it has been,
//!   since the assignment or the last reopening.
//! - Leaves out: open conversations that nobody has been given, or a bot.
//! - When empty: 0.
//! - Example: given to Omar at 09:00, to Lina at 10:00, closed at 11:00: Omar has 1 at 09:30, Lina 1 at 10:30, nobody
//!   any at 11:30.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observation, Observations, Spans};
use crate::store::Dataset;
use crate::store::dict::NOBODY;
use crate::store::vocabulary::{Actor, EventKind, Fact};
use crate::time::Millis;

pub const MEASURE: Measure =
    Measure::new("workload", Unit::Conversations, Value::Snapshot, observe).needing(&[Fact::Assignments, Fact::Status]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut spans = Spans::default();
    for conversation in 0..derived.conversations.len() {
        for (agent, from, to) in stays(data, derived, conversation) {
            for row in derived.conversations.states_of(conversation) {
                let since = from.max(derived.last_opened_at(conversation, derived.states.from[row]));
                let (from, to) = (from.max(derived.states.from[row]), to.min(derived.states.to[row]));
                if from < to {
                    let observation =
                        Observation::new(from, conversation).by(Actor::Agent, agent).lasting(to).since(since);
                    let observation = observation.about(Dimension::Status, derived.states.state[row] as u32);
                    spans.push(observation, None);
                }
            }
        }
    }
    Observations::Spans(spans)
}

/// With whom the conversation was, and from when to when.
fn stays(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<(u32, Millis, Millis)> {
    let own = &derived.conversations;
    let mut stays: Vec<(u32, Millis, Millis)> = Vec::new();
    for event in data.events.of(own.thread[conversation]) {
        if !matches!(event.kind, EventKind::Assigned | EventKind::Unassigned) {
            continue;
        }
        if let Some((.., to)) = stays.last_mut() {
            *to = event.at.min(*to);
        }
        let is_bot = || data.agents.actor[event.subject as usize] == Actor::Bot;
        if event.kind == EventKind::Assigned && event.subject < NOBODY && !is_bot() {
            stays.push((event.subject, event.at, Millis::MAX));
        }
    }
    stays
}

#[cfg(test)]
mod tests {
    use crate::report::answer::Shape;
    use crate::testing::{ask_in, inbox, rows, value};

    #[test]
    fn a_change_of_state_makes_no_assignment_younger_and_a_reopening_does() {
        let age_in_hours = |status: &str, events: &str| {
            let inbox = inbox(&format!(
                r#"{{"inboxlens":1,"agents":[{{"id":"b1","kind":"bot"}}],"conversations":[{{"id":"k1","contactId":"c1",
                "createdAt":"2025-03-03T09:00:00Z","status":"{status}","events":[{events}]}}]}}"#
            ));
            let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"},"now":"2025-03-03T11:00:00Z""#;
            let Shape::Number(number) = ask_in(&inbox, "UTC", query, "\"workload\"").shape else { panic!() };
            number.ages.map(|ages| ages.max / 3_600_000.0)
        };
        let event = |time: &str, kind: &str, to: &str| {
            format!(r#"{{"type":"{kind}","at":"2025-03-03T{time}:00Z","to":"{to}"}}"#)
        };
        let [given, pending] = [event("09:00", "assigned", "omar"), event("10:00", "pending", "")];
        assert_eq!(age_in_hours("pending", &format!("{given},{pending}")), Some(2.0));
        let again = [("09:30", "closed"), ("10:00", "reopened"), ("10:30", "snoozed")]
            .map(|(time, kind)| event(time, kind, ""));
        assert_eq!(age_in_hours("snoozed", &format!("{given},{}", again.join(","))), Some(1.0));
        assert_eq!(age_in_hours("open", &event("09:00", "assigned", "b1")), None);
    }

    #[test]
    fn it_is_with_whom_it_was_given_to_last() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T08:00:00Z","status":"closed","events":[
                {"type":"assigned","at":"2025-03-03T09:00:00Z","to":"omar"},{"type":"assigned","at":"2025-03-03T10:00:00Z","to":"lina"},
                {"type":"closed","at":"2025-03-03T11:00:00Z"}]}]"#,
        );
        let at = |now: &str| {
            let query = format!(r#""period":{{"from":"2025-03-03","to":"2025-03-04"}},"now":"2025-03-03T{now}:00Z""#);
            let by_agent = ask_in(&inbox, "UTC", &query, r#"{"metric":"workload","by":"agent"}"#);
            let agents: Vec<_> = rows(&by_agent).into_iter().map(|(agent, _)| agent.map(str::to_owned)).collect();
            (value(&ask_in(&inbox, "UTC", &query, "\"workload\"")), agents)
        };
        assert_eq!(at("08:30"), (Some(0.0), vec![]));
        assert_eq!(at("09:30"), (Some(1.0), vec![Some("omar".into())]));
        assert_eq!(at("10:30"), (Some(1.0), vec![Some("lina".into())]));
        assert_eq!(at("11:30"), (Some(0.0), vec![]));
    }
}
