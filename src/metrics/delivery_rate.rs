//! The share of sent messages that were delivered.
//!
//! - Counts: of the public messages of the business sent in the period, those that got to the contact's device.
//! - Leaves out: what the contact wrote, notes, reactions, lines of the product's own, what was deleted; conversations
//!   of sources without receipts (`no-receipts`).
//! - When empty: no value.
//! - Example: three messages are sent, two of them delivered: 2 of 3.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("delivery-rate", Unit::Share, Value::Rate(None), observe)
    .needing(&[Fact::Actors, Fact::Receipts])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let counted = data.messages.outgoing(|receipts| receipts.is_sent());
    let hits = data.messages.outgoing(|receipts| receipts.is_delivered());
    Observations::Messages(Picked { counted: Some(counted), hits: Some(hits), ..Picked::default() })
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, rate};

    #[test]
    fn agrees_with_the_rows() {
        check("delivery-rate", Kind::Rate, "\"default\"", |inbox| {
            let rows = naive::outgoing(inbox).filter_map(|(conversation, message)| {
                let got = naive::got(conversation, message);
                let row = Row::of_message(inbox, conversation, message);
                got.is_sent.then(|| Row { value: got.is_delivered.into(), ..row })
            });
            rows.collect()
        });
    }

    #[test]
    fn delivered_of_those_sent() {
        let inbox = inbox(crate::testing::RECEIPTS);
        assert_eq!(rate(&ask(&inbox, "", "\"delivery-rate\"")), (2, 3));
    }
}
