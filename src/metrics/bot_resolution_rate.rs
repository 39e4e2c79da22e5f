//! The share of conversations that bots resolve by themselves.
//!
//! - Counts: of the conversations of `bot-outcomes`, by their opening, those that came to `resolved`: closed without a
//!   human, and the contact did not come back within `durableDays`.
//! - Leaves out: what `bot-outcomes` leaves out.
//! - When empty: no value.
//! - Example: of four conversations with a bot, one is resolved, one handed off, one abandoned, and to one the contact
//!   comes back: 1 of 4.

use super::bot_outcomes::of_outcomes;
use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::dimension::Dimension;
use crate::query::observation::Observations;
use crate::query::outcome::Outcome;
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure = Measure::new("bot-resolution-rate", Unit::Share, Value::Rate(None), observe)
    .needing(&[Fact::Actors, Fact::Messages, Fact::Status])
    .about(&[Dimension::BotOutcome]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    of_outcomes(data, derived, |_, outcome| outcome == Outcome::Resolved)
}

#[cfg(test)]
mod tests {
    use crate::metrics::bot_outcomes::tests::rows_of;
    use crate::testing::second_opinion::{Kind, check};
    use crate::testing::{BOTS, ask, inbox, rate};

    #[test]
    fn agrees_with_the_rows() {
        check("bot-resolution-rate", Kind::Rate, "\"default\"", |inbox| rows_of(inbox, &["resolved"]));
    }

    #[test]
    fn what_was_resolved_and_stayed_so() {
        assert_eq!(rate(&ask(&inbox(BOTS), "", "\"bot-resolution-rate\"")), (1, 4));
    }
}
