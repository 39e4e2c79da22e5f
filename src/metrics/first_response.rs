//! How long the contact waits for the first answer.
//!
//! - Counts: for each conversation, the milliseconds from where the policy starts the clock (`firstResponseFrom`; by
//!   default the message that the reply answers, or the bot's handoff after it) to the first reply by one of
//!   `repliesBy`; with `excludeBotTime` without what a bot's hands held. Dated by the reply.
//! - Leaves out: conversations still waiting (`awaiting`) or closed without an answer (`never-answered`), both dated by
//!   where the clock started; those in which the contact never wrote (`no-inbound`), or that were never assigned where
//!   the clock starts there (`never-assigned`).
//!   Where the first answer is of nobody knows whom, it is not known which one counts (`replier-unknown`).
//! - When empty: no value.
//! - Example: created 09:00, reply 09:11, closed 09:30, reopened 09:45, closed 10:15: 11 minutes.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::query::policy::FirstResponseFrom;
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use crate::store::vocabulary::{EventKind, Fact};
use crate::time::{Millis, known};

pub const MEASURE: Measure = Measure::new("first-response", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Actors, Fact::Messages])
    .of_replies()
    .between(between)
    .waiting(&[Reason::Awaiting, Reason::NeverAnswered]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for conversation in 0..derived.conversations.len() {
        match first_response(data, derived, conversation) {
            Ok(observation) => series.push(observation),
            Err((observation, reason)) => series.leave_out(observation, reason),
        }
    }
    Observations::Series(series)
}

fn first_response(
    data: &Dataset,
    derived: &Derived,
    conversation: usize,
) -> Result<Observation, (Observation, Reason)> {
    let own = &derived.conversations;
    let unmeasured = |at, reason| (derived.observe(data, conversation, at), reason);
    let Some(last) = derived.turns.of(conversation).next_back() else {
        return Err(unmeasured(own.opened_at[conversation], Reason::NoInbound));
    };
    let turn = derived.turns.answered(conversation).next().unwrap_or(last);
    let reply = some(derived.turns.reply[turn]).map(|reply| reply as usize);
    let replied_at = reply.map(|reply| data.messages.at[reply]);
    let given_up_at = known(derived.turns.given_up_at[turn]);
    let until = replied_at.or(given_up_at).unwrap_or(Millis::MAX);
    let Some(Bound { at: since, .. }) = start(data, derived, turn, until) else {
        let started_at = data.messages.at[derived.turns.start[turn] as usize];
        return Err(unmeasured(replied_at.unwrap_or(started_at), Reason::NeverAssigned));
    };
    let waited_ms = |until: Millis| derived.waited(data, conversation, since, until);
    let waiting = derived.observe(data, conversation, since).since(since);
    match (reply, given_up_at) {
        _ if derived.turns.is_doubtful[turn] => Err((waiting, Reason::ReplierUnknown)),
        (Some(reply), _) => {
            let observation = Observation::new(until, conversation).lasting(waited_ms(until)).since(since);
            Ok(observation.by(data.messages.actor[reply], some(data.messages.sender[reply]).unwrap_or(NONE)))
        }
        (None, Some(given_up_at)) => Err((waiting.lasting(waited_ms(given_up_at)), Reason::NeverAnswered)),
        (None, None) => Err((waiting, Reason::Awaiting)),
    }
}

/// Where the clock starts that runs until then; nothing where an assignment starts it, and there was none.
fn start(data: &Dataset, derived: &Derived, turn: usize, until: Millis) -> Option<Bound> {
    let own = &derived.conversations;
    let conversation = derived.turns.conversation[turn] as usize;
    let opened_at = own.opened_at[conversation];
    let after = |start: Bound| match last_handoff(data, own.thread[conversation], until) {
        Some(at) if at > start.at => Bound::event(EventKind::Handoff, at),
        _ => start,
    };
    match derived.policy.first_response_from {
        FirstResponseFrom::FirstInbound => Some(after(Bound::message(data, derived.turns.start[turn]))),
        FirstResponseFrom::Opened => Some(Bound::event(EventKind::Opened, opened_at)),
        FirstResponseFrom::LastOpened => {
            let openings = own.cycles_of(conversation).map(|cycle| derived.cycles.opened_at[cycle]);
            let opening = match openings.filter(|&at| at <= until).max() {
                Some(at) if at > opened_at => Bound::event(EventKind::Reopened, at),
                _ => Bound::event(EventKind::Opened, opened_at),
            };
            Some(after(opening))
        }
        FirstResponseFrom::Assigned => {
            let assigned_at = known(own.first_assigned_at[conversation]).filter(|&assigned_at| assigned_at <= until);
            assigned_at.map(|at| Bound::event(EventKind::Assigned, at))
        }
    }
}

fn between(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let turn = derived.turns.answered(conversation).next().filter(|&turn| !derived.turns.is_doubtful[turn]);
    let answer = turn.and_then(|turn| {
        let to = Bound::message(data, derived.turns.reply[turn]);
        let from = start(data, derived, turn, to.at)?;
        Some(Between { from, to, value: derived.waited(data, conversation, from.at, to.at) })
    });
    answer.into_iter().collect()
}

/// When a bot last handed over, before `until`.
fn last_handoff(data: &Dataset, thread: u32, until: Millis) -> Option<Millis> {
    let handoffs = data.events.of(thread).filter(|event| event.kind == EventKind::Handoff && event.at <= until);
    handoffs.last().map(|event| event.at)
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Excluded;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        for (policy, from_last) in
            [("\"default\"", false), (r#"{"turnStart":"last"}"#, true), (r#"{"clock":"business"}"#, false)]
        {
            check("first-response", Kind::Amount, policy, |inbox| {
                let rows = inbox.conversations.iter().filter_map(|conversation| {
                    let turns = naive::turns(conversation, from_last);
                    let turn = turns.iter().find(|turn| turn.reply.is_some())?;
                    let reply = turn.reply?;
                    let handoffs =
                        conversation.events.iter().filter(|event| event.kind == "handoff" && event.at <= reply.at);
                    let from = handoffs.map(|event| event.at).chain([turn.start.at]).max()?;
                    let (actor, agent) = naive::credited(inbox, Some(reply.who), conversation);
                    Some(Row { spans: vec![(from, reply.at)], actor, agent, ..Row::new(reply.at, conversation) })
                });
                rows.collect()
            });
        }
    }

    fn minutes(conversation: &str, query: &str) -> Option<f64> {
        let inbox = inbox(&format!("[{conversation}]"));
        value(&ask(&inbox, query, "\"first-response\"")).map(|ms| ms / MINUTE)
    }

    const TWO_CYCLES: &str = r#"{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed",
        "events":[{"type":"closed","at":"2025-03-03T09:30:00Z"},{"type":"reopened","at":"2025-03-03T09:45:00Z"},
                  {"type":"closed","at":"2025-03-03T10:15:00Z"}],
        "messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T09:11:00Z","sender":"agent"},
                    {"id":"m3","at":"2025-03-03T09:45:00Z","sender":"contact"},{"id":"m4","at":"2025-03-03T10:00:00Z","sender":"agent"}]}"#;

    #[test]
    fn the_first_reply_of_two_cycles() {
        assert_eq!(minutes(TWO_CYCLES, ""), Some(11.0));
    }

    #[test]
    fn after_a_bot_and_a_reopening_the_waiting_starts_at_the_message_that_reopened() {
        let reopened = |event: &str| {
            format!(
                r#"{{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open",
                "events":[{{"type":"closed","at":"2025-03-03T09:05:00Z","by":"b1"}}{event}],
                "messages":[{{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}},{{"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"}},
                            {{"id":"m3","at":"2025-03-07T14:00:00Z","sender":"contact"}},{{"id":"m4","at":"2025-03-07T14:10:00Z","sender":"agent"}}]}}"#
            )
        };
        assert_eq!(minutes(&reopened(""), ""), Some(10.0));
        assert_eq!(minutes(&reopened(r#",{"type":"reopened","at":"2025-03-07T14:00:02Z"}"#), ""), Some(10.0));
    }

    #[test]
    fn the_policy_says_where_the_clock_starts() {
        let conversation = r#"{"id":"k1","contactId":"c1","createdAt":"2025-03-03T08:50:00Z","status":"open",
            "events":[{"type":"handoff","at":"2025-03-03T09:02:00Z"},{"type":"assigned","at":"2025-03-03T09:04:00Z","to":"a1"}],
            "messages":[{"id":"m0","at":"2025-03-03T08:55:00Z","sender":"broadcast"},{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
                        {"id":"m2","at":"2025-03-03T09:01:00Z","sender":"bot"},{"id":"m3","at":"2025-03-03T09:10:00Z","sender":"agent"}]}"#;
        assert_eq!(minutes(conversation, ""), Some(8.0));
        assert_eq!(minutes(conversation, r#""policy":{"firstResponseFrom":"opened"}"#), Some(20.0));
        assert_eq!(minutes(conversation, r#""policy":{"firstResponseFrom":"lastOpened"}"#), Some(8.0));
        assert_eq!(minutes(conversation, r#""policy":{"firstResponseFrom":"assigned"}"#), Some(6.0));
        assert_eq!(minutes(conversation, r#""policy":{"repliesBy":["bot"],"firstResponseFrom":"opened"}"#), Some(11.0));
    }

    #[test]
    fn the_date_basis_says_which_month_it_counts_in() {
        let conversation = r#"{"id":"k1","contactId":"c1","createdAt":"2025-09-30T23:00:00Z","status":"closed","closedAt":"2025-10-02T12:00:00Z",
            "messages":[{"id":"m1","at":"2025-09-30T23:00:00Z","sender":"contact"},{"id":"m2","at":"2025-10-01T09:00:00Z","sender":"agent"}]}"#;
        let in_month = |month: &str, basis: &str| {
            let next = if month == "09" { "10" } else { "11" };
            let query = format!(
                r#""period":{{"from":"2025-{month}-01","to":"2025-{next}-01"}},"policy":{{"dateBasis":"{basis}"}}"#
            );
            let inbox = inbox(&format!("[{conversation}]"));
            value(&crate::testing::ask_in(&inbox, "UTC", &query, "\"first-response\"")).map(|ms| ms / MINUTE)
        };
        assert_eq!((in_month("09", "event"), in_month("10", "event")), (None, Some(600.0)));
        assert_eq!((in_month("09", "opened"), in_month("10", "opened")), (Some(600.0), None));
        assert_eq!((in_month("09", "closed"), in_month("10", "closed")), (None, Some(600.0)));
        assert_eq!((in_month("09", "openedAndClosed"), in_month("10", "openedAndClosed")), (None, None));
    }

    #[test]
    fn who_waits_is_left_out_and_counted() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","status":"open","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
                {"id":"k2","contactId":"c1","status":"closed","closedAt":"2025-03-03T10:00:00Z","messages":[{"id":"m2","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
                {"id":"k3","contactId":"c1","messages":[{"id":"m3","at":"2025-03-03T09:00:00Z","sender":"agent"}]}]"#,
        );
        let answer = ask(&inbox, "", "\"first-response\"");
        assert_eq!((value(&answer), answer.n), (None, 0));
        let reasons = [Reason::Awaiting, Reason::NeverAnswered, Reason::NoInbound];
        assert_eq!(answer.excluded, reasons.map(|reason| Excluded { reason, count: 1 }));
    }
}
