//! Answers to the question how satisfied contacts are.
//!
//! - Counts: answered surveys, in the period of the answer. Of a survey that was answered several times, the last answer
//!   counts.
//! - Leaves out: surveys without an answer (`unanswered-survey`).
//! - When empty: 0.
//! - Example: three surveys are sent, two of them answered: 2.

use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Note, Observation, Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::surveys::Survey;
use crate::store::vocabulary::Fact;
use crate::time::{Millis, UNKNOWN, known};

pub const MEASURE: Measure =
    Measure::new("csat-responses", Unit::Answers, Value::Count, observe).needing(&[Fact::Surveys]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let answered = |scored: Result<Scored, Reason>| match scored {
        Err(Reason::ScoreOutOfScale) => Ok(0),
        scored => scored.map(|_| 0),
    };
    of_answers(data, derived, answered)
}

/// A score, and the best one that its scale has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    pub score: f64,
    pub scale: f64,
}

/// Observes the answers of all surveys, with what `value` makes of each, or the reason why it is not in the number.
pub fn of_answers(
    data: &Dataset,
    derived: &Derived,
    value: impl Fn(Result<Scored, Reason>) -> Result<Millis, Reason>,
) -> Observations {
    let mut series = Series::default();
    for row in 0..data.surveys.len() {
        let thread = data.surveys.thread[row];
        let survey = data.surveys.get(row);
        let at = known(survey.answered_at).unwrap_or(survey.sent_at);
        let observation = survey_observation(data, derived, thread, at);
        let note = survey.scale.is_none().then_some(Note::ScaleAssumed);
        match value(scored(&survey)) {
            _ if at == UNKNOWN => series.leave_out(observation, Reason::AnswerTimeUnknown),
            Ok(value) => series.push_noted(observation.lasting(value), note),
            Err(reason) => series.leave_out(observation, reason),
        }
    }
    Observations::Series(series)
}

/// A survey is the business of whom its conversation is assigned to.
pub fn survey_observation(data: &Dataset, derived: &Derived, thread: u32, at: Millis) -> Observation {
    derived.observe(data, derived.conversations.at(thread, at), at)
}

/// Where the scale is not given, one from 1 to 5 is taken for granted.
fn scored(survey: &Survey) -> Result<Scored, Reason> {
    let score = survey.score.ok_or(Reason::UnansweredSurvey)?;
    let scale = survey.scale.map_or(5.0, f64::from);
    if score >= 1.0 && score <= scale { Ok(Scored { score, scale }) } else { Err(Reason::ScoreOutOfScale) }
}

#[cfg(test)]
mod tests {
    use crate::query::observation::Reason;
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{SURVEYS, ask, inbox, value};

    #[test]
    fn agrees_with_the_rows() {
        check("csat-responses", Kind::Count, "\"default\"", |inbox| {
            let rows = naive::surveys(inbox).filter_map(|(conversation, survey)| {
                survey.score?;
                Some(Row::new(survey.answered_at?, conversation))
            });
            rows.collect()
        });
    }

    #[test]
    fn a_score_outside_of_its_scale_is_an_answer() {
        for score in [0, 7] {
            let text = format!(
                r#"[{{"id":"k1","contactId":"c1","csat":{{"sentAt":"2025-03-03T10:00:00Z","at":"2025-03-03T11:00:00Z","score":{score},"scale":5}}}}]"#
            );
            let inbox = inbox(&text);
            assert_eq!(value(&ask(&inbox, "", "\"csat-responses\"")), Some(1.0), "{score}");
            for metric in ["csat-score", "csat-mean"] {
                let answer = ask(&inbox, "", &format!("\"{metric}\""));
                assert_eq!(answer.excluded[0].reason, Reason::ScoreOutOfScale, "{metric} {score}");
            }
        }
    }

    #[test]
    fn a_survey_without_an_answer_is_left_out() {
        let answer = ask(&inbox(SURVEYS), "", "\"csat-responses\"");
        assert_eq!((value(&answer), answer.excluded[0].count), (Some(3.0), 1));
    }
}
