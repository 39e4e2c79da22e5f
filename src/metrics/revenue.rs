//! What conversions brought in.
//!
//! - Counts: the values of the conversions in the period added up, with those negative by which money was given back.
//!   Currencies are never mixed: what is of one has its sum, and what is of several has no value, and says so
//!   (`several-currencies`); a split by `currency`, or a filter on it, gives the numbers.
//! - Leaves out: conversions without a value (`no-value`). A value without a currency is of one of its own.
//! - When empty: 0.
//! - Example: an order of 50 EUR, 20 EUR given back, and an order of 100 SAR: 30 EUR and 100 SAR, and no value of both
//!   together.

use super::conversions::each_conversion;
use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("revenue", Unit::Money, Value::Sum, observe)
    .needing(&[Fact::Conversions])
    .about(&[Dimension::Currency]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    each_conversion(data, derived, |observation, conversion| match conversion.value_micros {
        Some(value) => series.push(observation.lasting(value)),
        None => series.leave_out(observation, Reason::NoValue),
    });
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::query::observation::{Note, Reason};
    use crate::report::answer::{Answer, Breakdown, Change, Excluded, Noted, Shape};
    use crate::testing::second_opinion::scene;
    use crate::testing::{CONVERSIONS, ask, ask_in, inbox, rows, value};
    use std::collections::BTreeMap;

    fn currency(answer: &Answer) -> Option<&str> {
        let Shape::Number(number) = &answer.shape else { panic!() };
        number.currency.as_deref()
    }

    #[test]
    fn it_is_the_sum_of_the_rows_of_each_currency() {
        for seed in 1..5 {
            let scene = scene(seed);
            let mut sums: BTreeMap<_, i64> = BTreeMap::new();
            let mut months: BTreeMap<_, i64> = BTreeMap::new();
            for event in scene.rows.conversations.iter().flat_map(|conversation| &conversation.events) {
                let (Some(cents), Some(currency)) = (event.value_cents, event.currency) else { continue };
                let month = (event.at - 1_735_689_600_000) / (30 * 86_400_000);
                *sums.entry(currency).or_default() += cents;
                *months.entry((currency, month)).or_default() += cents;
            }
            assert_eq!(sums.len(), 2, "the invented inbox has two currencies");
            let period = r#""period":{"from":"2025-01-01","to":"2027-01-01"},"now":"2027-01-01T00:00:00Z""#;
            let answer = ask_in(&scene.engine, "UTC", period, r#"{"metric":"revenue","by":"currency"}"#);
            let Shape::Breakdown(Breakdown { rows, total, .. }) = &answer.shape else { panic!() };
            assert_eq!((*total, answer.notes.len()), (None, 1));
            for row in rows {
                let key = row.key.as_deref().unwrap();
                assert_eq!((row.value, row.currency.as_deref()), (Some(sums[key] as f64 / 100.0), Some(key)));
                let filter = format!(r#"{period},"filter":{{"currency":{{"any":["{key}"]}}}}"#);
                let only = ask_in(&scene.engine, "UTC", &filter, "\"revenue\"");
                assert_eq!((value(&only), currency(&only), only.notes.len()), (row.value, Some(key), 0));
                let daily = ask_in(&scene.engine, "UTC", &filter, r#"{"metric":"revenue","over":"day"}"#);
                let Shape::Series(series) = &daily.shape else { panic!() };
                assert_eq!(series.lines[0].currency.as_deref(), Some(key));
                for (&(of, month), &cents) in months.iter().filter(|((of, _), _)| *of == key) {
                    let days = series.lines[0].values.iter().skip(month as usize * 30).take(30);
                    let sum: f64 = days.flatten().sum();
                    assert!((sum - cents as f64 / 100.0).abs() < 1e-6, "{of} {month}: {sum} for {cents}");
                }
            }
        }
    }

    #[test]
    fn currencies_are_never_mixed() {
        let inbox = inbox(CONVERSIONS);
        let answer = ask(&inbox, "", "\"revenue\"");
        assert_eq!((value(&answer), answer.n, currency(&answer)), (None, 3, None));
        assert_eq!(answer.notes, [Noted { note: Note::SeveralCurrencies, count: 3 }]);
        assert_eq!(answer.excluded, [Excluded { reason: Reason::NoValue, count: 1 }]);
        let by_currency = ask(&inbox, "", r#"{"metric":"revenue","by":"currency"}"#);
        assert_eq!(rows(&by_currency), [(Some("SAR"), Some(100.0)), (Some("EUR"), Some(30.0))]);
        let euros = ask(&inbox, r#""filter":{"currency":{"any":["EUR"]}}"#, "\"revenue\"");
        assert_eq!((value(&euros), currency(&euros)), (Some(30.0), Some("EUR")));
        let nothing = ask(&inbox, r#""filter":{"currency":{"any":["USD"]}}"#, "\"revenue\"");
        assert_eq!((value(&nothing), currency(&nothing)), (Some(0.0), None));
    }

    #[test]
    fn a_change_is_one_within_a_currency() {
        let inbox = inbox(CONVERSIONS);
        let changed = |day: u32| {
            let days = format!(r#""period":{{"from":"2025-03-{day:02}","to":"2025-03-{:02}"}}"#, day + 1);
            let answer = ask_in(&inbox, "UTC", &format!(r#"{days},"compare":"previous-period""#), "\"revenue\"");
            let Some(Change::Number(change)) = answer.change else { panic!() };
            (value(&answer), change.difference)
        };
        assert_eq!(changed(4), (Some(-20.0), Some(-70.0)));
        assert_eq!(changed(5), (Some(100.0), None));
        assert_eq!(changed(6), (Some(0.0), Some(-100.0)));
    }
}
