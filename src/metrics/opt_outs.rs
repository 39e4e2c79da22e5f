//! Contacts who want no more messages.
//!
//! - Counts: each time that a contact opted out, in the period. Beside it: how many different contacts.
//! - Leaves out: nothing; who opted in again has opted out all the same.
//! - When empty: 0.
//! - Example: a contact opts out, in again and out: 2, of one contact.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observation, Observations, Series};
use crate::store::Dataset;
use crate::store::vocabulary::{EventKind, Fact};

pub const MEASURE: Measure =
    Measure::new("opt-outs", Unit::OptOuts, Value::Count, observe).needing(&[Fact::OptOuts]).beside(&[Entity::Contact]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for thread in 0..data.threads.len() as u32 {
        for event in data.events.of(thread).filter(|event| event.kind == EventKind::OptOut) {
            let conversation = derived.conversations.at(thread, event.at);
            series.push(Observation::new(event.at, conversation).by(event.actor, event.by));
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::metrics::Entity;
    use crate::report::answer::Shape;
    use crate::testing::second_opinion::scene_of;
    use crate::testing::{ask, inbox, rows, value};
    use std::collections::BTreeMap;

    #[test]
    fn agrees_with_the_rows() {
        let scene = scene_of(3, 3000);
        let mut expected: BTreeMap<&str, f64> = BTreeMap::new();
        for conversation in &scene.rows.conversations {
            let opt_outs = conversation.events.iter().filter(|event| event.kind == "opt-out");
            opt_outs.for_each(|_| *expected.entry(conversation.channel).or_default() += 1.0);
        }
        let answer = ask(&scene.engine, "", "\"opt-outs\"");
        assert!(value(&answer) > Some(5.0));
        assert_eq!(value(&answer), Some(expected.values().sum()));
        let by_channel = ask(&scene.engine, "", r#"{"metric":"opt-outs","by":"channel"}"#);
        let counted: BTreeMap<_, _> =
            rows(&by_channel).into_iter().map(|(key, n)| (key.unwrap(), n.unwrap())).collect();
        assert_eq!(counted, expected);
    }

    #[test]
    fn who_opts_out_twice_is_one_contact() {
        let event = |kind: &str, day: u32| format!(r#"{{"type":"{kind}","at":"2025-03-0{day}T09:00:00Z"}}"#);
        let events = [event("opt-out", 3), event("opt-in", 4), event("opt-out", 5)].join(",");
        let inbox = inbox(&format!(
            r#"[{{"id":"k1","contactId":"c1","createdAt":"2025-03-01T09:00:00Z","events":[{events}]}}]"#
        ));
        let Shape::Number(number) = ask(&inbox, "", "\"opt-outs\"").shape else { panic!() };
        assert_eq!((number.value, number.beside), (Some(2.0), vec![(Entity::Contact, 1)]));
    }
}
