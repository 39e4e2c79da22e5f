//! Messages that we tried to send.
//!
//! - Counts: public messages of the business in the period, whatever became of them.
//! - Leaves out: what the contact wrote, notes, reactions, lines of the product's own, what was deleted; conversations
//!   of sources without receipts (`no-receipts`).
//! - When empty: 0.
//! - Example: one message is delivered, one fails, one is still queued: 3.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("messages-attempted", Unit::Messages, Value::Count, observe)
    .needing(&[Fact::Actors, Fact::Receipts])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    Observations::Messages(Picked::only(data.messages.outgoing(|_| true)))
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, value};

    #[test]
    fn agrees_with_the_rows() {
        check("messages-attempted", Kind::Count, "\"default\"", |inbox| {
            let outgoing = naive::outgoing(inbox);
            outgoing.map(|(conversation, message)| Row::of_message(inbox, conversation, message)).collect()
        });
    }

    #[test]
    fn whatever_became_of_them() {
        let inbox = inbox(crate::testing::RECEIPTS);
        assert_eq!(value(&ask(&inbox, "", "\"messages-attempted\"")), Some(5.0));
    }
}
