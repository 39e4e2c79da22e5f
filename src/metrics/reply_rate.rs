//! The share of contacts who answered a message that we began with.
//!
//! - Counts: of the different contacts reached by such a message in the period, those who wrote within
//!   `replyWindowHours` (72 unless said otherwise) of it, in whatever conversation. An answer is credited to the last
//!   such message before it. We begin with a broadcast, a template, a message of a campaign, or the first one of a
//!   conversation, unless it answers an open turn. Split by contact-source it tells how contacts of each source engage.
//! - Leaves out: messages that failed (`message-failed`), unless another one reached the contact. What the contact wrote
//!   within a minute of opting out is no answer: bodies are not kept, so that the opt-out stands for its word.
//! - When empty: no value.
//! - Example: a broadcast reaches two contacts on Monday, one of them answers on Tuesday, and both write on Friday: 1 of 2.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::customers::written;
use crate::query::observation::{Observations, Picked, Reason};
use crate::query::outreach::Outreach;
use crate::store::vocabulary::{EventKind, Fact};
use crate::store::{Dataset, Mask};
use crate::time::{HOUR_MS, MINUTE_MS, Millis};

pub const MEASURE: Measure = Measure::new("reply-rate", Unit::Share, Value::Rate(Some(Entity::Contact)), observe)
    .needing(&[Fact::Actors, Fact::Messages])
    .of_messages();

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let outreach = Outreach::of(data, derived);
    let window_ms = Millis::from(derived.policy.reply_window_hours) * HOUR_MS;
    let mut hits = Mask::none(data.messages.len());
    for conversation in 0..derived.conversations.len() {
        let thread = derived.conversations.thread[conversation];
        for (contact, row) in written(data, &derived.conversations, conversation) {
            let at = data.messages.at[row];
            let credited = contact.and_then(|contact| outreach.last_by(contact, at));
            let within = credited.filter(|(sent_at, _)| at - sent_at <= window_ms);
            if let Some((_, sent)) = within.filter(|_| !is_opting_out(data, thread, at)) {
                hits.insert(sent as usize);
            }
        }
    }
    reached(outreach, hits)
}

/// Of the messages that we began with, those that reached somebody, with these hits.
pub fn reached(outreach: Outreach, hits: Mask) -> Observations {
    let Outreach { reached, failed, .. } = outreach;
    let left_out = vec![(Reason::MessageFailed, failed)];
    Observations::Messages(Picked { counted: Some(reached), left_out, hits: Some(hits), ..Picked::default() })
}

fn is_opting_out(data: &Dataset, thread: u32, at: Millis) -> bool {
    data.events.of(thread).any(|event| event.kind == EventKind::OptOut && (event.at - at).abs() <= MINUTE_MS)
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, naive, rate};
    use std::collections::BTreeSet;

    #[test]
    fn agrees_with_the_rows() {
        check("reply-rate", Kind::RateOfEntities, "\"default\"", |inbox| {
            let reached: Vec<_> = naive::reached(inbox).collect();
            let mut answered = BTreeSet::new();
            for (of, answer) in naive::written(inbox) {
                let opts_out = |event: &&inboxlens_sample::Event| {
                    event.kind == "opt-out" && (event.at - answer.at).abs() <= 60_000
                };
                let before = reached.iter().filter(|(to, sent)| to.contact == of.contact && sent.at <= answer.at);
                let last =
                    before.max_by_key(|(_, sent)| sent.at).filter(|(_, sent)| answer.at - sent.at <= 72 * 3_600_000);
                answered.extend(last.filter(|_| of.events.iter().find(opts_out).is_none()).map(|(_, sent)| &sent.id));
            }
            let rows = reached.into_iter().map(|(conversation, message)| Row {
                entity: &inbox.contacts[conversation.contact].id,
                value: answered.contains(&message.id).into(),
                ..Row::of_message(inbox, conversation, message)
            });
            rows.collect()
        });
    }

    const BROADCAST: &str = r#"{"id":"b1","at":"2025-03-03T09:00:00Z","sender":"broadcast"}"#;

    fn replies(later: &str, events: &str) -> (u64, u64) {
        let inbox = inbox(&format!(
            r#"[{{"id":"k1","contactId":"c1","events":[{events}],"messages":[{BROADCAST}{later}]}},
                {{"id":"k2","contactId":"c2","messages":[{{"id":"b2","at":"2025-03-03T09:00:00Z","sender":"broadcast"}}]}}]"#
        ));
        rate(&ask(&inbox, "", "\"reply-rate\""))
    }

    #[test]
    fn an_answer_comes_within_the_window() {
        let written = |at: &str| format!(r#",{{"id":"m1","at":"{at}:00Z","sender":"contact"}}"#);
        assert_eq!(replies("", ""), (0, 2));
        assert_eq!(replies(&written("2025-03-06T09:00"), ""), (1, 2));
        assert_eq!(replies(&written("2025-03-06T09:01"), ""), (0, 2));
        let opts_out = |at: &str| format!(r#"{{"type":"opt-out","at":"{at}:00Z"}}"#);
        assert_eq!(replies(&written("2025-03-04T09:00"), &opts_out("2025-03-04T09:01")), (0, 2));
        assert_eq!(replies(&written("2025-03-04T09:00"), &opts_out("2025-03-04T09:02")), (1, 2));
    }

    #[test]
    fn what_answers_the_contact_begins_nothing() {
        let message = |id: &str, at: &str, sender: &str, kind: &str| {
            format!(r#"{{"id":"{id}","at":"2025-03-03T{at}:00Z","sender":"{sender}","type":"{kind}"}}"#)
        };
        let count = |messages: &[String]| {
            let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","messages":[{}]}}]"#, messages.join(",")));
            ask(&inbox, "", "\"reply-rate\"").n
        };
        let asked = message("m1", "09:00", "contact", "text");
        assert_eq!(count(&[asked.clone(), message("m2", "09:01", "agent", "template")]), 0);
        assert_eq!(
            count(&[asked.clone(), message("m2", "09:01", "agent", "text"), message("m3", "09:02", "agent", "text")]),
            0
        );
        assert_eq!(
            count(&[asked, message("m2", "09:01", "agent", "text"), message("m3", "09:02", "agent", "template")]),
            1
        );
        assert_eq!(count(&[message("m2", "09:01", "agent", "text"), message("m3", "09:02", "agent", "text")]), 1);
    }

    #[test]
    fn who_goes_on_writing_waits_from_the_first_message_on() {
        let message = |id: &str, at: &str, sender: &str| {
            format!(r#"{{"id":"{id}","at":"2025-03-03T{at}:00Z","sender":"{sender}"}}"#)
        };
        let messages = [
            message("m1", "09:00", "contact"),
            message("m2", "09:03", "broadcast"),
            message("m3", "09:05", "contact"),
            message("m4", "09:06", "agent"),
        ];
        let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","messages":[{}]}}]"#, messages.join(",")));
        for turn_start in ["first", "last"] {
            let policy = format!(r#""policy":{{"turnStart":"{turn_start}"}}"#);
            assert_eq!(ask(&inbox, &policy, "\"reply-rate\"").n, 0, "{turn_start}");
        }
    }
}
