//! Customers with whom something was said.
//!
//! - Counts: different contacts with a public message in the period, theirs or to them.
//! - Leaves out: messages of broadcasts; a contact reached by nothing else is not counted.
//! - When empty: 0.
//! - Example: one contact writes in two conversations, another one only gets a broadcast: 1.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked, Reason};
use crate::store::Dataset;
use crate::store::vocabulary::Actor;

pub const MEASURE: Measure =
    Measure::new("unique-customers", Unit::Contacts, Value::Distinct(Entity::Contact), observe).of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let broadcast = data.messages.public_of(|row| data.messages.actor[row] == Actor::Broadcast);
    let mut counted = data.messages.public.clone();
    counted.drop(&broadcast);
    let left_out = vec![(Reason::BroadcastOnly, broadcast)];
    Observations::Messages(Picked { counted: Some(counted), left_out, ..Picked::default() })
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Excluded;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        check("unique-customers", Kind::Distinct, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let said = naive::public(conversation).filter(|message| message.who != Who::Broadcast);
                said.map(move |message| {
                    let (actor, agent) = naive::credited(inbox, Some(message.who), conversation);
                    let entity = &inbox.contacts[conversation.contact].id;
                    Row { actor, agent, entity, kind: Some(message.kind), ..Row::new(message.at, conversation) }
                })
            });
            rows.collect()
        });
    }

    #[test]
    fn contacts_of_broadcasts_only_are_told_apart() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
                {"id":"k2","contactId":"c1","messages":[{"id":"m2","at":"2025-03-03T09:00:00Z","sender":"broadcast"}]},
                {"id":"k3","contactId":"c2","messages":[{"id":"m3","at":"2025-03-03T09:00:00Z","sender":"broadcast"},
                                                        {"id":"m4","at":"2025-03-04T09:00:00Z","sender":"broadcast"}]},
                {"id":"k4","messages":[{"id":"m5","at":"2025-03-03T09:00:00Z","sender":"contact"}]}]"#,
        );
        let answer = ask(&inbox, "", "\"unique-customers\"");
        assert_eq!(value(&answer), Some(1.0));
        let excluded = |reason| Excluded { reason, count: 1 };
        assert_eq!(answer.excluded, [excluded(Reason::BroadcastOnly), excluded(Reason::NoContact)]);
    }
}
