//! Messages that were sent.
//!
//! - Counts: public messages of the business in the period that got at least to the server. What was delivered or read
//!   has been sent, whether a receipt says so or not.
//! - Leaves out: what the contact wrote, notes, reactions, lines of the product's own, what was deleted; conversations
//!   of sources without receipts (`no-receipts`).
//! - When empty: 0.
//! - Example: receipts *sent*, *read* and *failed* of one message each: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("messages-sent", Unit::Messages, Value::Count, observe)
    .needing(&[Fact::Actors, Fact::Receipts])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    Observations::Messages(Picked::only(data.messages.outgoing(|receipts| receipts.is_sent())))
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, value};

    #[test]
    fn agrees_with_the_rows() {
        check("messages-sent", Kind::Count, "\"default\"", |inbox| {
            let outgoing = naive::outgoing(inbox);
            let meant = outgoing.filter(|(conversation, message)| naive::got(conversation, message).is_sent);
            meant.map(|(conversation, message)| Row::of_message(inbox, conversation, message)).collect()
        });
    }

    #[test]
    fn what_got_to_the_server() {
        let inbox = inbox(crate::testing::RECEIPTS);
        assert_eq!(value(&ask(&inbox, "", "\"messages-sent\"")), Some(3.0));
    }
}
