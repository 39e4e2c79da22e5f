//! Conversations that somebody worked on.
//!
//! - Counts: different conversations with a public message of an agent in the period; split by agent, those in which
//!   this agent wrote.
//! - Leaves out: what bots, automations and broadcasts wrote, and notes.
//! - When empty: 0.
//! - Example: Omar and Lina answer in one conversation, Lina in another one: 2; by agent Lina 2, Omar 1.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, Fact};

pub const MEASURE: Measure =
    Measure::new("conversations-handled", Unit::Conversations, Value::Distinct(Entity::Conversation), observe)
        .needing(&[Fact::Actors])
        .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let is_human = |row: usize| matches!(data.messages.actor[row], Actor::Agent | Actor::Echo);
    Observations::Messages(Picked::only(data.messages.public_of(is_human)))
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, rows, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        check("conversations-handled", Kind::Distinct, "\"default\"", |inbox| {
            let human = naive::outgoing(inbox).filter(|(_, message)| matches!(message.who, Who::Agent(_) | Who::Echo));
            human.map(|(of, message)| Row { entity: &of.id, ..Row::of_message(inbox, of, message) }).collect()
        });
    }

    #[test]
    fn a_conversation_counts_for_everybody_who_wrote() {
        let message = |id: u32, agent: &str| {
            format!(r#"{{"id":"m{id}","at":"2025-03-03T09:0{id}:00Z","sender":"agent","senderId":"{agent}"}}"#)
        };
        let inbox = inbox(&format!(
            r#"[{{"id":"k1","contactId":"c1","messages":[{},{}]}},{{"id":"k2","contactId":"c1","messages":[{}]}}]"#,
            message(1, "omar"),
            message(2, "lina"),
            message(3, "lina"),
        ));
        assert_eq!(value(&ask(&inbox, "", "\"conversations-handled\"")), Some(2.0));
        let by_agent = ask(&inbox, "", r#"{"metric":"conversations-handled","by":"agent"}"#);
        assert_eq!(rows(&by_agent), [(Some("lina"), Some(2.0)), (Some("omar"), Some(1.0))]);
    }
}
