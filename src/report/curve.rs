//! How long things wait, those among them that still do.
//!
//! A wait belongs to the period in which it began, whenever it ended: so what has come to its end stands beside its
//! like that has not. (The number of the same measure is dated by the end, and cannot know what has none.) Where the
//! policy dates by the opening of the conversation, that is what counts.

use super::answer::{Curve, CurveWithin, Excluded, Promise};
use super::tally::{Cell, Total};
use crate::metrics::Measure;
use crate::query::View;
use crate::query::observation::{Observation, Observations, Reason};
use crate::query::policy::DateBasis;
use crate::registry::Word;
use crate::stats::survival;
use crate::time::{Millis, UNKNOWN, known};

/// The curve is drawn through no more than twice as many points, off by no more than such a part of its fall.
const PARTS: usize = 150;

/// The shares for which the time is told that they are answered within.
const PROMISED: [f64; 4] = [0.5, 0.75, 0.9, 0.95];

/// The waiting curve of a view, and what it is of.
pub fn curve(view: &View<'_>, measure: &Measure, observations: &Observations, limit: Option<Millis>) -> (Curve, Total) {
    let waits = waits(view, measure, observations);
    let n = (waits.ended.len() + waits.censored.len()) as u64;
    let total = Total { cell: Cell::counted(n, n), excluded: waits.excluded, ..Total::default() };
    let curve = survival::Curve::of(waits.ended, waits.censored);
    let promise = |&p: &f64| Promise { p, within: curve.quantile(p).value };
    let spoken = Curve {
        points: curve.thinned(PARTS),
        until: curve.until,
        events: curve.events,
        censored: curve.censored,
        median: curve.quantile(0.5),
        promised: PROMISED.iter().map(promise).collect(),
        within: limit.map(|limit| CurveWithin { limit, estimate: curve.within(limit) }),
    };
    (spoken, total)
}

/// How long each took that has come to its end, and how long each has waited that has not.
#[derive(Default)]
struct Waits {
    ended: Vec<Millis>,
    censored: Vec<Millis>,
    excluded: Vec<Excluded>,
}

fn waits(view: &View<'_>, measure: &Measure, observations: &Observations) -> Waits {
    let is_dated_by_itself = view.derived.policy.date_basis == DateBasis::Event;
    let wide = is_dated_by_itself.then(|| view.over_all_time());
    let selected = wide.as_ref().unwrap_or(view).select(observations, measure.needs);
    let began_inside = |at: Millis| !is_dated_by_itself || view.period.span.contains(at);
    let mut waits = Waits::default();
    for run in selected.counted() {
        let rows = run.rows().map(|row| run.table.get(row));
        waits.ended.extend(rows.filter(|of| began_inside(of.since)).map(|of| of.value));
    }
    let mut left_out = vec![0; Reason::ALL.len()];
    for (run, reason) in selected.left_out() {
        for of in run.rows().map(|row| run.table.get(row)).filter(|of| of.at == UNKNOWN || began_inside(of.at)) {
            let reason = view.derived.lacks_clock(of.conversation as usize).unwrap_or(*reason);
            match waited(view, &of, reason).filter(|_| measure.waits.contains(&reason)) {
                Some(waited) => waits.censored.extend(Some(waited).filter(|&ms| ms >= 0)),
                None => left_out[reason as usize] += 1,
            }
        }
    }
    waits.excluded = Excluded::all(&left_out);
    waits
}

/// How long something has waited that has not come to its end, if it is known since when; below 0 if it begins later
/// than now.
fn waited(view: &View<'_>, of: &Observation, reason: Reason) -> Option<Millis> {
    let since = known(of.since)?;
    Some(match reason {
        Reason::NeverAnswered => of.value,
        _ if since > view.now => -1,
        _ => of.value + view.derived.elapsed(of.conversation as usize, since, view.now),
    })
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::{Curve, Excluded, Shape};
    use crate::testing::naive;
    use crate::testing::second_opinion::scene;
    use crate::testing::{MINUTE, ask, ask_in, inbox, try_ask};
    use crate::time::Millis;
    use inboxlens_sample::{Conversation, Inbox};

    fn curve(shape: &Shape) -> &Curve {
        match shape {
            Shape::Curve(curve) => curve,
            other => panic!("{other:?}"),
        }
    }

    /// When somebody began to wait, and for how long; whether it came to its end.
    struct Wait<'a> {
        conversation: &'a Conversation,
        since: Millis,
        length: Millis,
        is_over: bool,
    }

    /// The share that waits longer than `at`, by going through everything that had waited so long at each end before.
    fn naive_share(waits: &[&Wait<'_>], at: Millis) -> f64 {
        let mut ends: Vec<_> =
            waits.iter().filter(|wait| wait.is_over && wait.length <= at).map(|wait| wait.length).collect();
        ends.sort_unstable();
        ends.dedup();
        let part = |&end: &Millis| {
            let at_risk = waits.iter().filter(|wait| wait.length >= end).count() as f64;
            let events = waits.iter().filter(|wait| wait.is_over && wait.length == end).count() as f64;
            1.0 - events / at_risk
        };
        ends.iter().map(part).product()
    }

    const NOW: &str = "2025-11-20T00:00:00Z";

    fn agrees(metric: &str, policy: &str, observe: impl Fn(&Inbox) -> Vec<Wait<'_>>) {
        for (seed, zone) in [(1, "Europe/Rome"), (2, "Asia/Kolkata")] {
            let scene = scene(seed);
            let waits = observe(&scene.rows);
            let place = crate::time::zone::tests::zone(zone);
            for (from, to) in [("2025-01-01", "2025-12-01"), ("2025-09-01", "2025-11-11")] {
                for (filter, channel) in [("{}", None), (r#"{"channel":{"any":["whatsapp"]}}"#, Some("whatsapp"))] {
                    let inside = |wait: &&Wait<'_>| {
                        (from..to).contains(&place.date_at(wait.since).to_string().as_str())
                            && channel.is_none_or(|channel| wait.conversation.channel == channel)
                            && wait.length >= 0
                    };
                    let waits: Vec<_> = waits.iter().filter(inside).collect();
                    let query = format!(
                        r#""period":{{"from":"{from}","to":"{to}"}},"now":"{NOW}","filter":{filter},"policy":{policy}"#
                    );
                    let request = format!(r#"{{"metric":"{metric}","curve":{{"limit":600000}}}}"#);
                    let answer = ask_in(&scene.engine, zone, &query, &request);
                    let curve = curve(&answer.shape);
                    let over = waits.iter().filter(|wait| wait.is_over).count();
                    let context = format!("{metric} {policy} {from} {filter}");
                    assert!(over > 5 && waits.len() > over, "{context}: too little of it to prove anything");
                    assert_eq!((curve.events, curve.censored), (over as u64, (waits.len() - over) as u64), "{context}");
                    assert_eq!(answer.n, waits.len() as u64);
                    for point in &curve.points {
                        let at_risk = waits.iter().filter(|wait| wait.length >= point.at).count() as u64;
                        assert!((point.share - naive_share(&waits, point.at)).abs() < 1e-9, "{context}: {point:?}");
                        assert_eq!(point.at_risk, at_risk, "{context}: {point:?}");
                    }
                    let within = curve.within.as_ref().unwrap().estimate.value.unwrap();
                    assert!((within - (1.0 - naive_share(&waits, 600_000))).abs() < 1e-9, "{context}");
                    for promise in &curve.promised {
                        match promise.within {
                            Some(ms) => {
                                assert!(naive_share(&waits, ms) <= 1.0 - promise.p + 1e-9, "{context} {promise:?}");
                                assert!(naive_share(&waits, ms - 1) > 1.0 - promise.p, "{context} {promise:?}");
                            }
                            None => assert!(curve.points.last().unwrap().share > 1.0 - promise.p),
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn first_responses_agree_with_the_rows() {
        agrees("first-response", "\"default\"", |inbox| {
            let wait = |conversation| {
                let turns = naive::turns(conversation, false);
                let turn = turns.iter().find(|turn| turn.reply.is_some()).or(turns.last())?;
                let until = turn.reply.map(|reply| reply.at).or(turn.given_up_at);
                let handoffs = conversation.events.iter().filter(|event| event.kind == "handoff");
                let handoffs = handoffs.map(|event| event.at).filter(|&at| until.is_none_or(|until| at <= until));
                let since = handoffs.chain([turn.start.at]).max()?;
                let length = until.unwrap_or(crate::testing::at(NOW)) - since;
                Some(Wait { conversation, since, length, is_over: turn.reply.is_some() })
            };
            inbox.conversations.iter().filter_map(wait).collect()
        });
    }

    #[test]
    fn responses_agree_with_the_rows() {
        agrees("response-time", r#"{"turnStart":"last"}"#, |inbox| {
            let waits = |conversation| {
                naive::turns(conversation, true).into_iter().map(move |turn| {
                    let until = turn.reply.map(|reply| reply.at).or(turn.given_up_at);
                    let length = until.unwrap_or(crate::testing::at(NOW)) - turn.start.at;
                    Wait { conversation, since: turn.start.at, length, is_over: turn.reply.is_some() }
                })
            };
            inbox.conversations.iter().flat_map(waits).collect()
        });
    }

    #[test]
    fn resolutions_agree_with_the_rows() {
        for resolution in ["lastClose", "perCycle", "openSpans"] {
            agrees("resolution-time", &format!(r#"{{"resolution":"{resolution}"}}"#), |inbox| {
                let now = crate::testing::at(NOW);
                let mut waits = Vec::new();
                for conversation in &inbox.conversations {
                    let cycles = naive::cycles(conversation);
                    let (first, last) = (&cycles[0], &cycles[cycles.len() - 1]);
                    let length = |cycle: &naive::Cycle| cycle.closed_at.unwrap_or(now) - cycle.opened_at;
                    let mut push = |since, length, is_over| waits.push(Wait { conversation, since, length, is_over });
                    let is_over = last.closed_at.is_some();
                    match resolution {
                        "lastClose" => push(first.opened_at, last.closed_at.unwrap_or(now) - first.opened_at, is_over),
                        "openSpans" => push(first.opened_at, cycles.iter().map(length).sum(), is_over),
                        _ => cycles.iter().for_each(|cycle| {
                            // What is open is dated by the opening of the conversation.
                            let since = if cycle.closed_at.is_some() { cycle.opened_at } else { first.opened_at };
                            push(since, length(cycle), cycle.closed_at.is_some());
                        }),
                    }
                }
                waits
            });
        }
    }

    /// One answered after 10 minutes, one after 30, one given up after 20, one still waiting, one that never was.
    const FIVE: &str = r#"[
        {"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-03T09:10:00Z","sender":"agent"}]},
        {"id":"k2","contactId":"c2","status":"open","messages":[{"id":"m3","at":"2025-03-03T09:00:00Z","sender":"contact"},
            {"id":"m4","at":"2025-03-03T09:30:00Z","sender":"agent"}]},
        {"id":"k3","contactId":"c3","status":"closed","closedAt":"2025-03-03T09:20:00Z",
            "messages":[{"id":"m5","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
        {"id":"k4","contactId":"c4","status":"open","messages":[{"id":"m6","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
        {"id":"k5","contactId":"c5","status":"open","messages":[{"id":"m7","at":"2025-03-03T09:00:00Z","sender":"agent"}]}]"#;

    #[test]
    fn a_few_waits_by_hand() {
        let answer = ask(&inbox(FIVE), "", r#"{"metric":"first-response","curve":{"limit":900000}}"#);
        let found = curve(&answer.shape);
        let steps: Vec<_> =
            found.points.iter().map(|point| (point.at as f64 / MINUTE, point.share, point.at_risk)).collect();
        assert_eq!(steps, [(10.0, 0.75, 4), (30.0, 0.375, 2)]);
        assert_eq!((answer.n, found.events, found.censored), (4, 2, 2));
        assert_eq!(answer.excluded, [Excluded { reason: Reason::NoInbound, count: 1 }]);
        assert_eq!(found.median.value, Some(30 * 60_000));
        assert_eq!(found.within.as_ref().unwrap().estimate.value, Some(0.25));
        let promised: Vec<_> = found.promised.iter().map(|promise| promise.within).collect();
        assert_eq!(promised, [Some(30 * 60_000), None, None, None]);
    }

    #[test]
    fn a_wait_belongs_to_the_period_in_which_it_began() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-31T23:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-04-01T01:00:00Z","sender":"agent"}]}]"#,
        );
        let events = |from: &str, to: &str, basis: &str| {
            let query = format!(r#""period":{{"from":"{from}","to":"{to}"}},"policy":{{"dateBasis":"{basis}"}}"#);
            curve(&ask_in(&inbox, "UTC", &query, r#"{"metric":"first-response","curve":true}"#).shape).events
        };
        for basis in ["event", "opened"] {
            assert_eq!(events("2025-03-01", "2025-04-01", basis), 1);
            assert_eq!(events("2025-04-01", "2025-05-01", basis), 0);
        }
    }

    #[test]
    fn on_the_business_clock_nights_are_not_waited() {
        let waits = r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T17:50:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-04T09:05:00Z","sender":"agent"}]},
            {"id":"k2","contactId":"c2","messages":[{"id":"m3","at":"2025-03-03T17:50:00Z","sender":"contact"}]}]"#;
        let query = r#""period":{"from":"2025-03-01","to":"2025-04-01"},"now":"2025-03-04T09:10:00Z",
            "policy":{"clock":"business"},"schedule":{"week":{"mon":[["09:00","18:00"]],"tue":[["09:00","18:00"]]}}"#;
        let answer = ask_in(&inbox(waits), "UTC", query, r#"{"metric":"first-response","curve":true}"#);
        let found = curve(&answer.shape);
        assert_eq!((found.points[0].at, found.until), (15 * 60_000, Some(20 * 60_000)));
        let closed = query.split(",\"schedule\"").next().unwrap();
        let answer = ask_in(&inbox(waits), "UTC", closed, r#"{"metric":"first-response","curve":true}"#);
        assert_eq!(answer.shape, Shape::Unavailable { reason: Reason::NoSchedule });
    }

    #[test]
    fn what_has_no_curve_says_so() {
        let inbox = inbox(FIVE);
        let request = r#"{"metric":"first-response","curve":true}"#;
        let closed = ask(&inbox, r#""policy":{"dateBasis":"closed"}"#, request);
        assert_eq!(closed.shape, Shape::Unavailable { reason: Reason::DatedByClose });
        let nothing = ask_in(&inbox, "UTC", r#""period":{"from":"2024-01-01","to":"2024-02-01"}"#, request);
        assert_eq!((nothing.n, curve(&nothing.shape).until, curve(&nothing.shape).points.len()), (0, None, 0));
        for (request, path) in [
            (r#"{"metric":"conversation-duration","curve":true}"#, "metrics.it.curve"),
            (r#"{"metric":"messages","curve":{}}"#, "metrics.it.curve"),
            (r#"{"metric":"first-response","curve":{"limit":-1}}"#, "metrics.it.curve.limit"),
            (r#"{"metric":"first-response","curve":true,"by":"agent"}"#, "metrics.it"),
        ] {
            let error = try_ask(&inbox, "UTC", "", request).unwrap_err();
            assert_eq!(error.place.path.as_deref(), Some(path), "{request}");
        }
    }
}
