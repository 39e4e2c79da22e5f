//! Tags added.
//!
//! - Counts: each adding of a tag to a conversation, in the period.
//! - Leaves out: removals. A tag whose own time is not known is dated by its conversation's opening, and the answer
//!   says how many these are.
//! - When empty: 0.
//! - Example: *refund* added at 10:00, removed at 10:05 and added again at 11:00: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Note, Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::dict::NOBODY;
use crate::store::vocabulary::{EventKind, Fact};
use crate::time::UNKNOWN;

pub const MEASURE: Measure =
    Measure::new("tags-applied", Unit::Tags, Value::Count, observe).needing(&[Fact::Tags]).by_whom(Fact::TagHistory);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for thread in 0..data.threads.len() as u32 {
        let added = data.events.of(thread).filter(|event| event.kind == EventKind::Tagged && event.subject < NOBODY);
        let is_dated = |tag: u32| added.clone().any(|event| event.subject == tag);
        let first = derived.conversations.of_thread[thread as usize] as usize;
        for &tag in data.threads.tags.get(thread as usize).iter().filter(|&&tag| !is_dated(tag)) {
            let opened_at = derived.conversations.opened_at[first];
            let observation = Observation::new(opened_at, first).about(Dimension::Tag, tag);
            if opened_at == UNKNOWN {
                series.leave_out(observation, Reason::OpeningTimeUnknown);
            } else {
                series.push_noted(observation, Some(Note::DatedByConversation));
            }
        }
        for event in added {
            let conversation = derived.conversations.at(thread, event.at);
            let observation = Observation::new(event.at, conversation).by(event.actor, event.by);
            series.push(observation.about(Dimension::Tag, event.subject));
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::query::observation::{Note, Reason};
    use crate::report::answer::{Noted, Shape};
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, rows, value};

    #[test]
    fn agrees_with_the_rows() {
        check("tags-applied", Kind::Count, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                let tagged = conversation.events.iter().filter(|event| event.kind == "tagged");
                tagged.map(move |event| {
                    let (actor, agent) = naive::credited(inbox, event.by, conversation);
                    Row { tag: event.tag, actor, agent, ..Row::new(event.at, conversation) }
                })
            });
            rows.collect()
        });
    }

    #[test]
    fn a_tag_added_twice_counts_twice() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","tags":["refund"],"events":[{"type":"tagged","at":"2025-03-03T10:00:00Z","tag":"refund"},
                {"type":"untagged","at":"2025-03-03T10:05:00Z","tag":"refund"},{"type":"tagged","at":"2025-03-03T11:00:00Z","tag":"refund"}]}]"#,
        );
        let answer = ask(&inbox, "", r#"{"metric":"tags-applied","by":"tag"}"#);
        assert_eq!((rows(&answer), answer.notes.len()), (vec![(Some("refund"), Some(2.0))], 0));
    }

    #[test]
    fn a_tag_without_a_history_is_dated_by_its_conversation_and_nobody_is_said_to_have_added_it() {
        let inbox =
            inbox(r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T10:00:00Z","tags":["vip","refund"]}]"#);
        let answer = ask(&inbox, "", "\"tags-applied\"");
        assert_eq!(
            (value(&answer), &answer.notes[..]),
            (Some(2.0), &[Noted { note: Note::DatedByConversation, count: 2 }][..])
        );
        let by_agent = ask(&inbox, "", r#"{"metric":"tags-applied","by":"agent"}"#);
        assert_eq!(by_agent.shape, Shape::Unavailable { reason: Reason::NoTagHistory });
    }
}
