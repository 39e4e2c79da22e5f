//! The share of closed conversations that were reopened.
//!
//! - Counts: of the different conversations closed in the period, those that were reopened after one of these closes,
//!   in the period or later. So numerator and denominator are of the same conversations.
//! - Leaves out: conversations that are closed nobody knows since when (`close-time-unknown`).
//! - When empty: no value.
//! - Example: two conversations are closed on Monday, one of them is reopened on Tuesday: 1 of 2 for Monday, no value
//!   for Tuesday.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::conversation::End;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("reopen-rate", Unit::Share, Value::Rate(Some(Entity::Conversation)), observe).needing(&[Fact::Status]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let cycles = &derived.cycles;
    for conversation in 0..derived.conversations.len() {
        let lived = derived.conversations.cycles_of(conversation);
        for cycle in lived.clone() {
            let ended_at = cycles.ended_at[cycle];
            match cycles.end[cycle] {
                End::Closed { .. } => {
                    let is_reopened = cycle + 1 < lived.end;
                    series.push(derived.close(cycle).lasting(is_reopened.into()));
                }
                End::ClosedUnknownWhen => {
                    series.leave_out(derived.observe(data, conversation, ended_at), Reason::CloseTimeUnknown);
                }
                End::StillOpen | End::Silence => {}
            }
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::report::answer::Shape;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox, values};

    #[test]
    fn agrees_with_the_rows() {
        check("reopen-rate", Kind::RateOfEntities, "\"default\"", |inbox| {
            let mut rows = Vec::new();
            for conversation in &inbox.conversations {
                let cycles = naive::cycles(conversation);
                for (number, cycle) in cycles.iter().enumerate() {
                    let Some(closed_at) = cycle.closed_at else { continue };
                    let (actor, agent) = naive::credited(inbox, cycle.closed_by, conversation);
                    let value = i64::from(number + 1 < cycles.len());
                    rows.push(Row {
                        value,
                        actor,
                        agent,
                        entity: &conversation.id,
                        ..Row::new(closed_at, conversation)
                    });
                }
            }
            rows
        });
    }

    #[test]
    fn a_later_reopening_counts_for_the_close() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"open","events":[
                {"type":"closed","at":"2025-03-03T10:00:00Z"},{"type":"reopened","at":"2025-03-04T10:00:00Z"}]},
                {"id":"k2","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed","closedAt":"2025-03-03T11:00:00Z"}]"#,
        );
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#;
        let daily = ask(&inbox, query, r#"{"metric":"reopen-rate","over":"day"}"#);
        assert_eq!(values(&daily), [Some(0.5), None]);
        let Shape::Number(number) = ask(&inbox, query, "\"reopen-rate\"").shape else { panic!() };
        assert_eq!(number.rate.map(|rate| (rate.numerator, rate.denominator)), Some((1, 2)));
    }
}
