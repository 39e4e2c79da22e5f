//! Customers who wrote for the first time.
//!
//! - Counts: different contacts whose first public message ever, in whatever conversation, lies in the period. A filter
//!   or a split asks for that message and its conversation. What was written before the data begins is not known: the
//!   answer says how many wrote within the first `inactiveAfterDays` of it, and may have written before.
//! - Leaves out: conversations without a contact (`no-contact`); those of which only the newest messages are there
//!   (`no-messages`).
//! - When empty: 0.
//! - Example: a contact writes on Monday and on Tuesday: 1 for Monday, 0 for Tuesday.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::customers::{FirstWords, written};
use crate::query::observation::{Note, Observations, Picked};
use crate::store::dict::some;
use crate::store::vocabulary::Fact;
use crate::store::{Dataset, Mask};
use crate::time::{DAY_MS, Millis};

pub const MEASURE: Measure = Measure::new("new-customers", Unit::Contacts, Value::Distinct(Entity::Contact), observe)
    .needing(&NEEDS)
    .of_messages();

pub(super) const NEEDS: [Fact; 2] = [Fact::Actors, Fact::Messages];

pub(super) fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let FirstWords { at, message } = derived.first_words(data);
    let mut counted = Mask::none(data.messages.len());
    message.iter().filter_map(|&row| some(row)).for_each(|row| counted.insert(row as usize));
    let begins = at.iter().copied().min().unwrap_or(Millis::MAX);
    let known_from = begins.saturating_add(Millis::from(derived.policy.inactive_after_days) * DAY_MS);
    let mut noted = counted.clone();
    noted.keep(&Mask::of(data.messages.len(), |row| data.messages.at[row] < known_from));
    for conversation in 0..derived.conversations.len() {
        let first = written(data, &derived.conversations, conversation).next();
        first.filter(|(contact, _)| contact.is_none()).into_iter().for_each(|(_, row)| counted.insert(row));
    }
    Observations::Messages(Picked {
        counted: Some(counted),
        noted: Some((Note::HistoryBegins, noted)),
        ..Picked::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::query::observation::{Note, Reason};
    use crate::report::answer::{Excluded, Noted};
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, value, values};

    #[test]
    fn agrees_with_the_rows() {
        check("new-customers", Kind::Distinct, "\"default\"", |inbox| {
            let of_contact = |contact| naive::written(inbox).filter(move |(of, _)| of.contact == contact);
            let first = |contact| of_contact(contact).min_by_key(|(_, message)| message.at);
            let rows = (0..inbox.contacts.len()).filter_map(first).map(|(conversation, message)| {
                let entity = &inbox.contacts[conversation.contact].id;
                Row { entity, ..Row::of_message(inbox, conversation, message) }
            });
            rows.collect()
        });
    }

    #[test]
    fn only_the_first_message_ever_is_one_of_a_new_customer() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"broadcast"},
                                                        {"id":"m2","at":"2025-03-03T10:00:00Z","sender":"contact"}]},
                {"id":"k2","contactId":"c1","messages":[{"id":"m3","at":"2025-03-04T09:00:00Z","sender":"contact"}]},
                {"id":"k3","contactId":"c2","messages":[{"id":"m4","at":"2025-04-04T09:00:00Z","sender":"contact"}]},
                {"id":"k4","messages":[{"id":"m5","at":"2025-03-03T09:00:00Z","sender":"contact"},
                                       {"id":"m6","at":"2025-03-04T09:00:00Z","sender":"contact"}]}]"#,
        );
        let answer = ask(&inbox, "", "\"new-customers\"");
        assert_eq!(value(&answer), Some(2.0));
        assert_eq!(answer.excluded, [Excluded { reason: Reason::NoContact, count: 1 }]);
        assert_eq!(answer.notes, [Noted { note: Note::HistoryBegins, count: 1 }]);
        let days = r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#;
        assert_eq!(values(&ask(&inbox, days, r#"{"metric":"new-customers","over":"day"}"#)), [Some(1.0), Some(0.0)]);
    }
}
