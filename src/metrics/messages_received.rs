//! Messages of contacts.
//!
//! - Counts: public messages of contacts in the period.
//! - Leaves out: reactions, what was deleted, and repeats of the same message.
//! - When empty: 0.
//! - Example: the contact writes twice, an agent once: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, Fact};

pub const MEASURE: Measure =
    Measure::new("messages-received", Unit::Messages, Value::Count, observe).needing(&[Fact::Actors]).of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    Observations::Messages(Picked::only(data.messages.public_of(|row| data.messages.actor[row] == Actor::Contact)))
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        check("messages-received", Kind::Count, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let theirs = naive::public(conversation).filter(|message| message.who == Who::Contact);
                theirs.map(move |message| Row::of_message(inbox, conversation, message))
            });
            rows.collect()
        });
    }

    #[test]
    fn what_the_contact_wrote() {
        let inbox = inbox(crate::testing::RECEIPTS);
        assert_eq!(value(&ask(&inbox, "", "\"messages-received\"")), Some(1.0));
    }
}
