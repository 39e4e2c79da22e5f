//! Conversations that are open.
//!
//! - Counts: conversations in one of the states open, pending and snoozed at the end of the period, or now if that
//!   is earlier; over time, at the end of each bucket.
//! - Leaves out: conversations of sources that do not say when conversations open and close.
//! - When empty: 0.
//! - Example: opened on Monday, closed on Wednesday: 1 at the end of Monday and Tuesday, 0 at the end of Wednesday.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observations, Spans};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("open-conversations", Unit::Conversations, Value::Snapshot, observe).needing(&[Fact::Status]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut spans = Spans::default();
    let states = &derived.states;
    for (row, &conversation) in states.conversation.iter().enumerate() {
        let observation = derived.observe(data, conversation as usize, states.from[row]).lasting(states.to[row]);
        let observation = observation.about(Dimension::Status, states.state[row] as u32);
        spans.push(observation, None);
    }
    Observations::Spans(spans)
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::check_snapshot;
    use crate::testing::{ask, inbox, values};

    #[test]
    fn agrees_with_the_rows() {
        check_snapshot("open-conversations", |_, conversation, at| naive::state(conversation, at));
    }

    #[test]
    fn a_conversation_is_open_until_it_is_closed() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","closedAt":"2025-03-05T09:00:00Z","status":"closed"}]"#,
        );
        let daily = ask(
            &inbox,
            r#""period":{"from":"2025-03-02","to":"2025-03-06"}"#,
            r#"{"metric":"open-conversations","over":"day"}"#,
        );
        assert_eq!(values(&daily), [Some(0.0), Some(1.0), Some(1.0), Some(0.0)]);
    }

    #[test]
    fn days_to_come_have_no_value() {
        let inbox = inbox(r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open"}]"#);
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-06"},"now":"2025-03-04T12:00:00Z""#;
        let daily = crate::testing::ask_in(&inbox, "UTC", query, r#"{"metric":"open-conversations","over":"day"}"#);
        assert_eq!(values(&daily), [Some(1.0), Some(1.0), None]);
    }
}
