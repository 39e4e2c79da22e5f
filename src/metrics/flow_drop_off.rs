//! The share of those in an automated flow who leave it before its end.
//!
//! - Counts: of the different conversations that came to a step of a flow, dated and ordered as in `flow-steps`, those
//!   that did not come to a later step of it, then or ever; split by `flow-step`, those that left after each. Without a
//!   split, those that left somewhere.
//! - Leaves out: the last step of a flow that anybody came to (`last-step`): who came there has not left.
//! - When empty: no value.
//! - Example: three conversations come to *welcome*, two of them to *details* and one of these to *done*: 1 of 3 left
//!   after *welcome*, 1 of 2 after *details*, 2 of 3 altogether.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("flow-drop-off", Unit::Share, Value::Rate(Some(Entity::Conversation)), observe)
        .needing(&[Fact::Flows])
        .about(&[Dimension::FlowStep, Dimension::Flow]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let flows = derived.flows(data);
    for run in &flows.runs {
        let passed = flows.passed(run);
        for (number, &place) in passed.iter().enumerate() {
            let is_farthest = number + 1 == passed.len();
            let observation = Observation::new(run.at, run.conversation as usize).by(run.actor, run.agent);
            let observation = observation.about(Dimension::FlowStep, place).lasting(is_farthest.into());
            if is_farthest && run.is_whole {
                series.leave_out(observation, Reason::LastStep);
            } else {
                series.push(observation);
            }
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::metrics::flow_steps::tests::rows_of;
    use crate::report::answer::{Breakdown, Shape};
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{FLOWS, ask, inbox, rate};

    #[test]
    fn agrees_with_the_rows() {
        check("flow-drop-off", Kind::RateOfEntities, "\"default\"", |inbox| {
            let all = rows_of(inbox).into_iter().filter(|(.., is_last)| !is_last);
            all.map(|(row, is_farthest, _)| Row { value: is_farthest.into(), ..row }).collect()
        });
    }

    #[test]
    fn who_comes_to_no_later_step_has_left() {
        let inbox = inbox(FLOWS);
        let query = r#""filter":{"flow":{"any":["signup"]}}"#;
        assert_eq!(rate(&ask(&inbox, query, "\"flow-drop-off\"")), (2, 3));
        let by_step = ask(&inbox, query, r#"{"metric":"flow-drop-off","by":"flow-step"}"#);
        let Shape::Breakdown(Breakdown { rows, .. }) = by_step.shape else { panic!() };
        let of = |key: &str| {
            let row = rows.iter().find(|row| row.key.as_deref() == Some(key))?;
            row.rate.map(|rate| (rate.numerator, rate.denominator))
        };
        assert_eq!((of("welcome"), of("details"), of("done")), (Some((1, 3)), Some((1, 2)), None));
    }
}
