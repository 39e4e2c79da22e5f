//! Conversations in which something was said.
//!
//! - Counts: different conversations with at least one public message in the period.
//! - Leaves out: conversations with nothing but notes, reactions or lines of the product's own.
//! - When empty: 0.
//! - Example: messages on Monday and on Tuesday in one conversation: 1 on each day, 1 in the week.

use super::{Entity, Measure, Unit, Value};
use crate::query::observation::{Observations, Picked};

pub const MEASURE: Measure =
    Measure::new("active-conversations", Unit::Conversations, Value::Distinct(Entity::Conversation), |_, _| {
        Observations::Messages(Picked::default())
    })
    .of_messages();

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};

    #[test]
    fn agrees_with_the_rows() {
        check("active-conversations", Kind::Distinct, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                naive::public(conversation).map(move |message| {
                    let (actor, agent) = naive::credited(inbox, Some(message.who), conversation);
                    Row {
                        actor,
                        agent,
                        entity: &conversation.id,
                        kind: Some(message.kind),
                        ..Row::new(message.at, conversation)
                    }
                })
            });
            rows.collect()
        });
    }
}
