//! How many messages a contact gets.
//!
//! - Counts: public messages of the business in the period by the different contacts they were for; over time, in each
//!   bucket by the contacts of that bucket. In 7 days and in 30: ask for `last-7-days` and `last-30-days`, or over weeks
//!   and months. Beside it: how many contacts.
//! - Leaves out: contacts to whom nothing was written; conversations without a contact (`no-contact`).
//! - When empty: no value.
//! - Example: three messages to one contact, one to another: 2.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("messages-per-contact", Unit::Messages, Value::Per(Entity::Contact), observe)
    .needing(&[Fact::Actors])
    .beside(&[Entity::Contact])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    Observations::Messages(Picked::only(data.messages.public_of(|row| data.messages.actor[row].is_ours())))
}

#[cfg(test)]
mod tests {
    use crate::metrics::Entity;
    use crate::report::answer::Shape;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, values};

    #[test]
    fn agrees_with_the_rows() {
        check("messages-per-contact", Kind::PerEntity, "\"default\"", |inbox| {
            let rows = naive::outgoing(inbox).map(|(of, message)| Row {
                entity: &inbox.contacts[of.contact].id,
                ..Row::of_message(inbox, of, message)
            });
            rows.collect()
        });
    }

    #[test]
    fn three_to_one_and_one_to_another() {
        let message =
            |id: u32, sender: &str| format!(r#"{{"id":"m{id}","at":"2025-03-0{id}T09:00:00Z","sender":"{sender}"}}"#);
        let inbox = inbox(&format!(
            r#"[{{"id":"k1","contactId":"c1","messages":[{},{},{},{}]}},{{"id":"k2","contactId":"c2","messages":[{}]}},
                {{"id":"k3","messages":[{}]}}]"#,
            message(1, "agent"),
            message(2, "contact"),
            message(3, "bot"),
            message(4, "broadcast"),
            message(5, "agent"),
            message(6, "agent"),
        ));
        let answer = ask(&inbox, "", "\"messages-per-contact\"");
        let Shape::Number(number) = answer.shape else { panic!() };
        assert_eq!((number.value, answer.n, number.beside), (Some(2.0), 4, vec![(Entity::Contact, 2)]));
        assert_eq!(answer.excluded[0].count, 1);
        let days = r#""period":{"from":"2025-03-01","to":"2025-03-03"}"#;
        let daily = ask(&inbox, days, r#"{"metric":"messages-per-contact","over":"day"}"#);
        assert_eq!(values(&daily), [Some(1.0), None]);
    }
}
