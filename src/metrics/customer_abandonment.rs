//! Conversations that contacts walk away from.
//!
//! - Counts: different conversations in which the last message was ours and the contact has been silent since then for
//!   `abandonedAfterHours`, or until silence ended the conversation, without it being closed before. Dated by when these
//!   hours were over; who comes back later had gone all the same. `n` is how often contacts fell silent so.
//! - Leaves out: silence shorter than that (`not-yet-known`); conversations in which the contact never wrote
//!   (`no-inbound`), and those closed nobody knows when (`close-time-unknown`). Whether our message asks for an answer is
//!   not known, since what people write is not kept: every last message of ours counts, be it a goodbye.
//! - When empty: 0.
//! - Example: the contact writes at 10:00, we answer at 10:05 and ask again at 11:00, and nothing more happens: 1, dated
//!   by the next day at 11:00; closed at 17:00: 0.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::conversation::End;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::{Actor, Fact};
use crate::time::{HOUR_MS, Millis};

pub const MEASURE: Measure =
    Measure::new("customer-abandonment", Unit::Conversations, Value::Distinct(Entity::Conversation), observe)
        .needing(&[Fact::Actors, Fact::Messages, Fact::Status]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for conversation in 0..derived.conversations.len() {
        if derived.turns.of(conversation).is_empty() {
            let opened_at = derived.conversations.opened_at[conversation];
            series.leave_out(derived.observe(data, conversation, opened_at), Reason::NoInbound);
            continue;
        }
        for cycle in derived.conversations.cycles_of(conversation) {
            wait_for_contact(data, derived, cycle, &mut series);
        }
    }
    Observations::Series(series)
}

/// Follows a cycle to where the contact, having written in it, falls silent.
fn wait_for_contact(data: &Dataset, derived: &Derived, cycle: usize, series: &mut Series) {
    let messages = &data.messages;
    let conversation = derived.cycles.conversation[cycle] as usize;
    let hours_ms = Millis::from(derived.policy.abandoned_after_hours) * HOUR_MS;
    let observe = |at: Millis| derived.observe(data, conversation, at);
    // When the hours of a contact will be over that is waited for.
    let mut gone_at = None;
    let mut is_there = false;
    for row in derived.rows_of_cycle(data, cycle).filter(|&row| messages.is_public(row)) {
        let (at, actor) = (messages.at[row], messages.actor[row]);
        if let Some(gone_at) = gone_at.filter(|&gone_at| gone_at <= at) {
            series.push_due(observe(gone_at), gone_at);
            is_there = false;
        }
        is_there |= actor == Actor::Contact;
        gone_at = (is_there && actor.is_ours()).then_some(at + hours_ms);
    }
    let Some(gone_at) = gone_at else { return };
    let ended_at = derived.cycles.ended_at[cycle];
    match derived.cycles.end[cycle] {
        End::Closed { .. } if ended_at < gone_at => {}
        End::ClosedUnknownWhen if ended_at < gone_at => series.leave_out(observe(ended_at), Reason::CloseTimeUnknown),
        End::Silence => series.push_due(observe(gone_at.min(ended_at)), gone_at.min(ended_at)),
        _ => series.push_due(observe(gone_at), gone_at),
    }
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::report::answer::Excluded;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask_in, inbox, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        for hours in [24, 5] {
            check("customer-abandonment", Kind::Distinct, &format!(r#"{{"abandonedAfterHours":{hours}}}"#), |inbox| {
                let mut rows = Vec::new();
                for conversation in &inbox.conversations {
                    for (number, cycle) in naive::cycles(conversation).iter().enumerate() {
                        let said: Vec<_> =
                            naive::public(conversation).filter(|it| cycle.holds(it.at, number == 0)).collect();
                        let mut is_there = false;
                        for (place, message) in said.iter().enumerate() {
                            is_there = is_there || message.who == Who::Contact;
                            let gone_at = message.at + hours * 3_600_000;
                            let next = said.get(place + 1).map(|next| next.at).or(cycle.closed_at);
                            let is_followed = match said.get(place + 1) {
                                Some(next) => next.at < gone_at,
                                None => next.is_some_and(|closed_at| closed_at < gone_at),
                            };
                            if is_there && message.who != Who::Contact && !is_followed {
                                rows.push(Row { entity: &conversation.id, ..Row::new(gone_at, conversation) });
                                is_there = false;
                            }
                        }
                    }
                }
                rows
            });
        }
    }

    #[test]
    fn silence_after_our_last_message_and_no_close() {
        let text = |rest: &str| {
            format!(
                r#"[{{"id":"k1","contactId":"c1",{rest},"messages":[{{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"}},
                {{"id":"m2","at":"2025-03-03T10:05:00Z","sender":"agent"}},{{"id":"m3","at":"2025-03-03T11:00:00Z","sender":"agent"}}]}}]"#
            )
        };
        let on = |rest: &str, day: u32, now: &str| {
            let query =
                format!(r#""period":{{"from":"2025-03-0{day}","to":"2025-03-0{}"}},"now":"2025-03-{now}Z""#, day + 1);
            let answer = ask_in(&inbox(&text(rest)), "UTC", &query, "\"customer-abandonment\"");
            (value(&answer), answer.excluded)
        };
        let open = r#""status":"open""#;
        let closed = r#""status":"closed","closedAt":"2025-03-03T17:00:00Z""#;
        assert_eq!(on(open, 3, "09T00:00:00").0, Some(0.0));
        assert_eq!(on(open, 4, "09T00:00:00"), (Some(1.0), vec![]));
        let not_yet = Excluded { reason: Reason::NotYetKnown, count: 1 };
        assert_eq!(on(open, 4, "04T10:59:00"), (Some(0.0), vec![not_yet]));
        assert_eq!(on(closed, 4, "09T00:00:00"), (Some(0.0), vec![]));
        let closed_late = closed.replace("03T17", "04T17");
        assert_eq!(on(&closed_late, 4, "09T00:00:00"), (Some(1.0), vec![]));
    }
}
