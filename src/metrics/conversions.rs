//! What contacts bought, or did else that counts.
//!
//! - Counts: conversions in the period, of whatever kind, with a value or without.
//! - Leaves out: those of a negative value, by which money was given back (`refund`).
//! - When empty: 0.
//! - Example: an order of 50 EUR, a sign-up without a value, and 20 EUR given back: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::events::Conversion;
use crate::store::vocabulary::{EventKind, Fact};

pub const MEASURE: Measure = Measure::new("conversions", Unit::Conversions, Value::Count, observe)
    .needing(&[Fact::Conversions])
    .about(&[Dimension::Currency]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    each_conversion(data, derived, |observation, conversion| match conversion.value_micros {
        Some(value) if value < 0 => series.leave_out(observation, Reason::Refund),
        _ => series.push(observation),
    });
    Observations::Series(series)
}

/// Hands over every conversion, refunds among them, as an observation about its currency.
pub fn each_conversion(data: &Dataset, derived: &Derived, mut each: impl FnMut(Observation, Conversion)) {
    for thread in 0..data.threads.len() as u32 {
        for event in data.events.of(thread).filter(|event| event.kind == EventKind::Conversion) {
            if event.subject >= data.conversions.len() as u32 {
                continue;
            }
            let conversion = data.conversions.get(event.subject);
            let conversation = derived.conversations.at(thread, event.at);
            let observation = Observation::new(event.at, conversation).by(event.actor, event.by);
            each(observation.about(Dimension::Currency, conversion.currency), conversion);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Excluded;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check_in};
    use crate::testing::{CONVERSIONS, ask, inbox, rows, value};

    #[test]
    fn agrees_with_the_rows() {
        check_in(600, "conversions", Kind::Count, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let sold = conversation.events.iter().filter(|event| event.kind == "conversion");
                sold.filter(|event| event.value_cents.is_none_or(|cents| cents >= 0)).map(move |event| {
                    let (actor, agent) = naive::credited(inbox, event.by, conversation);
                    Row { actor, agent, ..Row::new(event.at, conversation) }
                })
            });
            rows.collect()
        });
    }

    #[test]
    fn money_given_back_is_no_conversion() {
        let inbox = inbox(CONVERSIONS);
        let answer = ask(&inbox, "", "\"conversions\"");
        let refund = Excluded { reason: Reason::Refund, count: 1 };
        assert_eq!((value(&answer), &answer.excluded[..]), (Some(3.0), &[refund][..]));
        let by_currency = ask(&inbox, "", r#"{"metric":"conversions","by":"currency"}"#);
        assert_eq!(rows(&by_currency), [(None, Some(1.0)), (Some("EUR"), Some(1.0)), (Some("SAR"), Some(1.0))]);
    }
}
