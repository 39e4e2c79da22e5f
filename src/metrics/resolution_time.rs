//! How long it takes until a conversation is closed.
//!
//! - Counts: milliseconds by the policy `resolution`: from the opening to the last close, to the first close or to
//!   every close, the time spent open, or each cycle on its own; with `excludeBotTime` without what a bot's hands held.
//!   Dated by the close at which it ends.
//! - Leaves out: conversations that are open (`still-open`), but for the closes and cycles of theirs that count by
//!   themselves; conversations that are closed nobody knows since when (`close-time-unknown`).
//! - When empty: no value.
//! - Example: created 09:00, closed 09:30, reopened 09:45, closed 10:15: `lastClose` 75 minutes, `firstClose` 30,
//!   `openSpans` 60, `perCycle` 30 and 30, `everyClose` 30 and 75.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::conversation::End;
use crate::query::observation::{Observations, Reason, Series};
use crate::query::policy::Resolution;
use crate::store::Dataset;
use crate::store::vocabulary::{EventKind, Fact};
use crate::time::Millis;

pub const MEASURE: Measure = Measure::new("resolution-time", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Status])
    .between(between)
    .waiting(&[Reason::StillOpen]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let own = &derived.conversations;
    let cycles = &derived.cycles;
    for conversation in 0..own.len() {
        let lived = own.cycles_of(conversation);
        let closed = || lived.clone().filter(|&cycle| matches!(cycles.end[cycle], End::Closed { .. }));
        let until_close = |from: Millis, cycle: usize| derived.waited(data, conversation, from, cycles.ended_at[cycle]);
        let length_ms = |cycle: usize| until_close(cycles.opened_at[cycle], cycle);
        let Some(last) = lived.clone().next_back() else { continue };
        let opened_at = own.opened_at[conversation];
        let since_opening = |cycle: usize| derived.close(cycle).lasting(until_close(opened_at, cycle)).since(opened_at);
        let is_over = matches!(cycles.end[last], End::Closed { .. });
        match derived.policy.resolution {
            Resolution::PerCycle => closed().for_each(|cycle| {
                series.push(derived.close(cycle).lasting(length_ms(cycle)).since(cycles.opened_at[cycle]));
            }),
            Resolution::EveryClose => closed().for_each(|cycle| series.push(since_opening(cycle))),
            Resolution::FirstClose => {
                if let Some(first) = closed().next() {
                    series.push(since_opening(first));
                    continue;
                }
            }
            Resolution::LastClose if is_over => series.push(since_opening(last)),
            Resolution::OpenSpans if is_over => {
                series.push(derived.close(last).lasting(closed().map(length_ms).sum()).since(opened_at));
            }
            Resolution::LastClose | Resolution::OpenSpans => {}
        }
        if let Some(Err((observation, reason))) = derived.last_close(data, conversation) {
            let (since, waited) = match derived.policy.resolution {
                Resolution::PerCycle => (cycles.opened_at[last], 0),
                Resolution::OpenSpans => (cycles.opened_at[last], closed().map(length_ms).sum()),
                _ => (opened_at, 0),
            };
            series.leave_out(observation.since(since).lasting(waited), reason);
        }
    }
    Observations::Series(series)
}

/// Of `openSpans`, from the first opening to the last close: the time that it was closed in between is not in the value.
fn between(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let (own, cycles) = (&derived.conversations, &derived.cycles);
    let lived = own.cycles_of(conversation);
    let closed: Vec<usize> = lived.clone().filter(|&cycle| matches!(cycles.end[cycle], End::Closed { .. })).collect();
    let opening = |cycle: usize| {
        let kind = if cycle == lived.start { EventKind::Opened } else { EventKind::Reopened };
        Bound::event(kind, cycles.opened_at[cycle])
    };
    let until_close = |from: Bound, cycle: usize| {
        let to = Bound::event(EventKind::Closed, cycles.ended_at[cycle]);
        Between { from, to, value: derived.waited(data, conversation, from.at, to.at) }
    };
    let own_length = |&cycle: &usize| until_close(opening(cycle), cycle);
    let since_opening =
        |&cycle: &usize| until_close(Bound::event(EventKind::Opened, own.opened_at[conversation]), cycle);
    let last = closed.last().filter(|&&cycle| cycle + 1 == lived.end);
    match derived.policy.resolution {
        Resolution::PerCycle => closed.iter().map(own_length).collect(),
        Resolution::EveryClose => closed.iter().map(since_opening).collect(),
        Resolution::FirstClose => closed.iter().take(1).map(since_opening).collect(),
        Resolution::LastClose => last.into_iter().map(since_opening).collect(),
        Resolution::OpenSpans => {
            let value = closed.iter().map(|cycle| own_length(cycle).value).sum();
            last.map(since_opening).map(|whole| Between { value, ..whole }).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        for resolution in ["lastClose", "openSpans"] {
            let policy = format!(r#"{{"resolution":"{resolution}","excludeBotTime":true}}"#);
            check("resolution-time", Kind::Amount, &policy, |inbox| {
                let rows = inbox.conversations.iter().filter_map(|conversation| {
                    let cycles = naive::cycles(conversation);
                    let last = cycles.last()?;
                    let closed_at = last.closed_at?;
                    let open = match resolution {
                        "lastClose" => vec![(cycles[0].opened_at, closed_at)],
                        _ => cycles.iter().filter_map(|cycle| Some((cycle.opened_at, cycle.closed_at?))).collect(),
                    };
                    let spans = naive::without_bot(inbox, conversation, open);
                    let (actor, agent) = naive::credited(inbox, last.closed_by, conversation);
                    Some(Row { spans, actor, agent, ..Row::new(closed_at, conversation) })
                });
                rows.collect()
            });
        }
        let resolutions = ["lastClose", "firstClose", "openSpans", "perCycle", "everyClose"];
        for (resolution, clock) in resolutions.into_iter().flat_map(|it| [(it, "wall"), (it, "business")]) {
            let policy = format!(r#"{{"resolution":"{resolution}","clock":"{clock}"}}"#);
            check("resolution-time", Kind::Amount, &policy, |inbox| {
                let mut rows = Vec::new();
                for conversation in &inbox.conversations {
                    let cycles = naive::cycles(conversation);
                    let own = |cycle: &naive::Cycle| cycle.closed_at.map(|at| (cycle.opened_at, at));
                    let (first, last) = (&cycles[0], &cycles[cycles.len() - 1]);
                    let since_opening = |cycle: &naive::Cycle| cycle.closed_at.map(|at| vec![(first.opened_at, at)]);
                    let resolved = match resolution {
                        "perCycle" => cycles.iter().map(|cycle| (cycle, own(cycle).map(|span| vec![span]))).collect(),
                        "everyClose" => cycles.iter().map(|cycle| (cycle, since_opening(cycle))).collect(),
                        "firstClose" => vec![(first, since_opening(first))],
                        "lastClose" => vec![(last, since_opening(last))],
                        _ => vec![(last, own(last).map(|_| cycles.iter().filter_map(own).collect()))],
                    };
                    rows.extend(resolved.into_iter().filter_map(|(cycle, spans)| {
                        let (actor, agent) = naive::credited(inbox, cycle.closed_by, conversation);
                        Some(Row { spans: spans?, actor, agent, ..Row::new(cycle.closed_at?, conversation) })
                    }));
                }
                rows
            });
        }
    }

    #[test]
    fn two_cycles_under_each_policy() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed","events":[
                {"type":"closed","at":"2025-03-03T09:30:00Z"},{"type":"reopened","at":"2025-03-03T09:45:00Z"},
                {"type":"closed","at":"2025-03-03T10:15:00Z"}]}]"#,
        );
        for (resolution, n, minutes) in [
            ("lastClose", 1, 75.0),
            ("firstClose", 1, 30.0),
            ("openSpans", 1, 60.0),
            ("perCycle", 2, 30.0),
            ("everyClose", 2, 52.5),
        ] {
            let answer = ask(&inbox, &format!(r#""policy":{{"resolution":"{resolution}"}}"#), "\"resolution-time\"");
            assert_eq!((answer.n, value(&answer)), (n, Some(minutes * MINUTE)), "{resolution}");
        }
    }
}
