//! How many of those who are asked how satisfied they are answer.
//!
//! - Counts: of the surveys sent in the period, those that were answered, then or later.
//! - Leaves out: surveys of which it is not known when they were sent (`sending-time-unknown`).
//! - When empty: no value.
//! - Example: three surveys are sent on Monday, one of them is answered on Tuesday: 1 of 3 for Monday.

use super::csat_responses::survey_observation;
use super::{Measure, Unit, Value};
use crate::query::Derived;
use crate::query::observation::{Observations, Reason, Series};
use crate::store::Dataset;
use crate::store::vocabulary::Fact;
use crate::time::known;

pub const MEASURE: Measure =
    Measure::new("csat-response-rate", Unit::Share, Value::Rate(None), observe).needing(&[Fact::Surveys]);

fn observe(data: &Dataset, derived: &Derived) -> Observations {
    let mut series = Series::default();
    for row in 0..data.surveys.len() {
        let thread = data.surveys.thread[row];
        let survey = data.surveys.get(row);
        match known(survey.sent_at) {
            Some(at) => {
                let observation = survey_observation(data, derived, thread, at);
                series.push(observation.lasting(survey.score.is_some().into()));
            }
            None => {
                let observation = survey_observation(data, derived, thread, survey.answered_at);
                series.leave_out(observation, Reason::SendingTimeUnknown);
            }
        }
    }
    Observations::Series(series)
}

#[cfg(test)]
mod tests {
    use crate::testing::naive;
    use crate::testing::second_opinion::{Kind, Row, check};
    use crate::testing::{SURVEYS, ask, inbox, rate, values};

    #[test]
    fn agrees_with_the_rows() {
        check("csat-response-rate", Kind::Rate, "\"default\"", |inbox| {
            let rows = naive::surveys(inbox).filter_map(|(conversation, survey)| {
                let value = i64::from(survey.score.is_some());
                Some(Row { value, ..Row::new(survey.sent_at?, conversation) })
            });
            rows.collect()
        });
    }

    #[test]
    fn answered_of_those_sent() {
        let inbox = inbox(SURVEYS);
        assert_eq!(rate(&ask(&inbox, "", "\"csat-response-rate\"")), (3, 4));
        let query = r#""period":{"from":"2025-03-03","to":"2025-03-05"}"#;
        let daily = ask(&inbox, query, r#"{"metric":"csat-response-rate","over":"day"}"#);
        assert_eq!(values(&daily), [Some(0.75), None]);
    }
}
