//! How long conversations last.
//!
//! - Counts: milliseconds from the first to the last public message; by the policy `duration`, from the opening or
//!   from the first assignment to the last close instead. Dated by the opening.
//! - Leaves out: conversations of broadcasts only (`broadcast-only`), without a public message (`no-message`), or,
//!   where the close ends it, open (`still-open`) and never assigned ones (`never-assigned`).
//! - When empty: no value. A conversation of a single message lasts 0; the answer says how many these are.
//! - Example: messages at 10:00, 10:05 and 11:30: 90 minutes.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::between::{Between, Bound};
use crate::query::observation::{Note, Observations, Reason, Series};
use crate::query::policy::Duration;
use crate::store::Dataset;
use crate::store::dict::some;
use crate::store::vocabulary::{Actor, EventKind, Fact, Status};
use crate::time::known;

pub const MEASURE: Measure = Measure::new("conversation-duration", Unit::Milliseconds, Value::Amount, observe)
    .needing(&[Fact::Messages])
    .between(between);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for (conversation, &opened_at) in derived.conversations.opened_at.iter().enumerate() {
        let observation = derived.observe(data, conversation, opened_at);
        match span(data, derived, conversation) {
            Ok((from, to)) => {
                let (first, last) = ends(derived, conversation);
                let is_single = derived.policy.duration == Duration::Messages && first == last;
                series.push_noted(
                    observation.lasting(derived.elapsed(conversation, from.at, to.at)),
                    is_single.then_some(Note::SingleMessage),
                );
            }
            Err(reason) => series.leave_out(observation, reason),
        }
    }
    Observations::Series(series)
}

fn ends(derived: &Derived, conversation: usize) -> (u32, u32) {
    (derived.conversations.first_message[conversation], derived.conversations.last_message[conversation])
}

fn span(data: &Dataset, derived: &Derived, conversation: usize) -> Result<(Bound, Bound), Reason> {
    let own = &derived.conversations;
    let (first, last) = ends(derived, conversation);
    let closed_at = || {
        let is_closed = own.status[conversation] == Status::Closed;
        let unknown = if is_closed { Reason::CloseTimeUnknown } else { Reason::StillOpen };
        known(own.closed_at[conversation]).ok_or(unknown)
    };
    match derived.policy.duration {
        Duration::Messages => {
            let (Some(first), Some(last)) = (some(first), some(last)) else { return Err(Reason::NoMessage) };
            let mut public = own.rows(conversation).filter(|&row| data.messages.is_public(row));
            if public.all(|row| data.messages.actor[row] == Actor::Broadcast) {
                return Err(Reason::BroadcastOnly);
            }
            Ok((Bound::message(data, first), Bound::message(data, last)))
        }
        Duration::OpenClose => {
            let opening = Bound::event(EventKind::Opened, own.opened_at[conversation]);
            Ok((opening, Bound::event(EventKind::Closed, closed_at()?)))
        }
        Duration::Assigned => {
            let assigned_at = known(own.first_assigned_at[conversation]).ok_or(Reason::NeverAssigned)?;
            let close = Bound::event(EventKind::Closed, closed_at()?.max(assigned_at));
            Ok((Bound::event(EventKind::Assigned, assigned_at), close))
        }
    }
}

fn between(data: &Dataset, derived: &Derived, conversation: usize) -> Vec<Between> {
    let span = span(data, derived, conversation).ok();
    let duration =
        |(from, to): (Bound, Bound)| Between { from, to, value: derived.elapsed(conversation, from.at, to.at) };
    span.map(duration).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use crate::query::observation::{Note, Reason};
    use crate::report::answer::{Excluded, Noted};
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{MINUTE, ask, inbox, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        for (duration, clock) in [
            ("messages", "wall"),
            ("openClose", "wall"),
            ("assigned", "wall"),
            ("messages", "business"),
            ("assigned", "business"),
        ] {
            let policy = format!(r#"{{"duration":"{duration}","clock":"{clock}"}}"#);
            check("conversation-duration", Kind::Amount, &policy, |inbox| {
                let rows = inbox.conversations.iter().filter_map(|conversation| {
                    let opened_at = naive::opened_at(conversation);
                    let closed_at = naive::cycles(conversation).last().unwrap().closed_at;
                    let assigned = conversation.events.iter().find(|event| event.kind == "assigned");
                    let span = match duration {
                        "messages" => {
                            let at: Vec<_> = naive::public(conversation).map(|message| message.at).collect();
                            let all_broadcast =
                                naive::public(conversation).all(|message| message.who == Who::Broadcast);
                            (!all_broadcast).then(|| (at[0], at[at.len() - 1]))?
                        }
                        "openClose" => (opened_at, closed_at?),
                        _ => (assigned?.at, closed_at?.max(assigned?.at)),
                    };
                    Some(Row { spans: vec![span], ..Row::new(opened_at, conversation) })
                });
                rows.collect()
            });
        }
    }

    #[test]
    fn one_message_lasts_no_time_and_is_counted_apart() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
                {"id":"m2","at":"2025-03-03T10:05:00Z","sender":"agent"},{"id":"m3","at":"2025-03-03T11:30:00Z","sender":"contact"}]},
                {"id":"k2","contactId":"c1","messages":[{"id":"m4","at":"2025-03-03T10:00:00Z","sender":"contact"}]},
                {"id":"k3","contactId":"c1","messages":[{"id":"m5","at":"2025-03-03T10:00:00Z","sender":"broadcast"}]},
                {"id":"k4","contactId":"c1","createdAt":"2025-03-03T10:00:00Z","messages":[]}]"#,
        );
        let answer = ask(&inbox, "", "\"conversation-duration\"");
        assert_eq!((answer.n, value(&answer)), (2, Some(45.0 * MINUTE)));
        assert_eq!(answer.notes, [Noted { note: Note::SingleMessage, count: 1 }]);
        let excluded = |reason| Excluded { reason, count: 1 };
        assert_eq!(answer.excluded, [excluded(Reason::NoMessage), excluded(Reason::BroadcastOnly)]);
    }
}
