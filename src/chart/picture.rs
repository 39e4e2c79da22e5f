//! What of an answer is drawn.

use super::bad_chart;
use crate::args::{self, Arg, Members};
use crate::error::Error;
use crate::lang::Format;
use crate::time::Step;

/// An answer, by its shape.
#[derive(Debug)]
pub enum Picture {
    Series(Series),
    Breakdown(Breakdown),
    Grid(Grid),
    Cohorts(Cohorts),
    Distribution(Distribution),
    Curve(Curve),
}

#[derive(Debug)]
pub struct Series {
    pub unit: String,
    pub over: Step,
    pub by: Option<String>,
    pub buckets: Vec<Bucket>,
    pub lines: Vec<Line>,
}

#[derive(Debug)]
pub struct Bucket {
    pub local: String,
    pub partial: bool,
}

#[derive(Debug)]
pub struct Line {
    pub key: Option<String>,
    pub label: Option<String>,
    pub values: Vec<Option<f64>>,
    /// Of money.
    currency: Option<String>,
}

#[derive(Debug)]
pub struct Breakdown {
    pub unit: String,
    pub by: String,
    pub rows: Vec<Row>,
}

#[derive(Debug)]
pub struct Row {
    pub key: Option<String>,
    pub label: Option<String>,
    pub value: Option<f64>,
    /// Of money.
    currency: Option<String>,
}

#[derive(Debug)]
pub struct Grid {
    pub unit: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub values: Vec<Vec<Option<f64>>>,
    pub per_occurrence: Option<Vec<Vec<Option<f64>>>>,
}

/// A row of shares for each cohort, as far as `columns` later.
#[derive(Debug)]
pub struct Cohorts {
    pub cohort: Step,
    /// A row begins with the bucket of its number.
    pub buckets: Vec<Bucket>,
    pub columns: usize,
    pub values: Vec<Vec<Option<f64>>>,
}

#[derive(Debug)]
pub struct Distribution {
    pub bins: Vec<Bin>,
}

#[derive(Debug)]
pub struct Bin {
    pub from: f64,
    pub count: f64,
}

/// The share that still waits, over the time waited in milliseconds.
#[derive(Debug)]
pub struct Curve {
    pub points: Vec<Point>,
    pub limit: Option<f64>,
}

#[derive(Debug)]
pub struct Point {
    pub at: f64,
    pub share: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Picture {
    pub fn from_json(answer: &str) -> Result<Self, Error> {
        let value = args::parse(answer)?;
        let answer = Arg::new(&value).members()?;
        let picture = match answer.require("shape")?.text()? {
            "series" => Self::Series(series(&answer)?),
            "breakdown" => Self::Breakdown(breakdown(&answer)?),
            "grid" if answer.get("cohort").is_some() => Self::Cohorts(cohorts(&answer)?),
            "grid" => Self::Grid(grid(&answer)?),
            "distribution" => Self::Distribution(Distribution { bins: list(&answer, "bins", bin)? }),
            "curve" => Self::Curve(curve(&answer)?),
            _ => return Err(bad_chart("an answer of this shape is no picture")),
        };
        if picture.is_whole() { Ok(picture) } else { Err(bad_chart("the parts of the answer are not of one length")) }
    }

    fn is_whole(&self) -> bool {
        match self {
            Self::Series(series) => series.lines.iter().all(|line| line.values.len() == series.buckets.len()),
            Self::Grid(grid) => {
                let fits = |cells: &Vec<Vec<Option<f64>>>| {
                    cells.len() == grid.rows.len() && cells.iter().all(|row| row.len() == grid.columns.len())
                };
                fits(&grid.values) && grid.per_occurrence.as_ref().is_none_or(fits)
            }
            Self::Cohorts(Cohorts { buckets, columns, values, .. }) => {
                values.len() <= buckets.len() && values.iter().all(|row| row.len() == *columns)
            }
            Self::Breakdown(_) | Self::Distribution(_) | Self::Curve(_) => true,
        }
    }
}

fn list<T>(of: &Members<'_>, key: &str, read: impl Fn(&Arg<'_>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    of.require(key)?.list()?.iter().map(read).collect()
}

fn text(of: &Members<'_>, key: &str) -> Result<String, Error> {
    Ok(of.require(key)?.text()?.to_owned())
}

fn maybe_text(of: &Members<'_>, key: &str) -> Result<Option<String>, Error> {
    Ok(of.read(key, Arg::text)?.map(str::to_owned))
}

fn numbers(arg: &Arg<'_>) -> Result<Vec<Option<f64>>, Error> {
    arg.list()?.iter().map(Arg::number_or_null).collect()
}

fn cells(arg: &Arg<'_>) -> Result<Vec<Vec<Option<f64>>>, Error> {
    arg.list()?.iter().map(numbers).collect()
}

fn series(answer: &Members<'_>) -> Result<Series, Error> {
    let line = |arg: &Arg<'_>| {
        let line = arg.members()?;
        let values = numbers(&line.require("values")?)?;
        let currency = maybe_text(&line, "currency")?;
        Ok(Line { key: maybe_text(&line, "key")?, label: maybe_text(&line, "label")?, values, currency })
    };
    let lines = list(answer, "lines", line)?;
    let filled = lines.iter().filter(|line| line.values.iter().flatten().any(|&value| value != 0.0));
    Ok(Series {
        unit: unit(answer, filled.map(|line| line.currency.as_deref()))?,
        over: answer.require("over")?.word()?,
        by: maybe_text(answer, "by")?,
        buckets: list(answer, "buckets", bucket)?,
        lines,
    })
}

fn bucket(arg: &Arg<'_>) -> Result<Bucket, Error> {
    let bucket = arg.members()?;
    Ok(Bucket { local: text(&bucket, "local")?, partial: bucket.read_or_default("partial", Arg::flag)? })
}

fn breakdown(answer: &Members<'_>) -> Result<Breakdown, Error> {
    let row = |arg: &Arg<'_>| {
        let row = arg.members()?;
        let value = row.read("value", Arg::number)?;
        let currency = maybe_text(&row, "currency")?;
        Ok(Row { key: maybe_text(&row, "key")?, label: maybe_text(&row, "label")?, value, currency })
    };
    Ok(Breakdown { unit: text(answer, "unit")?, by: text(answer, "by")?, rows: list(answer, "rows", row)? })
}

fn grid(answer: &Members<'_>) -> Result<Grid, Error> {
    let label = |arg: &Arg<'_>| Ok(arg.text()?.to_owned());
    Ok(Grid {
        unit: text(answer, "unit")?,
        rows: list(answer, "rows", label)?,
        columns: list(answer, "columns", label)?,
        values: cells(&answer.require("values")?)?,
        per_occurrence: answer.read("perOccurrence", cells)?,
    })
}

fn cohorts(answer: &Members<'_>) -> Result<Cohorts, Error> {
    Ok(Cohorts {
        cohort: answer.require("cohort")?.word()?,
        buckets: list(answer, "buckets", bucket)?,
        columns: answer.require("columns")?.list()?.len(),
        values: cells(&answer.require("values")?)?,
    })
}

fn bin(arg: &Arg<'_>) -> Result<Bin, Error> {
    let bin = arg.members()?;
    Ok(Bin { from: bin.require("from")?.number()?, count: bin.require("count")?.number()? })
}

fn curve(answer: &Members<'_>) -> Result<Curve, Error> {
    let point = |arg: &Arg<'_>| {
        let point = arg.members()?;
        let number = |key: &str| point.require(key)?.number();
        let (low, high) = (point.read("low", Arg::number)?, point.read("high", Arg::number)?);
        Ok(Point { at: number("at")?, share: number("share")?, low, high })
    };
    let limit = answer.read("within", |within| within.members()?.require("limit")?.number())?;
    Ok(Curve { points: list(answer, "points", point)?, limit })
}

/// The unit of an answer. All that is drawn along one axis may be money of one currency: then that is its unit.
fn unit<'a>(answer: &Members<'_>, mut currencies: impl Iterator<Item = Option<&'a str>>) -> Result<String, Error> {
    let unit = text(answer, "unit")?;
    let first = currencies.next().flatten().filter(|_| unit == MONEY);
    Ok(match first {
        Some(code) if currencies.all(|other| other == Some(code)) => format!("{MONEY}:{code}"),
        _ => unit,
    })
}

const MONEY: &str = "money";

impl Row {
    /// Its value in the unit of all rows, or in its own currency.
    pub fn spelled(&self, format: &dyn Format, unit: &str) -> String {
        match self.value {
            None => String::new(),
            Some(value) if unit == MONEY => format.money(value, self.currency.as_deref()),
            Some(value) => spelled(format, unit, value),
        }
    }
}

/// A value in its unit.
pub fn spelled(format: &dyn Format, unit: &str, value: f64) -> String {
    match unit {
        "milliseconds" => format.duration(value),
        "share" => format.percent(value),
        MONEY => format.money(value, None),
        _ if unit.starts_with(MONEY) => format.money(value, unit.split_once(':').map(|(_, code)| code)),
        _ => format.number(value),
    }
}

/// What a key is called: a word of the language, or the data's own name for it.
pub fn label(format: &dyn Format, by: &str, key: Option<&str>, label: Option<&str>) -> String {
    let Some(key) = key else {
        let own = format!("none.{by}");
        let word = format.word(&own);
        return if word == own { format.word("none") } else { word };
    };
    match by {
        "weekday" => format.weekday(key.parse().unwrap_or(1)),
        "hour" => format.hour(key.parse().unwrap_or(0)),
        "status" | "origin" | "actor" | "message-kind" | "business-hours" | "bot-involved" | "bot-outcome"
        | "window" => format.word(&format!("{by}.{key}")),
        _ => label.unwrap_or(key).to_owned(),
    }
}
