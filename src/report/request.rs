//! What is asked for: a metric, and how it is to be looked at.

use super::table::Paging;
use crate::args::{self, Arg, Members};
use crate::error::Error;
use crate::metrics::{METRICS, Measure, Value};
use crate::query::dimension::Dimension;
use crate::query::policy::Policy;
use crate::query::split::Split;
use crate::query::{Query, read_date};
use crate::registry;
use crate::stats::Stat;
use crate::time::{Millis, Span, Step};
use crate::words;
use chrono::NaiveDate;

/// One metric in one view.
pub struct Request {
    pub measure: &'static Measure,
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
        by: Option<Split>,
    },
    Breakdown {
        by: Split,
    },
    /// By hour of the week.
    Grid,
    Distribution(Spread),
    /// With what still waits; the answer states the share up to, and including, the limit in milliseconds.
    Curve {
        limit: Option<Millis>,
    },
    /// By the month or week in which customers first wrote, and by how many of these later they wrote again.
    Cohorts(Cohort),
}

words! {
    /// What brings customers into one cohort: that they first wrote in the same one of these.
    Cohort {
        Week = "week",
        Month = "month",
    }
}

impl Cohort {
    pub fn step(self) -> Step {
        match self {
            Self::Week => Step::Week,
            Self::Month => Step::Month,
        }
    }
}

/// How the spread of durations is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// Where the bars of the histogram begin and end, in milliseconds; made to measure where there are none.
    pub edges: Vec<Millis>,
    /// The answer states the share up to, and including, this many milliseconds.
    pub limit: Option<Millis>,
}

words! {
    Across {
        HourOfWeek = "hour-of-week",
    }
}

impl Request {
    /// The metric's id alone, or an object with the view.
    pub fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        if arg.is_text() {
            return Self { measure: measure(arg)?, view: Shape::Number, stat: Stat::Mean }.checked(arg.path());
        }
        let members = arg.object(&["metric", "over", "by", "across", "spread", "curve", "cohort", "stat"])?;
        let measure = measure(&members.require("metric")?)?;
        let by = members.read("by", Split::read)?;
        let across: Option<Across> = members.read("across", Arg::word)?;
        let spread = members.read("spread", Spread::read)?.flatten();
        let curve = members.read("curve", read_curve)?.flatten();
        let cohort = members.read("cohort", Arg::word)?;
        let view = match (members.read("over", Arg::word)?, by, across, spread, curve, cohort) {
            (None, None, None, None, None, None) => Shape::Number,
            (Some(over), by, None, None, None, None) => Shape::Series { over, by },
            (None, Some(by), None, None, None, None) => Shape::Breakdown { by },
            (None, None, Some(Across::HourOfWeek), None, None, None) => Shape::Grid,
            (None, None, None, Some(spread), None, None) => Shape::Distribution(spread),
            (None, None, None, None, Some(curve), None) => curve,
            (None, None, None, None, None, Some(cohort)) => Shape::Cohorts(cohort),
            _ => {
                let views = "only one of `over` and `by` (which go together), `across`, `spread`, `curve` and `cohort`";
                return Err(arg.wrong(views));
            }
        };
        let stat = members.read("stat", Arg::word)?.unwrap_or(Stat::Mean);
        Self { measure, view, stat }.checked(arg.path())
    }

    /// Refuses a view that the metric does not have.
    fn checked(self, path: &str) -> Result<Self, Error> {
        let dot = if path.is_empty() { "" } else { "." };
        let refuse = |key: &str, message: &str| Err(Error::query(format!("{path}{dot}{key}"), message));
        let is_by_cohort = self.measure.value == Value::Cohort;
        match &self.view {
            Shape::Cohorts(_) if !is_by_cohort => refuse("cohort", "this metric knows no cohorts"),
            view if is_by_cohort && !matches!(view, Shape::Cohorts(_)) => {
                refuse("cohort", "this metric is asked for by cohort: `month` or `week`")
            }
            Shape::Distribution(_) if !self.measure.value.is_spread() => {
                refuse("spread", "only amounts, and the ages of what lasts, have a spread")
            }
            Shape::Curve { .. } if self.measure.waits.is_empty() => {
                refuse("curve", "only what somebody waits for has a waiting curve")
            }
            Shape::Grid if self.measure.value == Value::Snapshot => {
                refuse("across", "a number at an instant cannot be spread over the hours of the week")
            }
            Shape::Series { by: Some(by), .. } | Shape::Breakdown { by } if !self.measure.knows(by.dimension) => {
                refuse("by", "this metric knows no such dimension")
            }
            _ => Ok(self),
        }
    }
}

pub(super) fn measure(arg: &Arg<'_>) -> Result<&'static Measure, Error> {
    registry::find(&METRICS, "metric", arg.text()?).map_err(|error| error.at(arg.path()))
}

/// `true`, or `{"limit": 900000}`; nothing for `false`.
fn read_curve(arg: &Arg<'_>) -> Result<Option<Shape>, Error> {
    if arg.is_flag() {
        return Ok(arg.flag()?.then_some(Shape::Curve { limit: None }));
    }
    let limit = arg.object(&["limit"])?.read("limit", |limit| {
        let ms = limit.integer()?;
        if ms < 0 { Err(limit.wrong("a number of milliseconds that is not negative")) } else { Ok(ms) }
    })?;
    Ok(Some(Shape::Curve { limit }))
}

impl Spread {
    /// `true`, or `{"edges": […], "limit": 900000}`; nothing for `false`.
    fn read(arg: &Arg<'_>) -> Result<Option<Self>, Error> {
        if arg.is_flag() {
            return Ok(arg.flag()?.then(Self::default));
        }
        let members = arg.object(&["edges", "limit"])?;
        let edges: Vec<Millis> =
            members.read_or_default("edges", |edges| edges.list()?.iter().map(Arg::integer).collect())?;
        let rises = edges.is_sorted_by(|a, b| a < b) && edges.first().is_none_or(|&first| first >= 0);
        match members.get("edges") {
            Some(list) if !rises || edges.len() == 1 || edges.len() > 1000 => {
                Err(list.wrong("a list of two to a thousand rising numbers of milliseconds"))
            }
            _ => Ok(Some(Self { edges, limit: members.read("limit", Arg::integer)? })),
        }
    }
}

/// A question with all that is asked for, by name.
#[derive(Default)]
pub struct ReportQuery {
    pub query: Query,
    pub requests: Vec<(String, Request)>,
}

impl ReportQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let members = Arg::new(&value).object(&[&Query::KEYS[..], &["metrics"]].concat())?;
        let requests = members.read_or_default("metrics", |metrics| {
            let requests = metrics.members()?;
            requests.iter().map(|(name, request)| Ok((name.to_owned(), Request::read(&request)?))).collect()
        })?;
        Ok(Self { query: Query::read(&members)?, requests })
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
        let value = args::parse(text)?;
        let members = Arg::new(&value).object(&[&Query::KEYS[..], &Paging::KEYS].concat())?;
        Ok(Self { query: Query::read(&members)?, paging: Paging::read(&members)? })
    }
}

/// A question about what stands behind a number, or behind a part of an answer.
pub struct ExplainQuery {
    pub rows: RowsQuery,
    pub measure: &'static Measure,
    /// The part of the period that is meant.
    pub section: Section,
    pub part: Part,
}

/// A part of the period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Section {
    All,
    /// This bucket; of which width, where that is said.
    Bucket(Span, Option<Step>),
    /// The month or week that this date lies in.
    Cohort(NaiveDate, Cohort),
}

/// Which of the observations in a number are meant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Part {
    All,
    /// Those of a bar of a histogram.
    Bin(Bin),
    /// Of a rate: the hits.
    Numerator,
    /// Of a cohort: those of it who wrote within this span.
    WhoWrote(Span),
}

words! {
    /// A part of a rate.
    Of {
        Numerator = "numerator",
        Denominator = "denominator",
    }
}

/// The amounts of a histogram's bar: from the first up to, not including, the second; the last bar has no end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    pub from: Millis,
    pub to: Option<Millis>,
}

impl Bin {
    pub fn contains(self, amount: f64) -> bool {
        self.from as f64 <= amount && self.to.is_none_or(|to| amount < to as f64)
    }

    fn read(arg: &Arg<'_>) -> Result<Self, Error> {
        let members = arg.object(&["from", "to"])?;
        let to = members.get("to").map(|to| to.integer()).transpose()?;
        Ok(Self { from: members.require("from")?.integer()?, to })
    }
}

impl ExplainQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let own = ["metric", "by", "key", "over", "bucket", "cohort", "bin", "cell", "of"];
        let members = Arg::new(&value).object(&[&Query::KEYS[..], &Paging::KEYS, &own].concat())?;
        let mut query = Query::read(&members)?;
        // A part of a split, or of the week, is what a filter on its keys leaves.
        if let Some(by) = members.read("by", Split::read)? {
            let key = members.get_or_null("key").map(|key| key.text_or_null()).transpose()?;
            query.filter.require(by, key.flatten().map(str::to_owned));
        }
        if let Some(cell) = members.get("cell") {
            let numbers = cell.list()?.iter().map(Arg::count).collect::<Result<Vec<_>, _>>()?;
            let [weekday @ 1..=7, hour @ 0..=23] = numbers[..] else {
                return Err(cell.wrong("a weekday from 1 (Monday) to 7 and an hour from 0 to 23"));
            };
            query.filter.require(Dimension::Weekday, Some(weekday.to_string()));
            query.filter.require(Dimension::Hour, Some(hour.to_string()));
        }
        let measure = measure(&members.require("metric")?)?;
        let (section, who_wrote) = read_section(&members, measure)?;
        let part = match (members.read("bin", Bin::read)?, members.read("of", Arg::word)?) {
            (Some(_), _) if !measure.value.is_spread() => {
                return Err(Error::query("bin", "only amounts, and the ages of what lasts, are spread"));
            }
            (_, Some(_)) if !measure.value.is_rate() => {
                return Err(Error::query("of", "only a rate has a numerator and a denominator"));
            }
            (Some(bin), _) => Part::Bin(bin),
            (None, Some(Of::Numerator)) => Part::Numerator,
            (None, Some(Of::Denominator) | None) => who_wrote.map_or(Part::All, Part::WhoWrote),
        };
        Ok(Self { rows: RowsQuery { query, paging: Paging::read(&members)? }, measure, section, part })
    }
}

/// The part of the period that is asked of; of cohorts, also when those who are asked of wrote again.
fn read_section(members: &Members<'_>, measure: &Measure) -> Result<(Section, Option<Span>), Error> {
    let over = members.read("over", Arg::word)?;
    let bucket = members.read("bucket", |bucket| {
        let bucket = bucket.object(&["from", "to"])?;
        Ok(Span { from: bucket.require("from")?.integer()?, to: bucket.require("to")?.integer()? })
    })?;
    let cohort = members.read("cohort", Arg::word)?;
    match (measure.value, bucket, cohort) {
        (Value::Cohort, bucket, None) => Ok((Section::All, bucket)),
        (Value::Cohort, bucket, Some(cohort)) => {
            let key = members.require("key")?;
            Ok((Section::Cohort(read_date(&key, key.text()?)?, cohort), bucket))
        }
        (_, _, Some(_)) => Err(Error::query("cohort", "this metric knows no cohorts")),
        (Value::Retained, Some(_), _) if over.is_none() => {
            Err(Error::query("over", "what lies before a bucket depends on its width, which has to be said"))
        }
        (_, Some(bucket), _) => Ok((Section::Bucket(bucket, over), None)),
        _ => Ok((Section::All, None)),
    }
}

/// A question that is asked under two policies.
pub struct PoliciesQuery {
    /// Its own policy is of no account.
    pub query: Query,
    pub paging: Paging,
    pub request: Request,
    pub a: Policy,
    pub b: Policy,
}

impl PoliciesQuery {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let own = ["metric", "over", "by", "key", "stat", "a", "b"];
        let keys = Query::KEYS.into_iter().filter(|key| !["policy", "compare"].contains(key));
        let keys: Vec<_> = keys.chain(Paging::KEYS).chain(own).collect();
        let members = Arg::new(&value).object(&keys)?;
        let mut query = Query::read(&members)?;
        let mut by = members.read("by", Split::read)?;
        // One key of a split is what a filter on it leaves.
        if let Some(key) = members.get_or_null("key")
            && let Some(by) = by.take()
        {
            query.filter.require(by, key.text_or_null()?.map(str::to_owned));
        }
        let view = match (members.read("over", Arg::word)?, by) {
            (Some(over), by) => Shape::Series { over, by },
            (None, Some(by)) => Shape::Breakdown { by },
            (None, None) => Shape::Number,
        };
        let measure = measure(&members.require("metric")?)?;
        let stat = members.read("stat", Arg::word)?.unwrap_or(Stat::Mean);
        Ok(Self {
            query,
            paging: Paging::read(&members)?,
            request: Request { measure, view, stat }.checked("")?,
            a: Policy::read(&members.require("a")?)?,
            b: Policy::read(&members.require("b")?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn what_cannot_be_asked_is_refused_with_its_path() {
        for (query, code, path) in [
            (r#"{"metrics":{"a":"conversion"}}"#, Code::UnknownId, "metrics.a"),
            (r#"{"metrics":{"a":{"metric":"messages","spread":true}}}"#, Code::BadQuery, "metrics.a.spread"),
            (r#"{"metrics":{"a":{"metric":"messages","over":"minute"}}}"#, Code::BadQuery, "metrics.a.over"),
            (
                r#"{"metrics":{"a":{"metric":"messages","over":"day","across":"hour-of-week"}}}"#,
                Code::BadQuery,
                "metrics.a",
            ),
            (r#"{"metrics":{"a":{"metric":"conversations","by":"message-kind"}}}"#, Code::BadQuery, "metrics.a.by"),
            (
                r#"{"metrics":{"a":{"metric":"open-conversations","across":"hour-of-week"}}}"#,
                Code::BadQuery,
                "metrics.a.across",
            ),
            (
                r#"{"metrics":{"a":{"metric":"first-response","spread":{"edges":[5,1]}}}}"#,
                Code::BadQuery,
                "metrics.a.spread.edges",
            ),
            (r#"{"metrics":{"a":{"metric":"messages","cohort":"month"}}}"#, Code::BadQuery, "metrics.a.cohort"),
            (r#"{"metrics":{"a":"retention"}}"#, Code::BadQuery, "metrics.a.cohort"),
            (r#"{"metrics":{"a":{"metric":"retention","over":"day"}}}"#, Code::BadQuery, "metrics.a.cohort"),
            (r#"{"metrics":{"a":{"metric":"retention","cohort":"day"}}}"#, Code::BadQuery, "metrics.a.cohort"),
            (r#"{"metrics":{"a":{"metric":"retention","cohort":"week","by":"channel"}}}"#, Code::BadQuery, "metrics.a"),
            (r#"{"metrics":{"a":{"over":"day"}}}"#, Code::BadQuery, "metrics.a.metric"),
            (r#"{"metrics":7}"#, Code::BadQuery, "metrics"),
            (r#"{"period":"last-year-but-one"}"#, Code::BadQuery, "period"),
            (r#"{"period":{"from":"2025-03-01","to":"2025-02-01"}}"#, Code::BadQuery, "period"),
            (r#"{"period":{"from":"1999-12-31","to":"2025-02-01"}}"#, Code::BadQuery, "period.from"),
            (r#"{"period":{"from":"2025-02-30","to":"2025-03-01"}}"#, Code::BadQuery, "period.from"),
            (r#"{"now":"2025-03-01T00:00:00"}"#, Code::BadQuery, "now"),
            (r#"{"filter":{"agent":["a1"]}}"#, Code::BadQuery, "filter.agent"),
            (r#"{"filter":{"agnet":{"any":["a1"]}}}"#, Code::BadQuery, "filter.agnet"),
            (r#"{"perod":"today"}"#, Code::BadQuery, "perod"),
        ] {
            let error = ReportQuery::from_json(query).err().unwrap();
            assert_eq!((error.code, error.place.path.as_deref()), (code, Some(path)), "{query}");
        }
    }
}
