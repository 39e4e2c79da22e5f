//! How long an assigned conversation takes until it is closed.
//!
//! - Counts: for each conversation the milliseconds from its first assignment to an agent who is no bot, to its last
//!   close. Dated by that close.
//! - Leaves out: conversations that were never assigned before that close (`never-assigned`), are open (`still-open`),
//!   or closed nobody knows since when (`close-time-unknown`).
//! - When empty: no value.
//! - Example: opened 09:00, assigned 09:05, closed 10:00: 55 minutes.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::{EventKind, Fact};

pub const MEASURE: Measure = Measure::new("assignment-to-close", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Assignments, Fact::Status])
    .between(between);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for conversation in 0..derived.conversations.len() {
        let assigned_at = derived.first_assignment(conversation).map(|assignment| assignment.at);
        match (derived.last_close(data, conversation), assigned_at) {
            (Some(Ok(close)), Some(at)) if at <= close.at => {
                series.push(close.lasting(derived.elapsed(conversation, at, close.at)))
            }
            (Some(Ok(close)), _) => series.leave_out(close, Reason::NeverAssigned),
            (Some(Err((observation, reason))), _) => series.leave_out(observation, reason),
            (None, _) => {}
        }
    }
    Observations::Series(series)
}

fn between(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let assignment = derived.first_assignment(conversation);
    let close = derived.last_close(data, conversation).and_then(Result::ok);
    let both = assignment.zip(close).filter(|(assignment, close)| assignment.at <= close.at);
    let until_close = both.map(|(assignment, close)| {
        let from = Bound::event(EventKind::Assigned, assignment.at);
        let to = Bound::event(EventKind::Closed, close.at);
        Between { from, to, value: derived.elapsed(conversation, from.at, to.at) }
    });
    until_close.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        for policy in ["\"default\"", r#"{"clock":"business"}"#] {
            check("assignment-to-close", Kind::Amount, policy, |inbox| {
                let rows = inbox.conversations.iter().filter_map(|conversation| {
                    let (at, _) = naive::first_assignment(inbox, conversation)?;
                    let last = naive::cycles(conversation).pop()?;
                    let closed_at = last.closed_at.filter(|&closed_at| at <= closed_at)?;
                    let (actor, agent) = naive::credited(inbox, last.closed_by, conversation);
                    Some(Row { spans: vec![(at, closed_at)], actor, agent, ..Row::new(closed_at, conversation) })
                });
                rows.collect()
            });
        }
    }

    #[test]
    fn what_was_closed_before_it_was_assigned_is_left_out() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed","events":[
                {"type":"assigned","at":"2025-03-03T09:05:00Z","to":"a1"},{"type":"closed","at":"2025-03-03T10:00:00Z"}]},
                {"id":"k2","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed","events":[
                {"type":"closed","at":"2025-03-03T10:00:00Z"},{"type":"assigned","at":"2025-03-03T11:00:00Z","to":"a1"}]}]"#,
        );
        let answer = ask(&inbox, "", "\"assignment-to-close\"");
        assert_eq!((value(&answer), answer.n, answer.excluded[0].count), (Some(55.0 * MINUTE), 1, 1));
    }
}
