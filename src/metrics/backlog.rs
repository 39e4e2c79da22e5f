//! Conversations that wait to be finished.
//!
//! - Counts: conversations that have been opened and not closed at the end of the period, or now if that is earlier;
//!   over time, at the end of each bucket. Its spread is their age then, since the opening or the last reopening.
//! - Leaves out: conversations of sources that do not say when conversations open and close.
//! - When empty: 0.
//! - Example: opened on Monday, closed on Wednesday: 1 at the end of Monday and Tuesday, 0 at the end of Wednesday.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::conversation::End;
use crate::query::observation::{Observations, Spans};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;
use crate::time::Millis;

pub const MEASURE: Measure =
    Measure::new("backlog", Unit::Conversations, Value::Snapshot, observe).needing(&[Fact::Status]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut spans = Spans::default();
    let cycles = &derived.cycles;
    for (cycle, &conversation) in cycles.conversation.iter().enumerate() {
        let is_open = cycles.end[cycle] == End::StillOpen;
        let to = if is_open { Millis::MAX } else { cycles.ended_at[cycle] };
        spans.push(derived.observe(data, conversation as usize, cycles.opened_at[cycle]).lasting(to), None);
    }
    Observations::Spans(spans)
}

#[cfg(test)]
mod tests {
    use crate::report::answer::Shape;
    use crate::testing::naive;
    use crate::testing::second_opinion::check_snapshot;
    use crate::testing::{ask_in, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        check_snapshot("backlog", |_, conversation, at| naive::state(conversation, at).map(|_| conversation.status));
    }

    #[test]
    fn it_has_an_age() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open"},
                {"id":"k2","contactId":"c1","createdAt":"2025-03-01T09:00:00Z","status":"open","events":[
                    {"type":"closed","at":"2025-03-01T10:00:00Z"},{"type":"reopened","at":"2025-03-03T11:00:00Z"}]}]"#,
        );
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-04"},"now":"2025-03-03T12:00:00Z""#;
        let answer = ask_in(&inbox, "UTC", query, "\"backlog\"");
        let Shape::Number(number) = &answer.shape else { panic!() };
        let ages = number.ages.unwrap();
        assert_eq!((value(&answer), ages.min, ages.max), (Some(2.0), 3_600_000.0, 3.0 * 3_600_000.0));
        let spread = ask_in(&inbox, "UTC", query, r#"{"metric":"backlog","spread":{"edges":[0,7200000]}}"#);
        let Shape::Distribution(spread) = &spread.shape else { panic!() };
        assert_eq!(spread.bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [1, 1]);
    }
}
