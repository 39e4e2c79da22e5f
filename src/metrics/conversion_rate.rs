//! The share of contacts who convert after they were in touch.
//!
//! - Counts: of the different contacts with a public message in the period, from them or to them, those who converted
//!   within `conversionWindowDays` after one of these messages, in the period or later.
//! - Leaves out: what money was given back for, which is no conversion; conversations whose contact is not known
//!   (`no-contact`).
//! - When empty: no value.
//! - Example: two contacts write on Monday; one orders on Wednesday, the other ten days later: 1 of 2 for Monday.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::dict::some;
use crate::store::vocabulary::{Actor, EventKind, Fact};
use crate::store::{Dataset, Mask};
use crate::time::{DAY_MS, Millis};

pub const MEASURE: Measure = Measure::new("conversion-rate", Unit::Share, Value::Rate(Some(Entity::Contact)), observe)
    .needing(&[Fact::Conversions])
    .of_messages();

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let (messages, own) = (&data.messages, &derived.conversations);
    let window_ms = Millis::from(derived.policy.conversion_window_days) * DAY_MS;
    let converted = converted(data);
    let mut has_converted = Mask::none(data.contacts.keys.len());
    converted.iter().for_each(|&(contact, _)| has_converted.insert(contact as usize));
    let is_followed = |contact: u32, at: Millis| {
        let next = converted.partition_point(|&other| other < (contact, at));
        converted.get(next).is_some_and(|&(other, then)| other == contact && then < at + window_ms)
    };
    let mut hits = Mask::none(messages.len());
    for conversation in 0..own.len() {
        for row in own.rows(conversation).filter(|&row| messages.is_public(row)) {
            let writer = Some(messages.sender[row]).filter(|_| messages.actor[row] == Actor::Contact);
            let contact = writer.and_then(some).or(some(own.contact[conversation]));
            let contact = contact.filter(|&contact| has_converted.has(contact as usize));
            if contact.is_some_and(|contact| is_followed(contact, messages.at[row])) {
                hits.insert(row);
            }
        }
    }
    Observations::Messages(Picked { hits: Some(hits), ..Picked::default() })
}

/// Who converted, and when; sorted.
fn converted(data: &Dataset) -> Vec<(u32, Millis)> {
    let mut converted = Vec::new();
    for thread in 0..data.threads.len() as u32 {
        let Some(contact) = some(data.threads.contact[thread as usize]) else { continue };
        for event in data.events.of(thread).filter(|event| event.kind == EventKind::Conversion) {
            let is_known = event.subject < data.conversions.len() as u32;
            let value = if is_known { data.conversions.get(event.subject).value_micros } else { None };
            if value.is_none_or(|value| value >= 0) {
                converted.push((contact, event.at));
            }
        }
    }
    converted.sort_unstable();
    converted
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, rate};

    #[test]
    fn agrees_with_the_rows() {
        for days in [7, 2] {
            check("conversion-rate", Kind::RateOfEntities, &format!(r#"{{"conversionWindowDays":{days}}}"#), |inbox| {
                let mut sold = vec![Vec::new(); inbox.contacts.len()];
                for conversation in &inbox.conversations {
                    let events = conversation.events.iter().filter(|event| event.kind == "conversion");
                    let paid = events.filter(|event| event.value_cents.is_none_or(|cents| cents >= 0));
                    sold[conversation.contact].extend(paid.map(|event| event.at));
                }
                let mut rows = Vec::new();
                for conversation in &inbox.conversations {
                    for message in naive::public(conversation) {
                        let after = message.at..message.at + days * 86_400_000;
                        let value = sold[conversation.contact].iter().any(|at| after.contains(at)).into();
                        let entity = &inbox.contacts[conversation.contact].id;
                        rows.push(Row { value, entity, ..Row::of_message(inbox, conversation, message) });
                    }
                }
                rows
            });
        }
    }

    #[test]
    fn within_the_days_after_being_in_touch() {
        let conversation = |contact: u32, sold: &str| {
            format!(
                r#"{{"id":"k{contact}","contactId":"c{contact}","events":[{{"type":"conversion","at":"2025-03-{sold}T09:00:00Z","value":5,"currency":"EUR"}}],
                "messages":[{{"id":"m{contact}","at":"2025-03-03T09:00:00Z","sender":"contact"}}]}}"#
            )
        };
        let inbox = inbox(&format!("[{},{}]", conversation(1, "05"), conversation(2, "13")));
        assert_eq!(rate(&ask(&inbox, "", "\"conversion-rate\"")), (1, 2));
        let policy = r#""policy":{"conversionWindowDays":11}"#;
        assert_eq!(rate(&ask(&inbox, policy, "\"conversion-rate\"")), (2, 2));
    }
}
