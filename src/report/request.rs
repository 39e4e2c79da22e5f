//! What is asked for: a metric, and how it is to be looked at.

use super::table::Paging;
use crate::error::Error;
use crate::metrics::stats::Stat;
use crate::metrics::{METRICS, Measure, Value};
use crate::query::Query;
use crate::query::dimension::Dimension;
use crate::registry;
use crate::time::{Millis, Span, Step};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// One metric in one view.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub metric: String,
    pub view: Shape,
    /// Which statistic of a duration is its value.
    pub stat: Stat,
}

/// How a metric is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Number,
    Series {
        over: Step,
        by: Option<Dimension>,
    },
    Breakdown {
        by: Dimension,
    },
    /// By hour of the week.
    Grid,
    Distribution(Spread),
}

/// How the spread of durations is shown.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Spread {
    /// Where the bars of the histogram begin and end, in milliseconds; made to measure where there are none.
    pub edges: Vec<Millis>,
    /// The answer states the share up to, and including, this many milliseconds.
    pub limit: Option<Millis>,
}

/// A request as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Fields {
    metric: String,
    over: Option<Step>,
    by: Option<Dimension>,
    across: Option<Across>,
    spread: Option<SpreadSpec>,
    #[serde(default)]
    stat: Stat,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Across {
    HourOfWeek,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum SpreadSpec {
    Flag(bool),
    Spread(Spread),
}

impl Request {
    pub fn number(metric: &str) -> Self {
        Self { metric: metric.to_owned(), view: Shape::Number, stat: Stat::default() }
    }

    /// The measure asked for; an error where there is none, or where it has no such view.
    pub fn measure(&self, path: &str) -> Result<&'static Measure, Error> {
        let measure = registry::find(&METRICS, "metric", &self.metric).map_err(|error| at(error, path))?;
        let refuse = |key: &str, message: &str| Err(Error::query(format!("{path}.{key}"), message));
        match &self.view {
            Shape::Distribution(_) if measure.value != Value::Duration => {
                refuse("spread", "only durations have a spread")
            }
            Shape::Grid if measure.value == Value::Snapshot => {
                refuse("across", "a number at an instant cannot be spread over the hours of the week")
            }
            Shape::Series { by: Some(by), .. } | Shape::Breakdown { by } if !measure.knows(*by) => {
                refuse("by", "this metric knows no such dimension")
            }
            _ => Ok(measure),
        }
    }

    fn from_fields(fields: Fields, path: &str) -> Result<Self, Error> {
        let Fields { metric, over, by, across, spread, stat } = fields;
        let spread = match spread {
            None | Some(SpreadSpec::Flag(false)) => None,
            Some(SpreadSpec::Flag(true)) => Some(Spread::default()),
            Some(SpreadSpec::Spread(spread)) => Some(spread),
        };
        let view = match (over, by, across, spread) {
            (None, None, None, None) => Shape::Number,
            (Some(over), by, None, None) => Shape::Series { over, by },
            (None, Some(by), None, None) => Shape::Breakdown { by },
            (None, None, Some(Across::HourOfWeek), None) => Shape::Grid,
            (None, None, None, Some(spread)) => Shape::Distribution(spread.checked(path)?),
            _ => {
                let message =
                    "of `over` and `by` (which go together), `across` and `spread`, only one can be asked for";
                return Err(Error::query(path, message));
            }
        };
        Ok(Self { metric, view, stat })
    }
}

impl Spread {
    fn checked(self, path: &str) -> Result<Self, Error> {
        let rises = self.edges.is_sorted_by(|a, b| a < b) && self.edges.first().is_none_or(|&first| first >= 0);
        if !rises || self.edges.len() == 1 || self.edges.len() > 1000 {
            let message = "edges are two to a thousand rising numbers of milliseconds";
            return Err(Error::query(format!("{path}.spread.edges"), message));
        }
        Ok(self)
    }
}

/// A question with all that is asked for, by name.
#[derive(Debug, Default)]
pub struct ReportQuery {
    pub query: Query,
    pub requests: BTreeMap<String, Request>,
}

impl ReportQuery {
    /// Reads a query from its JSON.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let mut fields: Object = parse(text)?;
        let metrics = fields.remove("metrics").unwrap_or_default();
        let query: Query = from_value(serde_json::Value::Object(fields), "")?;
        let written: BTreeMap<String, serde_json::Value> = match metrics {
            serde_json::Value::Null => BTreeMap::new(),
            other => from_value(other, "metrics")?,
        };
        let mut requests = BTreeMap::new();
        for (name, written) in written {
            let path = format!("metrics.{name}");
            let request = match written {
                serde_json::Value::String(metric) => Request { metric, view: Shape::Number, stat: Stat::default() },
                other => Request::from_fields(from_value(other, &path)?, &path)?,
            };
            request.measure(&path)?;
            requests.insert(name, request);
        }
        Ok(Self { query, requests })
    }
}

/// A question about rows: what it is about, and which of them.
#[derive(Debug, Default)]
pub struct RowsQuery {
    pub query: Query,
    pub paging: Paging,
}

impl RowsQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let mut fields = parse(text)?;
        let paging = take(&mut fields, &["sort", "descending", "offset", "limit"])?;
        Ok(Self { query: from_value(serde_json::Value::Object(fields), "")?, paging })
    }
}

/// A question about what stands behind a number, or behind a part of an answer.
pub struct ExplainQuery {
    pub rows: RowsQuery,
    pub metric: &'static Measure,
    pub part: Part,
}

/// A part of an answer: a key of a split, a bucket, a cell of the hours of the week.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Part {
    pub by: Option<Dimension>,
    pub key: Option<String>,
    pub bucket: Option<Span>,
    /// 1 is Monday, and the hour of the day.
    pub cell: Option<(u32, u32)>,
}

impl ExplainQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let mut fields: Object = parse(text)?;
        let metric = match fields.remove("metric") {
            Some(serde_json::Value::String(metric)) => metric,
            _ => return Err(Error::query("metric", "the id of a metric is expected here")),
        };
        let metric = registry::find(&METRICS, "metric", &metric).map_err(|error| at(error, "metric"))?;
        let part: Part = take(&mut fields, &["by", "key", "bucket", "cell"])?;
        let paging = take(&mut fields, &["sort", "descending", "offset", "limit"])?;
        let mut query: Query = from_value(serde_json::Value::Object(fields), "")?;
        part.narrow(&mut query);
        Ok(Self { rows: RowsQuery { query, paging }, metric, part })
    }
}

impl Part {
    /// A part of a split, or of the week, is what a filter on its keys leaves.
    fn narrow(&self, query: &mut Query) {
        let mut require = |dimension: Dimension, key: Option<String>| {
            query.filter.entry(dimension).or_default().all.push(key);
        };
        if let Some(by) = self.by {
            require(by, self.key.clone());
        }
        if let Some((weekday, hour)) = self.cell {
            require(Dimension::Weekday, Some(weekday.to_string()));
            require(Dimension::Hour, Some(hour.to_string()));
        }
    }
}

type Object = serde_json::Map<String, serde_json::Value>;

/// Takes some of the fields as a value of their own.
fn take<T: DeserializeOwned>(fields: &mut Object, keys: &[&str]) -> Result<T, Error> {
    let taken = keys.iter().filter_map(|&key| Some((key.to_owned(), fields.remove(key)?)));
    from_value(serde_json::Value::Object(taken.collect()), "")
}

/// Parses the JSON of a query or a part of one.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| bad_query(&error, ""))
}

fn from_value<T: DeserializeOwned>(value: serde_json::Value, within: &str) -> Result<T, Error> {
    serde_path_to_error::deserialize(value).map_err(|error| bad_query(&error, within))
}

fn bad_query(error: &serde_path_to_error::Error<serde_json::Error>, within: &str) -> Error {
    let inner = error.path().to_string();
    let path = match (within, inner.as_str()) {
        (within, ".") => within.to_owned(),
        ("", inner) => inner.to_owned(),
        (within, inner) => format!("{within}.{inner}"),
    };
    Error::query(path, error.inner().to_string())
}

fn at(error: Error, path: &str) -> Error {
    Error { place: crate::error::Place::at_path(path), ..error }
}
