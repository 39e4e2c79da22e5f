//! Conversations with messages that nobody has read.
//!
//! - Counts: open conversations whose contact wrote after they were last seen, at the end of the period, or now if
//!   that is earlier. Where a source gives only a number of unread messages, that number is of now.
//! - Leaves out: nothing. Where a source says nothing of what was seen, a human reply is taken to show it, and the
//!   answer says for how many conversations.
//! - When empty: 0.
//! - Example: the contact writes at 10:00, it is seen at 10:05, the contact writes at 10:10: unread at 10:01 and
//!   10:11, not at 10:06.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Note, Observations, Spans};
use crate::store::Dataset;
use crate::store::dict::NONE;
use crate::store::vocabulary::{Actor, EventKind, Fact};
use crate::time::Millis;

pub const MEASURE: Measure = Measure {
    id: "unread-conversations",
    unit: Unit::Conversations,
    value: Value::Snapshot,
    needs: &[Fact::Status, Fact::Actors],
    by_whom: None,
    beside: &[],
    is_of_messages: false,
    observe,
};

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut spans = Spans::default();
    for conversation in 0..derived.conversations.len() {
        let (unread, note) = unread_spans(data, derived, conversation);
        for (from, to) in unread {
            push_while_open(&mut spans, data, derived, conversation, (from, to), note);
        }
    }
    Observations::Spans(spans)
}

/// When somebody had written and nobody had read it, whether the conversation was open or not.
fn unread_spans(data: &Dataset, derived: &Derived, conversation: usize) -> (Vec<(Millis, Millis)>, Option<Note>) {
    let thread = derived.conversations.thread[conversation];
    let rows = || derived.conversations.rows(conversation).filter(|&row| data.messages.is_public(row));
    let from_contact = || rows().filter(|&row| data.messages.actor[row] == Actor::Contact);
    let at = |row: usize| data.messages.at[row];
    let seen = data.events.of(thread).filter(|event| event.kind == EventKind::Seen).map(|event| event.at);
    let seen: Vec<Millis> = seen.collect();
    if !seen.is_empty() {
        return (between(from_contact().map(at), &seen), None);
    }
    if derived.conversations.coverage[conversation].has(Fact::Seen) {
        let unread = Some(data.threads.unread[thread as usize]).filter(|&unread| unread != NONE).unwrap_or(0);
        let last: Vec<Millis> = from_contact().map(at).collect();
        let first_unread = last.len().saturating_sub(unread as usize);
        let opened_at = derived.conversations.opened_at[conversation];
        let from = last.get(first_unread).copied().unwrap_or(opened_at);
        return (if unread > 0 { vec![(from, Millis::MAX)] } else { Vec::new() }, None);
    }
    let is_human = |row: usize| matches!(data.messages.actor[row], Actor::Agent | Actor::Echo);
    let replies: Vec<Millis> = rows().filter(|&row| is_human(row)).map(at).collect();
    (between(from_contact().map(at), &replies), Some(Note::EstimatedFromReplies))
}

/// From each instant of `written` up to the next one of `read`.
fn between(written: impl Iterator<Item = Millis>, read: &[Millis]) -> Vec<(Millis, Millis)> {
    let mut spans: Vec<(Millis, Millis)> = Vec::new();
    for at in written {
        if spans.last().is_none_or(|&(_, to)| to <= at) {
            let next = read.partition_point(|&seen| seen < at);
            spans.push((at, read.get(next).copied().unwrap_or(Millis::MAX)));
        }
    }
    spans
}

fn push_while_open(
    spans: &mut Spans,
    data: &Dataset,
    derived: &Derived,
    conversation: usize,
    (from, to): (Millis, Millis),
    note: Option<Note>,
) {
    let states = &derived.states;
    let first = states.conversation.partition_point(|&other| (other as usize) < conversation);
    let own = states.conversation[first..].iter().take_while(|&&other| other as usize == conversation).count();
    for row in first..first + own {
        let (from, to) = (from.max(states.from[row]), to.min(states.to[row]));
        if from < to {
            let mut observation = derived.observe(data, conversation, from);
            observation.state = Some(states.state[row]);
            spans.push(observation, to, note);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Note;
    use crate::report::answer::Noted;
    use crate::testing::naive;
    use crate::testing::second_opinion::check_snapshot;
    use crate::testing::{ask_in, inbox, value};
    use inboxlens_sample::Who;

    #[test]
    fn agrees_with_the_rows() {
        check_snapshot("unread-conversations", |_, conversation, at| {
            let state = naive::state(conversation, at)?;
            let seen: Vec<_> =
                conversation.events.iter().filter(|event| event.kind == "seen").map(|event| event.at).collect();
            let written =
                || naive::public(conversation).filter(|message| message.who == Who::Contact && message.at <= at);
            let last_seen = seen.iter().filter(|&&seen| seen <= at).max();
            let is_unread = if seen.is_empty() {
                let all = naive::public(conversation).filter(|message| message.who == Who::Contact).count();
                let read = all - conversation.unread as usize;
                written().count() > read && conversation.unread > 0
            } else {
                written().any(|message| last_seen.is_none_or(|&seen| message.at > seen))
            };
            is_unread.then_some(state)
        });
    }

    const WRITTEN: &str = r#""messages":[{"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},
        {"id":"m2","at":"2025-03-03T10:03:00Z","sender":"bot"},{"id":"m3","at":"2025-03-03T10:10:00Z","sender":"contact"}]"#;

    fn unread_at(conversation: &str, now: &str) -> (Option<f64>, Vec<Noted>) {
        let inbox = inbox(&format!(r#"[{{"id":"k1","contactId":"c1","status":"open",{conversation},{WRITTEN}}}]"#));
        let query = format!(r#""period":{{"from":"2025-03-03","to":"2025-03-04"}},"now":"2025-03-03T{now}:00Z""#);
        let answer = ask_in(&inbox, "UTC", &query, "\"unread-conversations\"");
        (value(&answer), answer.notes)
    }

    #[test]
    fn what_was_seen_is_read() {
        let seen = r#""events":[{"type":"seen","at":"2025-03-03T10:05:00Z"}]"#;
        for (now, unread) in [("09:59", 0.0), ("10:01", 1.0), ("10:06", 0.0), ("10:11", 1.0)] {
            assert_eq!(unread_at(seen, now), (Some(unread), vec![]), "{now}");
        }
    }

    #[test]
    fn a_number_of_unread_messages_is_of_the_last_ones() {
        assert_eq!(unread_at(r#""unread":1"#, "10:01").0, Some(0.0));
        assert_eq!(unread_at(r#""unread":1"#, "10:11").0, Some(1.0));
        assert_eq!(unread_at(r#""unread":0"#, "10:11").0, Some(0.0));
    }

    #[test]
    fn without_a_word_on_what_was_seen_human_replies_tell() {
        let estimated = vec![Noted { note: Note::EstimatedFromReplies, count: 1 }];
        assert_eq!(unread_at(r#""channel":"web""#, "10:04"), (Some(1.0), estimated));
    }
}
