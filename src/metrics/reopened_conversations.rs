//! Conversations reopened.
//!
//! - Counts: different conversations that were reopened in the period; `n` is the number of reopenings.
//! - Leaves out: the first opening.
//! - When empty: 0.
//! - Example: closed on Monday, the contact writes again on Tuesday and it is reopened: 1 on Tuesday.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("reopened-conversations", Unit::Conversations, Value::Distinct(Entity::Conversation), observe)
        .needing(&[Fact::Status]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for conversation in 0..derived.conversations.len() {
        for cycle in derived.conversations.cycles_of(conversation).skip(1) {
            series.push(derived.observe(data, conversation, derived.cycles.opened_at[cycle]));
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
        check("reopened-conversations", Kind::Distinct, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let again = naive::cycles(conversation).into_iter().skip(1);
                again.map(|cycle| Row { entity: &conversation.id, ..Row::new(cycle.opened_at, conversation) })
            });
            rows.collect()
        });
    }

    #[test]
    fn a_reopening_counts_on_its_own_day() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open","events":[
                {"type":"closed","at":"2025-03-03T10:00:00Z"},{"type":"reopened","at":"2025-03-04T10:00:00Z"}]}]"#,
        );
        let daily = ask(
            &inbox,
            r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#,
            r#"{"metric":"reopened-conversations","over":"day"}"#,
        );
        assert_eq!(values(&daily), [Some(0.0), Some(1.0)]);
    }
}
