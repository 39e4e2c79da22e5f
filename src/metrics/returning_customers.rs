//! Customers who had written before, and wrote again.
//!
//! - Counts: different contacts with a public message of theirs in the period, who had also written before it began; over
//!   time, before each bucket began. So a customer may be new in a month, and return in one of its weeks. A filter or a
//!   split asks for what they wrote in the period; earlier messages may be of any conversation.
//! - Leaves out: contacts who had not written before (`new-customer`); what was written before the data begins is not
//!   known, so that some of these may be returning ones.
//! - When empty: 0.
//! - Example: a contact writes on Monday and on Tuesday: 0 for Monday, 1 for Tuesday, 0 for the week.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, Fact};

pub const MEASURE: Measure = Measure::new("returning-customers", Unit::Contacts, Value::Returning, observe)
    .needing(&[Fact::Actors, Fact::Messages])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    Observations::Messages(Picked::only(data.messages.public_of(|row| data.messages.actor[row] == Actor::Contact)))
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::{Excluded, Shape};
    use crate::testing::second_opinion::{Scene, scene};
    use crate::testing::{ask, ask_in, at, inbox, naive, rows, value, values};
    use crate::time::Millis;
    use std::collections::BTreeSet;

    /// Who wrote in the span, in conversations of the channel or any, and had written before it.
    fn returning(scene: &Scene, (from, to): (Millis, Millis), channel: Option<&str>) -> f64 {
        let before: BTreeSet<_> =
            naive::written(&scene.rows).filter(|(_, message)| message.at < from).map(|(of, _)| of.contact).collect();
        let within = naive::written(&scene.rows).filter(|(of, message)| {
            (from..to).contains(&message.at) && channel.is_none_or(|channel| of.channel == channel)
        });
        within.map(|(of, _)| of.contact).filter(|contact| before.contains(contact)).collect::<BTreeSet<_>>().len()
            as f64
    }

    #[test]
    fn agrees_with_the_rows() {
        for seed in 1..4 {
            let scene = scene(seed);
            let period = r#""period":{"from":"2025-03-01","to":"2025-10-01"},"now":"2026-01-01T00:00:00Z""#;
            let whole = (at("2025-03-01T00:00:00Z"), at("2025-10-01T00:00:00Z"));
            let ask = |request: &str, filter: &str| {
                let request = format!(r#"{{"metric":"returning-customers"{request}}}"#);
                ask_in(&scene.engine, "UTC", &format!("{period},\"filter\":{filter}"), &request)
            };
            assert_eq!(value(&ask("", "{}")), Some(returning(&scene, whole, None)));
            let of_mail = r#"{"channel":{"any":["email"]}}"#;
            assert_eq!(value(&ask("", of_mail)), Some(returning(&scene, whole, Some("email"))));
            for (channel, count) in rows(&ask(r#","by":"channel""#, "{}")) {
                assert_eq!(count, Some(returning(&scene, whole, channel)), "{channel:?}");
            }
            for step in ["day", "month"] {
                let Shape::Series(series) = ask(&format!(r#","over":"{step}","by":"channel""#), "{}").shape else {
                    panic!()
                };
                for line in &series.lines {
                    let spans = series.buckets.iter().map(|bucket| (bucket.from, bucket.to));
                    let expected: Vec<_> =
                        spans.map(|span| Some(returning(&scene, span, line.key.as_deref()))).collect();
                    assert_eq!(line.values, expected, "{step} {:?}", line.key);
                }
            }
        }
    }

    #[test]
    fn who_is_new_in_a_week_may_return_on_one_of_its_days() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
                {"id":"k2","contactId":"c1","messages":[{"id":"m2","at":"2025-03-04T09:00:00Z","sender":"contact"}]}]"#,
        );
        let days = r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#;
        assert_eq!(
            values(&ask(&inbox, days, r#"{"metric":"returning-customers","over":"day"}"#)),
            [Some(0.0), Some(1.0)]
        );
        let week = ask(&inbox, days, "\"returning-customers\"");
        assert_eq!((value(&week), week.n), (Some(0.0), 0));
        assert_eq!(week.excluded, [Excluded { reason: Reason::NewCustomer, count: 1 }]);
        let tuesday = r#""period":{"from":"2025-03-04","to":"2025-03-05"}"#;
        assert_eq!(value(&ask(&inbox, tuesday, "\"returning-customers\"")), Some(1.0));
    }
}
