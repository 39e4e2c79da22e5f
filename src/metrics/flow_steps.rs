//! How many come to each step of an automated flow.
//!
//! - Counts: different conversations that came to a step; split by `flow-step`, those that came to each, or to a later one
//!   of the same flow, so that no step has more than the one before it. Dated by when the conversation came into the
//!   flow, so that all steps are of the same conversations. The order of the steps is that in which they are mostly
//!   reached, by the median of their places. Beside them, the different contacts.
//! - Leaves out: conversations that came to no step, and those of sources that tell of none (`no-flows`). Steps of one
//!   name in several flows are one row; a filter on `flow` tells them apart.
//! - When empty: 0.
//! - Example: three conversations come to *welcome*, two of them to *details* and one of these to *done*: 3, 2 and 1.

use super::{Entity, Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::{Observation, Observations, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("flow-steps", Unit::Conversations, Value::Distinct(Entity::Conversation), observe)
        .needing(&[Fact::Flows])
        .beside(&[Entity::Contact])
        .about(&[Dimension::FlowStep, Dimension::Flow]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    let flows = derived.flows(data);
    for run in &flows.runs {
        for &place in flows.passed(run) {
            let observation = Observation::new(run.at, run.conversation as usize).by(run.actor, run.agent);
            series.push(observation.about(Dimension::FlowStep, place));
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{FLOWS, ask, inbox, rows, value};
    use inboxlens_sample::{Conversation, Event, Inbox};

    const STEPS: [&str; 4] = ["welcome", "details", "confirm", "done"];

    /// A row for each step that a conversation came to or passed, in the order of the invented flows; whether it is the
    /// last that it came to, and whether the last that anybody came to.
    pub fn rows_of(inbox: &Inbox) -> Vec<(Row<'_>, bool, bool)> {
        let mut all = Vec::new();
        for flow in ["order-status", "returns", "cart"] {
            let steps = if flow == "cart" { &["reminder"] } else { &STEPS[..] };
            let place = |event: &Event| steps.iter().position(|&step| Some(step) == event.step);
            let of_flow = |conversation: &Conversation| {
                let is_step = |event: &&Event| event.kind == "flow-step" && event.flow == Some(flow);
                conversation.events.iter().filter(is_step).cloned().collect::<Vec<_>>()
            };
            let last = inbox.conversations.iter().flat_map(of_flow).filter_map(|event| place(&event)).max();
            for conversation in &inbox.conversations {
                let told = of_flow(conversation);
                let Some(farthest) = told.iter().filter_map(place).max() else { continue };
                let (actor, agent) = naive::credited(inbox, told[0].by, conversation);
                for place in 0..=farthest {
                    let row = Row { actor, agent, entity: &conversation.id, ..Row::new(told[0].at, conversation) };
                    all.push((row, place == farthest, Some(place) == last));
                }
            }
        }
        all
    }

    #[test]
    fn agrees_with_the_rows() {
        check("flow-steps", Kind::Distinct, "\"default\"", |inbox| {
            rows_of(inbox).into_iter().map(|(row, ..)| row).collect()
        });
    }

    #[test]
    fn no_step_has_more_than_the_one_before_it() {
        let inbox = inbox(FLOWS);
        assert_eq!(value(&ask(&inbox, "", "\"flow-steps\"")), Some(4.0));
        let funnel = |flow: &str| {
            let query = format!(r#""filter":{{"flow":{{"any":["{flow}"]}}}}"#);
            let answer = ask(&inbox, &query, r#"{"metric":"flow-steps","by":"flow-step"}"#);
            rows(&answer).into_iter().map(|(key, value)| (key.map(str::to_owned), value)).collect::<Vec<_>>()
        };
        let key = |key: &str| Some(key.to_owned());
        let signup = [(key("welcome"), Some(3.0)), (key("details"), Some(2.0)), (key("done"), Some(1.0))];
        assert_eq!(funnel("signup"), signup);
        // Two steps that as many come to stand in their order, not in that of their names.
        assert_eq!(funnel("returns"), [(key("welcome"), Some(1.0)), (key("address"), Some(1.0))]);
        let by_flow = ask(&inbox, "", r#"{"metric":"flow-steps","by":"flow"}"#);
        assert_eq!(rows(&by_flow), [(Some("signup"), Some(3.0)), (Some("returns"), Some(1.0))]);
    }
}
