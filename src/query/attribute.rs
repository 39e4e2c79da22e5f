//! One attribute of contacts as a column, made once somebody asks for it.

use super::dimension::KnownKeys;
use crate::store::Dataset;
use crate::store::dict::{NONE, some};
use std::cell::OnceCell;

/// The values that contacts have under one key.
#[derive(Debug)]
pub struct Attribute {
    /// Each different value, in the order in which contacts have it: a place in the dictionary of values.
    pub values: Vec<u32>,
    /// Of each contact the number of its value among these, or `NONE`.
    pub of_contact: Vec<u32>,
    pub(super) known: KnownKeys,
}

/// All attributes, by the place of their key.
#[derive(Debug, Default)]
pub struct Attributes(OnceCell<Vec<OnceCell<Attribute>>>);

impl Attributes {
    /// The attribute of this key, if anything was ever said of it.
    pub fn of(&self, data: &Dataset, key: &str) -> Option<&Attribute> {
        let place = data.attribute_keys.find(key)?;
        let all = self.0.get_or_init(|| (0..data.attribute_keys.len()).map(|_| OnceCell::new()).collect());
        Some(all[place as usize].get_or_init(|| Attribute::new(data, place)))
    }
}

impl Attribute {
    pub fn new(data: &Dataset, key: u32) -> Self {
        let mut values = Vec::new();
        let mut numbers = vec![NONE; data.attribute_values.len()];
        let mut of_contact = |contact: u32| {
            let Some(value) = some(data.attribute(contact, key)) else { return NONE };
            let number = &mut numbers[value as usize];
            if *number == NONE {
                *number = values.len() as u32;
                values.push(value);
            }
            *number
        };
        let of_contact = (0..data.contacts.keys.len() as u32).map(&mut of_contact).collect();
        Self { values, of_contact, known: KnownKeys::default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::error::Code;
    use crate::metrics::{METRICS, Value};
    use crate::query::observation::Reason;
    use crate::report::answer::Shape;
    use crate::report::comparison::ComparisonQuery;
    use crate::report::request::{ExplainQuery, PoliciesQuery, ReportQuery};
    use crate::testing::{ask, inbox, rows, value};
    use crate::time::Zone;

    const DATA: &str = r#"{"contacts":[
        {"id":"c1","createdAt":"2025-03-01T00:00:00Z","attributes":{"plan":"pro","a:b \"é\"":true,"":"nameless"}},
        {"id":"c2","createdAt":"2025-03-02T00:00:00Z","attributes":{"plan":"free","orders":7}},
        {"id":"c3","createdAt":"2025-03-03T00:00:00Z","attributes":{"plan":null}}],
        "conversations":[
        {"id":"k1","contactId":"c1","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-03T09:10:00Z","sender":"agent"}]},
        {"id":"k2","contactId":"c2","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"},
            {"id":"m2","at":"2025-03-03T09:30:00Z","sender":"agent"}]},
        {"id":"k3","contactId":"c3","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]},
        {"id":"k4","messages":[{"id":"m1","at":"2025-03-03T09:00:00Z","sender":"contact"}]}]}"#;

    fn by(metric: &str, key: &str) -> Vec<(Option<String>, Option<f64>)> {
        let by = serde_json::json!(format!("attribute:{key}"));
        let answer = ask(&inbox(DATA), "", &format!(r#"{{"metric":"{metric}","by":{by}}}"#));
        rows(&answer).into_iter().map(|(key, value)| (key.map(str::to_owned), value)).collect()
    }

    fn row(key: &str, value: f64) -> (Option<String>, Option<f64>) {
        (Some(key.to_owned()), Some(value))
    }

    #[test]
    fn a_split_has_a_row_for_each_value_and_one_for_none() {
        assert_eq!(by("conversations", "plan"), [(None, Some(2.0)), row("free", 1.0), row("pro", 1.0)]);
        assert_eq!(by("messages", "plan"), [(None, Some(2.0)), row("free", 2.0), row("pro", 2.0)]);
        assert_eq!(by("first-response", "plan"), [row("free", 1_800_000.0), row("pro", 600_000.0)]);
        assert_eq!(by("contacts-added", "plan"), [(None, Some(1.0)), row("free", 1.0), row("pro", 1.0)]);
        assert_eq!(by("conversations", "a:b \"é\""), [(None, Some(3.0)), row("true", 1.0)]);
        assert_eq!(by("conversations", ""), [(None, Some(3.0)), row("nameless", 1.0)]);
        assert_eq!(by("conversations", "orders"), [(None, Some(3.0)), row("7", 1.0)]);
    }

    #[test]
    fn a_filter_wants_any_all_or_none_of_the_values() {
        let inbox = inbox(DATA);
        for (choice, count) in [
            (r#""attribute:plan":{"any":["pro","free"]}"#, 2.0),
            (r#""attribute:plan":{"any":["pro",null]}"#, 3.0),
            (r#""attribute:plan":{"all":["pro"]}"#, 1.0),
            (r#""attribute:plan":{"all":["pro","free"]}"#, 0.0),
            (r#""attribute:plan":{"none":["pro",null]}"#, 1.0),
            (r#""attribute:plan":{"any":["gold"]}"#, 0.0),
            (r#""attribute:plan":{"none":["gold"]},"attribute:orders":{"none":["7"]}"#, 3.0),
            (r#""attribute:plan":{"any":["pro"]},"attribute:a:b \"é\"":{"any":["true"]}"#, 1.0),
        ] {
            let answer = ask(&inbox, &format!(r#""filter":{{{choice}}}"#), "\"conversations\"");
            assert_eq!(value(&answer), Some(count), "{choice}");
        }
        let of_contacts = ask(&inbox, r#""filter":{"attribute:plan":{"none":["pro"]}}"#, "\"contacts-added\"");
        assert_eq!(value(&of_contacts), Some(2.0));
    }

    #[test]
    fn every_metric_knows_attributes_and_says_if_nobody_has_one() {
        let inbox = inbox(DATA);
        for measure in METRICS.iter().filter(|measure| measure.value != Value::Cohort) {
            let by = |key: &str| format!(r#"{{"metric":"{}","by":"attribute:{key}"}}"#, measure.id);
            let lacks = |answer: crate::report::answer::Answer| {
                answer.shape == Shape::Unavailable { reason: Reason::NoAttribute }
            };
            assert!(lacks(ask(&inbox, "", &by("city"))), "{}", measure.id);
            let filter = r#""filter":{"attribute:city":{"none":["Rome"]}}"#;
            assert!(lacks(ask(&inbox, filter, &format!("\"{}\"", measure.id))), "{}", measure.id);
            assert!(!lacks(ask(&inbox, "", &by("plan"))), "{}", measure.id);
        }
        let filter = r#""filter":{"attribute:city":{"none":["Rome"]}}"#;
        let cohorts = ask(&inbox, filter, r#"{"metric":"retention","cohort":"month"}"#);
        assert_eq!(cohorts.shape, Shape::Unavailable { reason: Reason::NoAttribute });
        let taken = r#"{"contacts":[{"id":"c1","attributes":{"plan":null}}],"conversations":[{"id":"k1"}]}"#;
        let answer = ask(&crate::testing::inbox(taken), "", r#"{"metric":"conversations","by":"attribute:plan"}"#);
        assert_eq!(answer.shape, Shape::Unavailable { reason: Reason::NoAttribute });
    }

    #[test]
    fn explanations_tables_and_comparisons_know_them() {
        let inbox = inbox(DATA);
        let year = r#""period":{"from":"2025-01-01","to":"2026-01-01"}"#;
        let explained = |rest: &str| {
            let asked = ExplainQuery::from_json(&format!(r#"{{{year},"metric":"conversations",{rest}}}"#)).unwrap();
            inbox.explain(&asked, &Zone::utc(), 0).unwrap().counted
        };
        assert_eq!(explained(r#""by":"attribute:plan","key":"pro""#).total, 1);
        assert_eq!(explained(r#""by":"attribute:plan","key":null"#).total, 2);
        assert_eq!(explained(r#""by":"attribute:city","key":"Rome""#).unavailable, Some(Reason::NoAttribute));
        let rest = r#""metric":"first-response","by":"attribute:plan""#;
        let asked = ComparisonQuery::from_json(&format!("{{{year},{rest}}}")).unwrap();
        let compared = inbox.compare(&asked, &Zone::utc(), 0).unwrap();
        assert_eq!(serde_json::to_value(&compared.by).unwrap(), "attribute:plan");
        assert_eq!(compared.rows.iter().map(|row| row.own.n).collect::<Vec<_>>(), [1, 1]);
        let asked = PoliciesQuery::from_json(&format!(r#"{{{year},{rest},"a":"default","b":"wati"}}"#)).unwrap();
        assert_eq!(inbox.compare_policies(&asked, &Zone::utc(), 0).unwrap().moved.total, 2);
    }

    #[test]
    fn what_is_no_dimension_is_an_error_with_its_path() {
        for (query, path) in [
            (r#"{"metrics":{"a":{"metric":"messages","by":"plan"}}}"#, "metrics.a.by"),
            (r#"{"metrics":{"a":{"metric":"messages","by":"attribute"}}}"#, "metrics.a.by"),
            (r#"{"filter":{"attribute":{"any":["pro"]}}}"#, "filter.attribute"),
            (r#"{"filter":{"attribute:plan":{"some":["pro"]}}}"#, "filter.attribute:plan.some"),
        ] {
            let error = ReportQuery::from_json(query).err().unwrap();
            assert_eq!((error.code, error.place.path.as_deref()), (Code::BadQuery, Some(path)), "{query}");
        }
    }
}
