//! How satisfied contacts are.
//!
//! - Counts: the scores of answered surveys, in the period of the answer, brought from whatever scale to one from 1 to
//!   5, the best.
//! - Leaves out: surveys without an answer (`unanswered-survey`), scores outside their scale (`score-out-of-scale`).
//! - When empty: no value.
//! - Example: scores 5 of 5, 10 of 10 and 2 of 5: 5, 5 and 2, mean 4.

use super::csat_responses::{Scored, of_answers};
use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::Observations;
use crate::store::Dataset;
use crate::store::vocabulary::Fact;
use crate::time::Millis;

pub const MEASURE: Measure = Measure::new("csat-mean", Unit::Score, Value::Amount, observe).needing(&[Fact::Surveys]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    of_answers(data, derived, |scored| {
        let Scored { score, scale } = scored?;
        // A scale of a single score has only the best one.
        let share = if scale > 1.0 { (score - 1.0) / (scale - 1.0) } else { 1.0 };
        Ok(((1.0 + 4.0 * share) * Unit::Score.parts()).round() as Millis)
    })
}

#[cfg(test)]
mod tests {
    use crate::report::answer::Shape;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{SURVEYS, ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        check("csat-mean", Kind::Amount, "\"default\"", |inbox| {
            let rows = naive::surveys(inbox).filter_map(|(conversation, survey)| {
                let share = f64::from(survey.score? - 1) / f64::from(survey.scale - 1);
                let value = (1000.0 + 4000.0 * share).round() as i64;
                Some(Row { value, ..Row::new(survey.answered_at?, conversation) })
            });
            rows.collect()
        });
    }

    #[test]
    fn any_scale_becomes_one_from_1_to_5() {
        let answer = ask(&inbox(SURVEYS), "", "\"csat-mean\"");
        // 9 of 10 is eight ninths of the way from 1 to 5.
        assert_eq!(value(&answer), Some(3.852));
        let spread = ask(&inbox(SURVEYS), "", r#"{"metric":"csat-mean","spread":true}"#);
        let Shape::Distribution(spread) = &spread.shape else { panic!() };
        assert_eq!(
            spread.bins.iter().map(|bin| (bin.from, bin.count)).collect::<Vec<_>>(),
            [(1, 0), (2, 1), (3, 0), (4, 1), (5, 1)]
        );
    }
}
