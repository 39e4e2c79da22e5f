//! The share of contacts who wanted no more messages.
//!
//! - Counts: of the different contacts reached in the period by a message that we began with (see reply-rate), those who
//!   opted out afterwards, in the period or later. An opt-out is credited to the last such message before it.
//! - Leaves out: messages that failed (`message-failed`), unless another one reached the contact; opt-outs that no such
//!   message came before.
//! - When empty: no value.
//! - Example: broadcasts reach two contacts on Monday and on Tuesday, one opts out on Wednesday: 1 of 2 for Tuesday, 0 of
//!   2 for Monday.

use super::reply_rate::reached;
use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::Observations;
use crate::query::outreach::Outreach;
use crate::store::dict::some;
use crate::store::vocabulary::{EventKind, Fact};
use crate::store::{Dataset, Mask};

pub const MEASURE: Measure = Measure::new("opt-out-rate", Unit::Share, Value::Rate(Some(Entity::Contact)), observe)
    .needing(&[Fact::Actors, Fact::Messages, Fact::OptOuts])
    .of_messages();

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let outreach = Outreach::of(data, derived);
    let mut hits = Mask::none(data.messages.len());
    for thread in 0..data.threads.len() as u32 {
        let Some(contact) = some(data.threads.contact[thread as usize]) else { continue };
        for event in data.events.of(thread).filter(|event| event.kind == EventKind::OptOut) {
            let credited = outreach.last_by(contact, event.at);
            credited.into_iter().for_each(|(_, sent)| hits.insert(sent as usize));
        }
    }
    reached(outreach, hits)
}

#[cfg(test)]
mod tests {
    use crate::testing::second_opinion::scene_of;
    use crate::testing::{ask, inbox, naive, rate};
    use std::collections::BTreeSet;

    #[test]
    fn agrees_with_the_rows() {
        let scene = scene_of(4, 3000);
        let reached: Vec<_> = naive::reached(&scene.rows).collect();
        let contacts: BTreeSet<_> = reached.iter().map(|(to, _)| to.contact).collect();
        let mut opted_out = BTreeSet::new();
        for conversation in &scene.rows.conversations {
            for event in conversation.events.iter().filter(|event| event.kind == "opt-out") {
                let is_before =
                    reached.iter().any(|(to, sent)| to.contact == conversation.contact && sent.at <= event.at);
                opted_out.extend(is_before.then_some(conversation.contact));
            }
        }
        assert!(opted_out.len() > 5);
        let rate = rate(&ask(&scene.engine, "", "\"opt-out-rate\""));
        assert_eq!(rate, (opted_out.len() as u64, contacts.len() as u64));
    }

    #[test]
    fn an_opt_out_is_credited_to_the_last_message_before_it() {
        let of = |id: u32, events: &str| {
            let message =
                |day: u32| format!(r#"{{"id":"m{id}{day}","at":"2025-03-0{day}T09:00:00Z","sender":"broadcast"}}"#);
            let messages = [message(3), message(4)].join(",");
            format!(r#"{{"id":"k{id}","contactId":"c{id}","events":[{events}],"messages":[{messages}]}}"#)
        };
        let opts_out = r#"{"type":"opt-out","at":"2025-03-05T09:00:00Z"}"#;
        let inbox = inbox(&format!("[{},{}]", of(1, opts_out), of(2, "")));
        let on = |day: u32| {
            let period = format!(r#""period":{{"from":"2025-03-0{day}","to":"2025-03-0{}"}}"#, day + 1);
            rate(&ask(&inbox, &period, "\"opt-out-rate\""))
        };
        assert_eq!((on(3), on(4)), ((0, 2), (1, 2)));
    }
}
