//! Conversations with messages that nobody has read.
//!
//! - Counts: open conversations whose contact wrote after they were last seen or answered by a human, at the end of
//!   the period, or now if that is earlier. Where a source gives the number of unread messages, that decides on now.
//! - Leaves out: nothing. Where a source says nothing of what was seen, replies alone tell, and the answer says for
//!   how many conversations.
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
    let by = |is_by: fn(Actor) -> bool| {
        let rows = derived.conversations.rows(conversation).filter(|&row| data.messages.is_public(row));
        rows.filter(move |&row| is_by(data.messages.actor[row])).map(|row| data.messages.at[row])
    };
    let written: Vec<Millis> = by(|actor| actor == Actor::Contact).collect();
    let seen = data.events.of(thread).filter(|event| event.kind == EventKind::Seen).map(|event| event.at);
    let mut read: Vec<Millis> = by(|actor| matches!(actor, Actor::Agent | Actor::Echo)).chain(seen).collect();
    read.sort_unstable();
    let mut spans = between(&written, &read);
    if !derived.conversations.coverage[conversation].has(Fact::Seen) {
        return (spans, Some(Note::EstimatedFromReplies));
    }
    match data.threads.unread[thread as usize] {
        NONE => {}
        0 => spans.retain(|&(_, to)| to != Millis::MAX),
        count => {
            let first = written.len().saturating_sub(count as usize);
            let opened_at = derived.conversations.opened_at[conversation];
            let from = written.get(first).copied().unwrap_or(opened_at);
            spans.retain(|&(_, to)| to != Millis::MAX);
            spans.push((from, Millis::MAX));
        }
    }
    (spans, None)
}

/// From each instant of `written` up to the next one of `read`.
fn between(written: &[Millis], read: &[Millis]) -> Vec<(Millis, Millis)> {
    let mut spans: Vec<(Millis, Millis)> = Vec::new();
    for &at in written {
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
            let written = naive::public(conversation).filter(|message| message.who == Who::Contact);
            let written: Vec<_> = written.map(|message| message.at).collect();
            let seen = conversation.events.iter().filter(|event| event.kind == "seen").map(|event| event.at);
            let replies =
                naive::public(conversation).filter(|message| matches!(message.who, Who::Agent(_) | Who::Echo));
            let read: Vec<_> = seen.chain(replies.map(|message| message.at)).collect();
            // What nobody ever read after it was written is for the number of unread messages to decide.
            let is_last = |at: i64| !read.iter().any(|&read| read >= at);
            let counted = &written[written.len() - (conversation.unread as usize).min(written.len())..];
            let is_unread = written.iter().filter(|&&written| written <= at).any(|&written| {
                if is_last(written) {
                    counted.contains(&written)
                } else {
                    !read.iter().any(|&read| written <= read && read <= at)
                }
            });
            let is_counted = conversation.unread > 0 && counted.first().is_none_or(|&first| first <= at);
            (is_unread || is_counted).then_some(state)
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
