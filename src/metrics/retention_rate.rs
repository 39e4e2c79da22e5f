//! The share of customers who come back in the next period.
//!
//! - Counts: of the different contacts with a public message of theirs in the period before (of a month the month before,
//!   else as many days), those who wrote again in this one, in whatever conversation; over time, of those who wrote in the
//!   whole bucket before each. So numerator and denominator are of the same contacts. A filter or a split asks for what
//!   they wrote before.
//! - Leaves out: conversations without a contact (`no-contact`); a period that has not begun by the end of the data, or by
//!   now (`not-yet-known`). What was written before the data begins is not known.
//! - When empty: no value.
//! - Example: two contacts write in January, one of them and a third one in February: 1 of 2 for February.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Picked};
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, Fact};

pub const MEASURE: Measure = Measure::new("retention-rate", Unit::Share, Value::Retained, observe)
    .needing(&[Fact::Actors, Fact::Messages])
    .of_messages();

fn observe(data: &Dataset, _: &Derived) -> Observations {
    Observations::Messages(Picked::only(data.messages.public_of(|row| data.messages.actor[row] == Actor::Contact)))
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::{Excluded, Shape};
    use crate::report::request::ExplainQuery;
    use crate::testing::second_opinion::{Scene, scene_of};
    use crate::testing::{ask, ask_in, inbox, naive, rate, value, values};
    use crate::time::zone::tests::zone;
    use crate::time::{Span, Zone};
    use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
    use std::collections::BTreeSet;

    /// Of those who wrote before, in conversations of the channel or any, how many wrote again; and how many they are.
    fn retained(scene: &Scene, before: Span, span: Span, channel: Option<&str>) -> (u64, u64) {
        let wrote = |span: Span, channel: Option<&str>| -> BTreeSet<usize> {
            let written = naive::written(&scene.rows).filter(|(_, message)| span.contains(message.at));
            written
                .filter(|(of, _)| channel.is_none_or(|channel| of.channel == channel))
                .map(|(of, _)| of.contact)
                .collect()
        };
        let (those_before, again) = (wrote(before, channel), wrote(span, None));
        (those_before.intersection(&again).count() as u64, those_before.len() as u64)
    }

    /// The day, week or month before the one of a date.
    fn before(zone: &Zone, step: &str, date: NaiveDate) -> Span {
        let (from, to) = match step {
            "day" => (date - Days::new(1), date),
            "week" => {
                let monday = date.week(Weekday::Mon).first_day();
                (monday - Days::new(7), monday)
            }
            _ => {
                let first = date.with_day(1).unwrap();
                (first - Months::new(1), first)
            }
        };
        Span { from: zone.start_of_date(from), to: zone.start_of_date(to) }
    }

    #[test]
    fn agrees_with_the_rows() {
        let mut of_all = 0;
        for (seed, name) in [(1, "Europe/Rome"), (2, "Asia/Kolkata"), (3, "America/St_Johns")] {
            let (scene, place) = (scene_of(seed, 700), zone(name));
            // As many days as these three months lie before them from 1 March on.
            let period = r#""period":{"from":"2025-06-01","to":"2025-09-01"},"now":"2026-01-01T00:00:00Z""#;
            let [first, from, to] = ["2025-03-01", "2025-06-01", "2025-09-01"].map(|date| date.parse().unwrap());
            let [first, from, to] = [first, from, to].map(|date| place.start_of_date(date));
            let (quarter, summer) = (Span { from: first, to: from }, Span { from, to });
            let ask = |request: &str, filter: &str| {
                let request = format!(r#"{{"metric":"retention-rate"{request}}}"#);
                ask_in(&scene.engine, name, &format!("{period},\"filter\":{filter}"), &request)
            };
            let explained = |part: &str| {
                let asked = format!(r#"{{{period},"metric":"retention-rate"{part}}}"#);
                let asked = ExplainQuery::from_json(&asked).unwrap();
                scene.engine.explain(&asked, &place, 0).unwrap().counted.total as u64
            };
            assert_eq!(rate(&ask("", "{}")), retained(&scene, quarter, summer, None));
            let of_mail = r#"{"channel":{"any":["email"]}}"#;
            assert_eq!(rate(&ask("", of_mail)), retained(&scene, quarter, summer, Some("email")));
            let Shape::Breakdown(split) = ask(r#","by":"channel""#, "{}").shape else { panic!() };
            for row in &split.rows {
                let rate = row.rate.map(|rate| (rate.numerator, rate.denominator));
                assert_eq!(rate, Some(retained(&scene, quarter, summer, row.key.as_deref())), "{:?}", row.key);
            }
            for step in ["day", "week", "month"] {
                let Shape::Series(series) = ask(&format!(r#","over":"{step}","by":"channel""#), "{}").shape else {
                    panic!()
                };
                for line in &series.lines {
                    for (place_of, bucket) in series.buckets.iter().enumerate() {
                        let span = Span { from: bucket.from, to: bucket.to };
                        let before = before(&place, step, place.date_at(span.from));
                        let expected = retained(&scene, before, span, line.key.as_deref());
                        let found = (line.numerators[place_of], line.denominators[place_of]);
                        assert_eq!(found, expected, "{step} {:?} {}", line.key, bucket.local);
                        of_all += found.0;
                    }
                }
                for (bucket, span) in series.buckets.iter().map(|it| Span { from: it.from, to: it.to }).enumerate() {
                    let (numerator, denominator) =
                        retained(&scene, before(&place, step, place.date_at(span.from)), span, None);
                    let Span { from, to } = span;
                    let part = format!(r#","over":"{step}","bucket":{{"from":{from},"to":{to}}}"#);
                    assert_eq!(explained(&part), denominator, "{step} {bucket}");
                    assert_eq!(explained(&format!(r#"{part},"of":"numerator""#)), numerator, "{step} {bucket}");
                }
            }
        }
        assert!(of_all > 50, "too little of it to prove anything: {of_all}");
    }

    #[test]
    fn an_hour_is_compared_with_the_one_before_when_clocks_change() {
        let wrote = |n: u32, at: &str| {
            format!(
                r#"{{"id":"k{n}","contactId":"c1","messages":[{{"id":"m{n}","at":"2025-10-26T{at}:00Z","sender":"contact"}}]}}"#
            )
        };
        // In Rome: 02:30 in summer, 02:30 in winter, and 04:30.
        let inbox = inbox(&format!("[{},{},{}]", wrote(1, "00:30"), wrote(2, "01:30"), wrote(3, "03:30")));
        let day = r#""period":{"from":"2025-10-26","to":"2025-10-27"},"now":"2025-11-01T00:00:00Z""#;
        let answer = ask_in(&inbox, "Europe/Rome", day, r#"{"metric":"retention-rate","over":"hour"}"#);
        assert_eq!(values(&answer)[2..6], [None, Some(1.0), Some(0.0), None]);
    }

    #[test]
    fn buckets_that_a_period_cuts_are_compared_with_whole_ones() {
        let wrote = |contact: &str, day: &str| {
            format!(
                r#"{{"id":"{contact}{day}","contactId":"{contact}","messages":[{{"id":"{contact}{day}","at":"2025-{day}T09:00:00Z","sender":"contact"}}]}}"#
            )
        };
        let all =
            [("c1", "02-01"), ("c2", "02-20"), ("c1", "03-10"), ("c2", "03-25"), ("c3", "03-02"), ("c3", "04-20")];
        let inbox = inbox(&format!("[{}]", all.map(|(contact, day)| wrote(contact, day)).join(",")));
        let query = r#""period":{"from":"2025-03-15","to":"2025-04-21"},"now":"2025-07-01T00:00:00Z""#;
        let answer = ask_in(&inbox, "UTC", query, r#"{"metric":"retention-rate","over":"month"}"#);
        let Shape::Series(series) = &answer.shape else { panic!() };
        assert_eq!((&series.lines[0].numerators[..], &series.lines[0].denominators[..]), (&[1, 1][..], &[2, 3][..]));
        // The 37 days before begin on 6 February: c2, c1 and c3 wrote in them, and two of these wrote again.
        assert_eq!(rate(&ask_in(&inbox, "UTC", query, "\"retention-rate\"")), (2, 3));
    }

    #[test]
    fn a_period_that_has_not_begun_is_not_known() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
                {"id":"k2","messages":[{"id":"m2","at":"2025-03-03T09:00:00Z","sender":"contact"}]}]"#,
        );
        let april = ask(&inbox, r#""period":{"from":"2025-04-01","to":"2025-05-01"}"#, "\"retention-rate\"");
        assert_eq!((value(&april), april.n, rate(&april)), (None, 0, (0, 0)));
        assert_eq!(april.excluded, [Excluded { reason: Reason::NotYetKnown, count: 2 }]);
        let monday = r#""period":{"from":"2025-03-03","to":"2025-03-04"}"#;
        assert_eq!(value(&ask(&inbox, monday, "\"retention-rate\"")), None);
        let months = ask(&inbox, "", r#"{"metric":"retention-rate","over":"month"}"#);
        assert_eq!(values(&months), [None; 12]);
    }
}
