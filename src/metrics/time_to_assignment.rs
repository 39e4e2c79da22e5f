//! How long it takes until a conversation is given to a human.
//!
//! - Counts: for each conversation the milliseconds from its opening to its first assignment to an agent who is no bot.
//!   Dated by the assignment, and credited to that agent.
//! - Leaves out: conversations that were never assigned (`never-assigned`), or of which no opening is known.
//! - When empty: no value.
//! - Example: opened 09:00, given to a bot 09:01 and to an agent 09:20: 20 minutes.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::{EventKind, Fact};
use crate::time::UNKNOWN;

pub const MEASURE: Measure = Measure::new("time-to-assignment", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Assignments])
    .between(between);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for conversation in 0..derived.conversations.len() {
        let opened_at = derived.conversations.opened_at[conversation];
        match derived.first_assignment(conversation) {
            _ if opened_at == UNKNOWN => {
                series.leave_out(derived.observe(data, conversation, opened_at), Reason::OpeningTimeUnknown);
            }
            Some(assignment) => {
                let waited = derived.elapsed(conversation, opened_at, assignment.at);
                series.push(assignment.lasting(waited.max(0)));
            }
            None => series.leave_out(derived.observe(data, conversation, opened_at), Reason::NeverAssigned),
        }
    }
    Observations::Series(series)
}

/// What was assigned before it was opened waited no time.
fn between(_: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let opened_at = derived.conversations.opened_at[conversation];
    let assignment = derived.first_assignment(conversation).filter(|_| opened_at != UNKNOWN);
    let wait = assignment.map(|assignment| {
        let from = Bound::event(EventKind::Opened, opened_at.min(assignment.at));
        let to = Bound::event(EventKind::Assigned, assignment.at);
        Between { from, to, value: derived.elapsed(conversation, from.at, to.at) }
    });
    wait.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        for policy in ["\"default\"", r#"{"clock":"business"}"#] {
            check("time-to-assignment", Kind::Amount, policy, |inbox| {
                let rows = inbox.conversations.iter().filter_map(|conversation| {
                    let (at, agent) = naive::first_assignment(inbox, conversation)?;
                    let spans = vec![(naive::opened_at(conversation).min(at), at)];
                    Some(Row { spans, actor: "agent", agent: Some(agent), ..Row::new(at, conversation) })
                });
                rows.collect()
            });
        }
    }

    #[test]
    fn a_bot_is_nobody() {
        let inbox = inbox(
            r#"{"inboxlens":1,"agents":[{"id":"b1","kind":"bot"}],"conversations":[
                {"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
                {"type":"assigned","at":"2025-03-03T09:01:00Z","to":"b1"},{"type":"assigned","at":"2025-03-03T09:20:00Z","to":"a1"}]},
                {"id":"k2","contactId":"c1","createdAt":"2025-03-03T09:00:00Z"}]}"#,
        );
        let answer = ask(&inbox, "", "\"time-to-assignment\"");
        assert_eq!((value(&answer), answer.n, answer.excluded[0].count), (Some(20.0 * MINUTE), 1, 1));
    }
}
