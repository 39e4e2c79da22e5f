//! Conversations closed.
//!
//! - Counts: different conversations with a close in the period; `n` is the number of closes. Beside it, the number
//!   of different contacts.
//! - Leaves out: a close of what was closed already; conversations that are closed nobody knows since when.
//! - When empty: 0.
//! - Example: closed, reopened and closed again in one week: 1 conversation, 2 closes.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::conversation::End;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("closed-conversations", Unit::Conversations, Value::Distinct(Entity::Conversation), observe)
        .needing(&[Fact::Status])
        .beside(&[Entity::Contact]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let cycles = &derived.cycles;
    for (row, &conversation) in cycles.conversation.iter().enumerate() {
        let conversation = conversation as usize;
        let ended_at = cycles.ended_at[row];
        match cycles.end[row] {
            End::Closed { .. } => series.push(derived.close(row)),
            End::ClosedUnknownWhen => {
                let observation = derived.observe(data, conversation, ended_at);
                series.leave_out(observation, Reason::CloseTimeUnknown);
            }
            End::StillOpen | End::Silence => {}
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::metrics::Entity;
    use crate::query::observation::Reason;
    use crate::report::answer::{Excluded, Shape};
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{ask, inbox};

    #[test]
    fn agrees_with_the_rows() {
        check("closed-conversations", Kind::Distinct, "\"default\"", |inbox| {
            let rows = inbox.conversations.iter().flat_map(|conversation| {
                naive::cycles(conversation).into_iter().filter_map(move |cycle| {
                    let (actor, agent) = naive::credited(inbox, cycle.closed_by, conversation);
                    Some(Row { actor, agent, entity: &conversation.id, ..Row::new(cycle.closed_at?, conversation) })
                })
            });
            rows.collect()
        });
    }

    #[test]
    fn a_conversation_closed_twice_is_one_with_two_closes() {
        let inbox = inbox(
            r#"[{"id":"k1","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed","events":[
                {"type":"closed","at":"2025-03-03T10:00:00Z"},{"type":"closed","at":"2025-03-03T10:00:30Z"},
                {"type":"reopened","at":"2025-03-04T09:00:00Z"},{"type":"closed","at":"2025-03-04T10:00:00Z"}]},
                {"id":"k2","contactId":"c1","createdAt":"2025-03-03T09:00:00Z","status":"closed"}]"#,
        );
        let answer = ask(&inbox, "", "\"closed-conversations\"");
        let Shape::Number(number) = &answer.shape else { panic!() };
        assert_eq!((number.value, answer.n, &number.beside[..]), (Some(1.0), 2, &[(Entity::Contact, 1)][..]));
        assert_eq!(answer.excluded, [Excluded { reason: Reason::CloseTimeUnknown, count: 1 }]);
    }
}
