//! The share of messages that were read, also named open rate.
//!
//! - Counts: of the public messages of the business in the period, those with a read receipt; of those delivered, of
//!   those sent, or of those delivered to contacts who ever sent a read receipt (`readOver`). Since contacts may switch
//!   read receipts off, the share of all delivered ones is the least, and that of contacts who send them a guess.
//! - Leaves out: what the contact wrote, notes, reactions, lines of the product's own, what was deleted; conversations
//!   of sources without receipts (`no-receipts`).
//! - When empty: no value.
//! - Example: three messages are sent, two of them delivered and one read: 1 of 2; with `readOver: sent` 1 of 3.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::query::policy::ReadOver;
use crate::store::dict::some;
use crate::store::vocabulary::Fact;
use crate::store::{Dataset, Mask};

pub const MEASURE: Measure = Measure::new("read-rate", Unit::Share, Value::Rate(None), observe)
    .needing(&[Fact::Actors, Fact::Receipts])
    .of_messages();

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let messages = &data.messages;
    let hits = messages.outgoing(|receipts| receipts.is_read());
    let counted = match derived.policy.read_over {
        ReadOver::Sent => messages.outgoing(|receipts| receipts.is_sent()),
        ReadOver::Delivered => messages.outgoing(|receipts| receipts.is_delivered()),
        ReadOver::Measurable => {
            let mut counted = messages.outgoing(|receipts| receipts.is_delivered());
            counted.keep(&of_readers(data, &hits));
            counted
        }
    };
    Observations::Messages(Picked { counted: Some(counted), hits: Some(hits), ..Picked::default() })
}

/// The messages of all conversations with contacts who read one of them. A contact who is not known is another one in
/// each conversation.
fn of_readers(data: &Dataset, read: &Mask) -> Mask {
    let threads = 0..data.threads.len();
    let rows = |thread: usize| data.messages.rows_of(thread as u32);
    let has_read = |thread: &usize| read.count_in(rows(*thread)) > 0;
    let mut readers = Mask::none(data.contacts.keys.len());
    let contact = |thread: usize| some(data.threads.contact[thread]).map(|contact| contact as usize);
    threads.clone().filter(has_read).filter_map(contact).for_each(|contact| readers.insert(contact));
    let mut of_readers = Mask::none(data.messages.len());
    for thread in threads {
        if has_read(&thread) || contact(thread).is_some_and(|contact| readers.has(contact)) {
            rows(thread).for_each(|row| of_readers.insert(row));
        }
    }
    of_readers
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, rate};
    use std::collections::BTreeSet;

    #[test]
    fn agrees_with_the_rows() {
        for over in ["delivered", "sent", "measurable"] {
            check("read-rate", Kind::Rate, &format!(r#"{{"readOver":"{over}"}}"#), |inbox| {
                let read = naive::outgoing(inbox).filter(|(of, message)| naive::got(of, message).is_read);
                let readers: BTreeSet<_> = read.map(|(of, _)| of.contact).collect();
                let rows = naive::outgoing(inbox).filter_map(|(conversation, message)| {
                    let got = naive::got(conversation, message);
                    let is_counted = match over {
                        "delivered" => got.is_delivered,
                        "sent" => got.is_sent,
                        _ => got.is_delivered && readers.contains(&conversation.contact),
                    };
                    let row = Row::of_message(inbox, conversation, message);
                    is_counted.then(|| Row { value: got.is_read.into(), ..row })
                });
                rows.collect()
            });
        }
    }

    #[test]
    fn read_of_those_delivered() {
        let inbox = inbox(crate::testing::RECEIPTS);
        assert_eq!(rate(&ask(&inbox, "", "\"read-rate\"")), (1, 2));
        let over = |over: &str| rate(&ask(&inbox, &format!(r#""policy":{{"readOver":"{over}"}}"#), "\"read-rate\""));
        assert_eq!((over("sent"), over("measurable")), ((1, 3), (1, 2)));
    }
}
