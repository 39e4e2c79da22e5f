//! Contacts whom nothing reaches any more: they may have blocked us.
//!
//! - Counts: different contacts to whom three public messages or more in a row were not delivered, and none since. Dated
//!   by the third one of these.
//! - Leaves out: messages of which no receipt came; conversations of sources without receipts (`no-receipts`).
//! - When empty: 0.
//! - Example: a message is delivered, the next four are not: 1, at the third of the four; 0 if a fifth one is delivered.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::dict::some;
use crate::store::vocabulary::Fact;
use crate::store::{Dataset, Mask};
use crate::time::{Millis, UNKNOWN};

pub const MEASURE: Measure =
    Measure::new("never-delivered-contacts", Unit::Contacts, Value::Distinct(Entity::Contact), observe)
        .needing(&[Fact::Actors, Fact::Receipts])
        .of_messages();

/// So many in a row are no accident.
const SENDS: usize = 3;

fn observe(data: &Dataset, _: &Derived) -> Observations {
    let at = &data.messages.at;
    let delivered = data.messages.outgoing(|receipts| receipts.is_delivered());
    let mut last_delivered = vec![Millis::MIN; data.contacts.keys.len()];
    each_sent(data, &delivered, |contact, row| {
        let last = &mut last_delivered[contact as usize];
        *last = at[row].max(*last);
    });
    let is_tried = |sent: bool, failed: Millis| sent || failed != UNKNOWN;
    let failing = data.messages.outgoing(|it| is_tried(it.is_sent(), it.failed) && !it.is_delivered());
    let mut since: Vec<(u32, Millis, u32)> = Vec::new();
    each_sent(data, &failing, |contact, row| {
        if at[row] > last_delivered[contact as usize] {
            since.push((contact, at[row], row as u32));
        }
    });
    since.sort_unstable();
    let mut counted = Mask::none(data.messages.len());
    let of_contacts = since.chunk_by(|a, b| a.0 == b.0);
    of_contacts.filter_map(|sent| sent.get(SENDS - 1)).for_each(|&(.., row)| counted.insert(row as usize));
    Observations::Messages(Picked::only(counted))
}

/// Hands over the messages of a mask, each with the contact of its conversation, if that is known.
fn each_sent(data: &Dataset, sent: &Mask, mut each: impl FnMut(u32, usize)) {
    for thread in 0..data.threads.len() as u32 {
        let Some(contact) = some(data.threads.contact[thread as usize]) else { continue };
        let stretches = sent.stretches(data.messages.rows_of(thread));
        stretches.flatten().for_each(|row| each(contact, row));
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::scene_of;
    use crate::testing::{ask, inbox, naive, value, values};
    use std::collections::BTreeMap;

    #[test]
    fn agrees_with_the_rows() {
        let scene = scene_of(2, 3000);
        let mut of_contacts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (conversation, message) in naive::outgoing(&scene.rows) {
            let got = naive::got(conversation, message);
            if got.is_sent || got.is_failed {
                of_contacts.entry(conversation.contact).or_default().push((message.at, got.is_delivered));
            }
        }
        let never = of_contacts.values_mut().filter_map(|sends| {
            sends.sort();
            let since = sends.iter().rev().take_while(|(_, is_delivered)| !is_delivered).count();
            (since >= 3).then_some(())
        });
        assert_eq!(value(&ask(&scene.engine, "", "\"never-delivered-contacts\"")), Some(never.count() as f64));
    }

    #[test]
    fn the_third_one_in_a_row_tells() {
        let message = |day: usize, got: &str| {
            let at = format!("2025-03-0{day}T09:00:00Z");
            format!(r#"{{"id":"m{day}","at":"{at}","sender":"agent","status":{{"{got}":"{at}"}}}}"#)
        };
        let days = |got: &[&str]| {
            let messages: Vec<_> = got.iter().enumerate().map(|(place, got)| message(place + 1, got)).collect();
            let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","messages":[{}]}}]"#, messages.join(",")));
            let query = r#""period":{"from":"2025-03-01","to":"2025-03-07"}"#;
            let answer = ask(&inbox, query, r#"{"metric":"never-delivered-contacts","over":"day"}"#);
            values(&answer).iter().position(|value| *value == Some(1.0)).map(|place| place + 1)
        };
        assert_eq!(days(&["delivered", "sent", "failed", "failed", "sent"]), Some(4));
        assert_eq!(days(&["delivered", "sent", "failed", "failed", "sent", "read"]), None);
        assert_eq!(days(&["failed", "failed"]), None);
    }
}
