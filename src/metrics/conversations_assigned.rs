//! Conversations assigned.
//!
//! - Counts: different conversations that were given to an agent or a bot in the period; credited to whom they were
//!   given. `n` is the number of assignments.
//! - Leaves out: unassignments (`unassignment`).
//! - When empty: 0.
//! - Example: one conversation is given to Omar and then to Lina: 1, and 1 for each of them.

use super::{Entity, Measure, Unit, Value, assignments};
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new(
    "conversations-assigned",
    Unit::Conversations,
    Value::Distinct(Entity::Conversation),
    assignments::observe,
)
.needing(&[Fact::Assignments]);

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, rows, value};

    #[test]
    fn agrees_with_the_rows() {
        check("conversations-assigned", Kind::Distinct, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let assigned =
                    conversation.events.iter().filter(|event| event.kind == "assigned" && event.to.is_some());
                assigned.map(move |event| {
                    let (actor, _) = naive::credited(inbox, event.by, conversation);
                    Row { actor, agent: event.to, entity: &conversation.id, ..Row::new(event.at, conversation) }
                })
            });
            rows.collect()
        });
    }

    #[test]
    fn a_conversation_counts_once_for_each_agent() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","events":[
                {"type":"assigned","at":"2025-03-03T09:05:00Z","to":"omar"},{"type":"assigned","at":"2025-03-03T09:07:00Z","to":"lina"}]}]"#,
        );
        assert_eq!(value(&ask(&inbox, "", "\"conversations-assigned\"")), Some(1.0));
        let by_agent = ask(&inbox, "", r#"{"metric":"conversations-assigned","by":"agent"}"#);
        assert_eq!(rows(&by_agent), [(Some("lina"), Some(1.0)), (Some("omar"), Some(1.0))]);
    }
}
