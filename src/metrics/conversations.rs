//! Conversations opened.
//!
//! - Counts: conversations opened in the period. Over days, these are the daily conversations.
//! - Leaves out: a reopening, which is no new conversation; conversations of which no time at all is known.
//! - When empty: 0.
//! - Example: opened on Monday, closed and reopened on Tuesday: 1 on Monday, 0 on Tuesday.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::time::UNKNOWN;

pub const MEASURE: Measure = Measure::new("conversations", Unit::Conversations, Value::Count, observe);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for (conversation, &opened_at) in derived.conversations.opened_at.iter().enumerate() {
        let observation = derived.observe(data, conversation, opened_at);
        if opened_at == UNKNOWN {
            series.leave_out(observation, Reason::OpeningTimeUnknown);
        } else {
            series.push(observation);
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, values};

    #[test]
    fn agrees_with_the_rows() {
        check("conversations", Kind::Count, "\"default\"", |inbox| {
            inbox
                .conversations
                .iter()
                .map(|conversation| Row::new(naive::opened_at(conversation), conversation))
                .collect()
        });
    }

    #[test]
    fn a_reopening_is_no_new_conversation() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
                {"type":"closed","at":"2025-03-03T10:00:00Z"},{"type":"reopened","at":"2025-03-04T10:00:00Z"}]}]"#,
        );
        let daily = ask(
            &inbox,
            r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#,
            r#"{"metric":"conversations","over":"day"}"#,
        );
        assert_eq!(values(&daily), [Some(1.0), Some(0.0)]);
    }
}
