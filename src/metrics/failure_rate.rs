//! The share of messages that failed.
//!
//! - Counts: of the public messages of the business in the period, whatever became of them, those that failed and were
//!   not delivered all the same.
//! - Leaves out: what the contact wrote, notes, reactions, lines of the product's own, what was deleted; conversations
//!   of sources without receipts (`no-receipts`).
//! - When empty: no value.
//! - Example: five messages are attempted, one fails: 1 of 5.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("failure-rate", Unit::Share, Value::Rate(None), observe)
    .needing(&[Fact::Actors, Fact::Receipts])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let counted = data.messages.outgoing(|_| true);
    let hits = data.messages.outgoing(|receipts| receipts.is_failed());
    Observations::Messages(Picked { counted: Some(counted), hits: Some(hits), ..Picked::default() })
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, rate};

    #[test]
    fn agrees_with_the_rows() {
        check("failure-rate", Kind::Rate, "\"default\"", |inbox| {
            let rows = naive::outgoing(inbox).map(|(conversation, message)| {
                let got = naive::got(conversation, message);
                let row = Row::of_message(inbox, conversation, message);
                Row { value: got.is_failed.into(), ..row }
            });
            rows.collect()
        });
    }

    #[test]
    fn failed_of_those_attempted() {
        let inbox = inbox(crate::testing::RECEIPTS);
        assert_eq!(rate(&ask(&inbox, "", "\"failure-rate\"")), (1, 5));
    }
}
