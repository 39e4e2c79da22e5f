//! What of an answer is drawn.

use super::bad_chart;
use crate::error::Error;
use crate::lang::Format;
use crate::time::Step;
use serde::Deserialize;

/// An answer, by its shape.
#[derive(Debug)]
pub enum Picture {
    Series(Series),
    Breakdown(Breakdown),
    Grid(Grid),
    Distribution(Distribution),
}

#[derive(Debug, Deserialize)]
struct Tag {
    shape: String,
}

#[derive(Debug, Deserialize)]
pub struct Series {
    pub unit: String,
    pub over: Step,
    pub by: Option<String>,
    pub buckets: Vec<Bucket>,
    pub lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
pub struct Bucket {
    pub local: String,
    #[serde(default)]
    pub partial: bool,
}

#[derive(Debug, Deserialize)]
pub struct Line {
    pub key: Option<String>,
    pub label: Option<String>,
    pub values: Vec<Option<f64>>,
}

#[derive(Debug, Deserialize)]
pub struct Breakdown {
    pub unit: String,
    pub by: String,
    pub rows: Vec<Row>,
}

#[derive(Debug, Deserialize)]
pub struct Row {
    pub key: Option<String>,
    pub label: Option<String>,
    pub value: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grid {
    pub unit: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub values: Vec<Vec<Option<f64>>>,
    pub per_occurrence: Option<Vec<Vec<Option<f64>>>>,
}

#[derive(Debug, Deserialize)]
pub struct Distribution {
    pub bins: Vec<Bin>,
}

#[derive(Debug, Deserialize)]
pub struct Bin {
    pub from: f64,
    pub count: f64,
}

impl Picture {
    pub fn from_json(answer: &str) -> Result<Self, Error> {
        let wrong = |_| bad_chart("this is not the JSON of an answer that can be drawn");
        let tag: Tag = serde_json::from_str(answer).map_err(wrong)?;
        let picture = match tag.shape.as_str() {
            "series" => Self::Series(serde_json::from_str(answer).map_err(wrong)?),
            "breakdown" => Self::Breakdown(serde_json::from_str(answer).map_err(wrong)?),
            "grid" => Self::Grid(serde_json::from_str(answer).map_err(wrong)?),
            "distribution" => Self::Distribution(serde_json::from_str(answer).map_err(wrong)?),
            _ => return Err(bad_chart("an answer of this shape is no picture")),
        };
        picture.checked()
    }

    /// Refuses parts that do not fit together.
    fn checked(self) -> Result<Self, Error> {
        let fits = match &self {
            Self::Series(series) => series.lines.iter().all(|line| line.values.len() == series.buckets.len()),
            Self::Grid(grid) => {
                let fits = |cells: &Vec<Vec<Option<f64>>>| {
                    cells.len() == grid.rows.len() && cells.iter().all(|row| row.len() == grid.columns.len())
                };
                fits(&grid.values) && grid.per_occurrence.as_ref().is_none_or(fits)
            }
            Self::Breakdown(_) | Self::Distribution(_) => true,
        };
        if fits { Ok(self) } else { Err(bad_chart("the parts of the answer are not of one length")) }
    }
}

/// A value in its unit.
pub fn spelled(format: &dyn Format, unit: &str, value: f64) -> String {
    if unit == "milliseconds" { format.duration(value) } else { format.number(value) }
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
        "status" | "origin" | "actor" | "message-kind" => format.word(&format!("{by}.{key}")),
        _ => label.unwrap_or(key).to_owned(),
    }
}
