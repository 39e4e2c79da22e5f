//! Drawing answers.
//!
//! A chart is drawn from the JSON of an answer, never from the dataset, so an answer made elsewhere can be drawn,
//! too. A chart is one file here and one line in [`CHARTS`]. Titles, legends and tooltips are not drawn: they are
//! text, and text belongs into the page; [`Drawing`] says what is where.

mod axis;
mod bars;
mod cohort_triangle;
mod grouped_bars;
mod heat_map;
mod histogram;
mod horizontal_bars;
mod line;
pub mod pen;
mod picture;
mod sparkline;
mod stacked_bars;
pub mod theme;
mod waiting_curve;

use crate::args::{self, Arg};
use crate::error::{Code, Error, Place};
use crate::lang::Format;
use crate::registry::{self, Entry};
use pen::Pen;
pub use picture::Picture;
use serde::Serialize;
use theme::{Color, Theme};

/// The first that can draw an answer is its default.
pub static CHARTS: [Chart; 9] = [
    line::CHART,
    stacked_bars::CHART,
    grouped_bars::CHART,
    horizontal_bars::CHART,
    heat_map::CHART,
    histogram::CHART,
    waiting_curve::CHART,
    cohort_triangle::CHART,
    sparkline::CHART,
];

pub struct Chart {
    pub id: &'static str,
    /// Whether it can draw answers of this shape.
    pub suits: fn(&Picture) -> bool,
    pub draw: fn(&mut Canvas<'_>, &Picture) -> Result<Drawing, Error>,
}

impl Entry for Chart {
    fn id(&self) -> &'static str {
        self.id
    }
}

/// What a chart is drawn on and with.
pub struct Canvas<'a> {
    pub pen: &'a mut dyn Pen,
    pub theme: &'a Theme,
    pub format: &'a dyn Format,
    /// Time and amounts run from right to left.
    pub is_mirrored: bool,
    /// What stays bright while everything else fades.
    pub selected: Option<u32>,
}

/// How a chart is to be drawn.
#[derive(Clone, Debug)]
pub struct Options {
    /// The chart's id; by default the first that suits.
    pub chart: Option<String>,
    pub theme: Theme,
    pub is_mirrored: bool,
    pub selected: Option<u32>,
}

impl Options {
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let value = args::parse(text)?;
        let members = Arg::new(&value).object(&["chart", "theme", "rtl", "selected"])?;
        Ok(Self {
            chart: members.read("chart", Arg::text)?.map(str::to_owned),
            theme: members.read("theme", Theme::read)?.unwrap_or_else(Theme::light),
            is_mirrored: members.read_or_default("rtl", Arg::flag)?,
            selected: members.read("selected", Arg::count)?.map(|index| index as u32),
        })
    }
}

/// What has been drawn where.
#[derive(Debug, Default, PartialEq, Serialize)]
pub struct Drawing {
    pub chart: &'static str,
    /// In CSS pixels. Of those that contain a point, the last is meant.
    pub hits: Vec<Hit>,
    pub legend: Vec<Key>,
}

/// An area that stands for a part of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Hit {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// The bucket, row, bin, or cell (row by row).
    pub index: u32,
    /// The line, where the area is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

/// A line of a legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Key {
    pub line: u32,
    pub label: String,
    /// As CSS writes it.
    pub color: String,
}

/// Draws an answer, given as its JSON.
pub fn draw(answer: &str, options: &Options, pen: &mut dyn Pen, format: &dyn Format) -> Result<Drawing, Error> {
    let picture = Picture::from_json(answer)?;
    let chart = match &options.chart {
        Some(id) => registry::find(&CHARTS, "chart", id)?,
        None => CHARTS
            .iter()
            .find(|chart| (chart.suits)(&picture))
            .ok_or_else(|| bad_chart("no chart suits this answer"))?,
    };
    if !(chart.suits)(&picture) {
        return Err(bad_chart("this chart does not suit the shape of the answer"));
    }
    let Options { theme, is_mirrored, selected, .. } = options;
    let mut canvas = Canvas { pen, theme, format, is_mirrored: *is_mirrored, selected: *selected };
    let (width, height) = canvas.pen.size();
    if width < 8.0 || height < 8.0 {
        return Ok(Drawing { chart: chart.id, ..Drawing::default() });
    }
    let drawing = (chart.draw)(&mut canvas, &picture)?;
    Ok(Drawing { chart: chart.id, ..drawing })
}

fn bad_chart(message: &str) -> Error {
    Error::new(Code::BadChart, Place::default(), message)
}

fn css(color: Color) -> String {
    format!("rgb({}, {}, {})", color.red, color.green, color.blue)
}
