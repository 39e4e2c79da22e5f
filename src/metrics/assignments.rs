//! Assignments.
//!
//! - Counts: each time a conversation was given to an agent or a bot, in the period, by who did it; credited to whom it
//!   was given.
//! - Leaves out: unassignments, which are another kind (`unassignment`).
//! - When empty: 0.
//! - Example: given to Omar, taken from him, given to Lina: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::dict::NOBODY;
use crate::store::vocabulary::{EventKind, Fact};

pub const MEASURE: Measure =
    Measure::new("assignments", Unit::Assignments, Value::Count, observe).needing(&[Fact::Assignments]);

pub(super) fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for thread in 0..data.threads.len() as u32 {
        for event in data.events.of(thread) {
            let observation = || Observation::new(event.at, derived.conversations.at(thread, event.at));
            match event.kind {
                EventKind::Assigned if event.subject < NOBODY => {
                    series.push(observation().by(event.actor, event.subject));
                }
                EventKind::Assigned | EventKind::Unassigned => {
                    series.leave_out(observation().by(event.actor, event.by), Reason::Unassignment);
                }
                _ => {}
            }
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, rows, value};

    #[test]
    fn agrees_with_the_rows() {
        check("assignments", Kind::Count, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let assigned =
                    conversation.events.iter().filter(|event| event.kind == "assigned" && event.to.is_some());
                assigned.map(move |event| {
                    let (actor, _) = naive::credited(inbox, event.by, conversation);
                    Row { actor, agent: event.to, ..Row::new(event.at, conversation) }
                })
            });
            rows.collect()
        });
    }

    #[test]
    fn they_are_credited_to_whom_it_was_given() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
                {"type":"assigned","at":"2025-03-03T09:05:00Z","to":"omar","by":"lina"},{"type":"unassigned","at":"2025-03-03T09:06:00Z","by":"lina"},
                {"type":"assigned","at":"2025-03-03T09:07:00Z","to":"lina","by":"lina"}]}]"#,
        );
        let answer = ask(&inbox, "", "\"assignments\"");
        assert_eq!((value(&answer), answer.excluded[0].count), (Some(2.0), 1));
        let by_agent = ask(&inbox, "", r#"{"metric":"assignments","by":"agent"}"#);
        assert_eq!(rows(&by_agent), [(Some("lina"), Some(1.0)), (Some("omar"), Some(1.0))]);
    }
}
