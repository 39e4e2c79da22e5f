//! The share of conversations in which a bot did not know what to do.
//!
//! - Counts: of the conversations of `bot-outcomes`, by their opening, those in which a step of a flow is told of that is
//!   named *fallback*. Nothing else that a source tells says that a bot was at a loss.
//! - Leaves out: what `bot-outcomes` leaves out; conversations of sources that tell of no flows (`no-flows`).
//! - When empty: no value.
//! - Example: of four conversations with a bot, one came to the step *fallback*: 1 of 4.

use super::bot_outcomes::of_outcomes;
use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::flow::split;
use crate::query::observation::Observations;
use crate::store::dict::some;
use crate::store::vocabulary::Fact;
use crate::store::{Dataset, Mask};

pub const MEASURE: Measure = Measure::new("bot-fallback-rate", Unit::Share, Value::Rate(None), observe)
    .needing(&[Fact::Actors, Fact::Messages, Fact::Status, Fact::Flows])
    .about(&[Dimension::BotOutcome]);

/// What a step is called that a bot turns to when it knows no other.
const FALLBACK: &str = "fallback";

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let flows = derived.flows(data);
    let is_fallback = |step: u32| some(step).is_some_and(|step| data.steps.get(step).eq_ignore_ascii_case(FALLBACK));
    let mut at_a_loss = Mask::none(derived.conversations.len());
    for run in &flows.runs {
        if flows.reached(run).iter().any(|&place| is_fallback(split(data, place).1)) {
            at_a_loss.insert(run.conversation as usize);
        }
    }
    of_outcomes(data, derived, |conversation, _| at_a_loss.has(conversation))
}

#[cfg(test)]
mod tests {
    use crate::metrics::bot_outcomes::tests::rows_of;
    use crate::testing::second_opinion::{Kind, check};
    use crate::testing::{BOTS, ask, inbox, rate};

    #[test]
    fn agrees_with_the_rows() {
        // Nobody comes to such a step in the invented inbox.
        check("bot-fallback-rate", Kind::Rate, "\"default\"", |inbox| rows_of(inbox, &[]));
    }

    #[test]
    fn a_step_named_fallback_tells_it() {
        let mark = |sender: &str| format!(r#"{sender},"flow":"help","step":"Fallback""#);
        let marked = BOTS.replacen(r#""sender":"bot""#, &mark(r#""sender":"bot""#), 1);
        assert_eq!(rate(&ask(&inbox(&marked), "", "\"bot-fallback-rate\"")), (1, 4));
        let event = r#""events":[{"type":"flow-step","at":"2025-03-03T09:02:00Z","flow":"help","step":"fallback"},"#;
        let told = BOTS.replacen(r#""events":["#, event, 1);
        assert_eq!(rate(&ask(&inbox(&told), "", "\"bot-fallback-rate\"")), (1, 4));
    }
}
