//! How many contacts are satisfied.
//!
//! - Counts: of the answered surveys, in the period of the answer, the share with one of the two best scores of the
//!   scale; of scales with fewer than four scores, with the best one.
//! - Leaves out: surveys without an answer (`unanswered-survey`), scores outside their scale (`score-out-of-scale`); all
//!   of them under the policy `csat: mean`, for which there is `csat-mean` (`scored-by-mean`).
//! - When empty: no value.
//! - Example: scores 5 of 5, 9 of 10 and 2 of 5: 2 of 3.

use super::csat_responses::{Scored, of_answers};
use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Reason};
use crate::query::policy::Csat;
use crate::store::Dataset;
use crate::store::vocabulary::Fact;

pub const MEASURE: Measure =
    Measure::new("csat-score", Unit::Share, Value::Rate(None), observe).needing(&[Fact::Surveys]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    of_answers(data, derived, |scored| {
        let Scored { score, scale } = scored?;
        let best = if scale < 4.0 { scale } else { scale - 1.0 };
        match derived.policy.csat {
            Csat::Top2 => Ok((score >= best).into()),
            Csat::Mean => Err(Reason::ScoredByMean),
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{SURVEYS, ask, inbox, rate, value};

    #[test]
    fn agrees_with_the_rows() {
        check("csat-score", Kind::Rate, "\"default\"", |inbox| {
            let rows = naive::surveys(inbox).filter_map(|(conversation, survey)| {
                let value = i64::from(survey.score? + 1 >= survey.scale);
                Some(Row { value, ..Row::new(survey.answered_at?, conversation) })
            });
            rows.collect()
        });
    }

    #[test]
    fn the_two_best_scores_of_any_scale() {
        assert_eq!(rate(&ask(&inbox(SURVEYS), "", "\"csat-score\"")), (2, 3));
        let thumbs = r#"[{"id":"k1","contactId":"c1","csat":{"score":1,"scale":2,"at":"2025-03-03T10:00:00Z"}},
            {"id":"k2","contactId":"c1","csat":{"score":2,"scale":2,"at":"2025-03-03T10:00:00Z"}}]"#;
        assert_eq!(rate(&ask(&inbox(thumbs), "", "\"csat-score\"")), (1, 2));
    }

    #[test]
    fn who_wants_the_mean_has_another_metric() {
        let answer = ask(&inbox(SURVEYS), r#""policy":{"csat":"mean"}"#, "\"csat-score\"");
        assert_eq!((value(&answer), answer.n), (None, 0));
    }
}
