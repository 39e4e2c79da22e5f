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
use crate::query::dimension::Dimension;
use crate::query::observation::{Note, Observations, Spans};
use crate::store::Dataset;
use crate::store::dict::NONE;
use crate::store::vocabulary::{Actor, EventKind, Fact};
use crate::time::Millis;
use std::ops::Range;

pub const MEASURE: Measure = Measure::new("unread-conversations", Unit::Conversations, Value::Snapshot, observe)
    .needing(&[Fact::Status, Fact::Actors]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut spans = Spans::default();
    for conversation in 0..derived.conversations.len() {
        each_unread_span(data, derived, conversation, |from, to, note| {
            push_while_open(&mut spans, data, derived, conversation, (from, to), note);
        });
    }
    Observations::Spans(spans)
}

/// Hands over when somebody had written and nobody had read it, whether the conversation was open or not.
fn each_unread_span(
    data: &Dataset,
    derived: &Derived,
    conversation: usize,
    mut each: impl FnMut(Millis, Millis, Option<Note>),
) {
    let thread = derived.conversations.thread[conversation];
    let has_seen = derived.conversations.coverage[conversation].has(Fact::Seen);
    let note = (!has_seen).then_some(Note::EstimatedFromReplies);
    // What the source says of now beats what follows from messages and events, and is said of the last conversation.
    let says_unread = has_seen && derived.conversations.is_last_of_thread(conversation);
    let unread = Some(data.threads.unread[thread as usize]).filter(|&count| says_unread && count != NONE);
    let counted_from = unread.filter(|&count| count > 0).map(|count| {
        let of_count = written(data, derived, conversation).rev().take(count as usize).last();
        of_count.unwrap_or(derived.conversations.opened_at[conversation])
    });
    let mut reads = Reads::new(data, derived, conversation);
    let mut read_until = Millis::MIN;
    for at in written(data, derived, conversation).take_while(|&at| counted_from.is_none_or(|from| at < from)) {
        if at >= read_until {
            read_until = reads.next(at);
            if read_until != Millis::MAX || unread.is_none() {
                each(at, read_until.min(counted_from.unwrap_or(Millis::MAX)), note);
            }
        }
    }
    if let Some(from) = counted_from {
        each(from, Millis::MAX, note);
    }
}

/// When the contact wrote.
fn written<'a>(
    data: &'a Dataset,
    derived: &Derived,
    conversation: usize,
) -> impl DoubleEndedIterator<Item = Millis> + 'a {
    let messages = &data.messages;
    let rows = derived.conversations.rows(conversation);
    let is_contacts = |row: &usize| messages.actor[*row] == Actor::Contact && messages.is_public(*row);
    rows.filter(is_contacts).map(|row| messages.at[row])
}

/// When it was read: a human wrote, or it was seen. Both are gone through once.
struct Reads<'a> {
    data: &'a Dataset,
    rows: Range<usize>,
    events: Range<usize>,
}

impl<'a> Reads<'a> {
    fn new(data: &'a Dataset, derived: &Derived, conversation: usize) -> Self {
        let thread = derived.conversations.thread[conversation];
        Self { data, rows: derived.conversations.rows(conversation), events: data.events.rows_of(thread) }
    }

    /// The first time at `at` or later, which itself is no earlier than the last one; [`Millis::MAX`] if there is none.
    fn next(&mut self, at: Millis) -> Millis {
        let Self { data, rows, events } = self;
        let (messages, happened) = (&data.messages, &data.events);
        let is_read = |row: usize| {
            messages.at[row] >= at
                && matches!(messages.actor[row], Actor::Agent | Actor::Echo)
                && messages.is_public(row)
        };
        let is_seen = |row: usize| happened.at[row] >= at && happened.kind[row] == EventKind::Seen;
        rows.start = rows.clone().find(|&row| is_read(row)).unwrap_or(rows.end);
        events.start = events.clone().find(|&row| is_seen(row)).unwrap_or(events.end);
        let answered_at = rows.clone().next().map_or(Millis::MAX, |row| messages.at[row]);
        let seen_at = events.clone().next().map_or(Millis::MAX, |row| happened.at[row]);
        answered_at.min(seen_at)
    }
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
    for row in derived.conversations.states_of(conversation) {
        let (from, to) = (from.max(states.from[row]), to.min(states.to[row]));
        if from < to {
            let observation = derived.observe(data, conversation, from).lasting(to);
            let observation = observation.about(Dimension::Status, states.state[row] as u32);
            spans.push(observation, note);
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
    fn what_counts_as_unread_all_the_same_is_one_conversation() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","status":"open","unread":1,"createdAt":"2025-03-03T10:00:00Z","messages":[
                {"id":"m1","at":"2025-03-03T10:00:00Z","sender":"contact"},{"id":"m2","at":"2025-03-03T10:30:00Z","sender":"echo"}]}]"#,
        );
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"},"now":"2025-03-03T10:15:00Z""#;
        assert_eq!(value(&ask_in(&inbox, "UTC", query, "\"unread-conversations\"")), Some(1.0));
    }

    #[test]
    fn without_a_word_on_what_was_seen_human_replies_tell() {
        let estimated = vec![Noted { note: Note::EstimatedFromReplies, count: 1 }];
        assert_eq!(unread_at(r#""channel":"web""#, "10:04"), (Some(1.0), estimated));
    }
}
