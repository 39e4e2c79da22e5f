//! Customers who have fallen silent.
//!
//! - Counts: contacts who have written, but not for `inactiveAfterDays` (30 unless said otherwise), at the end of the
//!   period, or now if that is earlier; over time, at the end of each bucket. A filter or a split asks for the
//!   conversation in which they wrote last. Their ages say for how long they have been inactive, these days not counted.
//! - Leaves out: contacts who never wrote.
//! - When empty: 0.
//! - Example: a contact writes on 1 March and on 5 April: inactive from 31 March to 5 April, and again from 5 May on.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::customers::written;
use crate::query::observation::{Observation, Observations, Spans};
use crate::store::Dataset;
use crate::store::dict::NONE;
use crate::store::order::sorted;
use crate::store::vocabulary::{Actor, Fact};
use crate::time::{DAY_MS, Millis};

pub const MEASURE: Measure =
    Measure::new("inactive-customers", Unit::Contacts, Value::Snapshot, observe).needing(&[Fact::Actors]);

/// Time in which a contact wrote again and again in one conversation, without ever being inactive.
#[derive(Clone, Copy)]
struct Stay {
    contact: u32,
    from: Millis,
    to: Millis,
    conversation: usize,
}

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let after_ms = Millis::from(derived.policy.inactive_after_days) * DAY_MS;
    let stays = sorted(stays(data, derived, after_ms), &|a: &Stay, b| (a.contact, a.from).cmp(&(b.contact, b.from)));
    let mut silences = Vec::new();
    for of_contact in stays.chunk_by(|a, b| a.contact == b.contact) {
        let mut last = of_contact[0];
        for &stay in of_contact {
            if stay.from - last.to > after_ms {
                silences.push((last, stay.from));
            }
            last = if stay.to >= last.to { stay } else { last };
        }
        silences.push((last, Millis::MAX));
    }
    let mut spans = Spans::default();
    for (Stay { contact, to, conversation, .. }, ends_at) in
        sorted(silences, &|a, b| a.0.conversation.cmp(&b.0.conversation))
    {
        let observation = Observation::new(to + after_ms, conversation).lasting(ends_at);
        spans.push(observation.with(contact).by(Actor::Contact, NONE), None);
    }
    Observations::Spans(spans)
}

fn stays(data: &Dataset, derived: &Derived, after_ms: Millis) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for conversation in 0..derived.conversations.len() {
        for (contact, row) in written(data, &derived.conversations, conversation) {
            let (Some(contact), at) = (contact, data.messages.at[row]) else { continue };
            match stays.last_mut() {
                Some(stay)
                    if (stay.contact, stay.conversation) == (contact, conversation) && at - stay.to <= after_ms =>
                {
                    stay.to = at;
                }
                _ => stays.push(Stay { contact, from: at, to: at, conversation }),
            }
        }
    }
    stays
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::check_snapshot;
    use crate::testing::{ask_in, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        check_snapshot("inactive-customers", |inbox, conversation, at| {
            let written = naive::written(inbox).filter(|(of, _)| of.contact == conversation.contact);
            let (of, last) = written.filter(|(_, message)| message.at <= at).max_by_key(|(_, message)| message.at)?;
            let is_inactive = of.id == conversation.id && at - last.at >= 30 * 86_400_000;
            is_inactive.then_some(conversation.status)
        });
    }

    #[test]
    fn from_so_many_days_after_the_last_message_until_the_next_one() {
        let message = |id: u32, at: &str| format!(r#"{{"id":"m{id}","at":"{at}T09:00:00Z","sender":"contact"}}"#);
        let of = |id: u32, message: String| format!(r#"{{"id":"k{id}","contactId":"c1","messages":[{message}]}}"#);
        let conversations = [(1, "2025-03-01"), (2, "2025-04-05")].map(|(id, at)| of(id, message(id, at)));
        let inbox = inbox(&format!("[{}]", conversations.join(",")));
        let inactive_at = |now: &str, policy: &str| {
            let year = r#""period":{"from":"2025-01-01","to":"2026-01-01"}"#;
            let query = format!(r#"{year},"now":"{now}:00Z","policy":{policy}"#);
            value(&ask_in(&inbox, "UTC", &query, "\"inactive-customers\"")).unwrap()
        };
        for (now, inactive) in [
            ("2025-02-01T09:00", 0.0),
            ("2025-03-31T08:59", 0.0),
            ("2025-03-31T09:00", 1.0),
            ("2025-04-05T08:59", 1.0),
            ("2025-04-05T09:00", 0.0),
            ("2025-05-05T09:00", 1.0),
        ] {
            assert_eq!(inactive_at(now, "\"default\""), inactive, "{now}");
        }
        assert_eq!(inactive_at("2025-03-09T08:00", r#"{"inactiveAfterDays":7}"#), 1.0);
    }
}
