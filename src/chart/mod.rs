//! Drawing answers.
//!
//! A chart is drawn from the JSON of an answer, never from the dataset, so an answer made elsewhere can be drawn,
//! too. A chart is one file here and one line in [`CHARTS`]. Titles, legends and tooltips are not drawn: they are
//! text, and text belongs into the page; [`Drawing`] says what is where.

mod axis;
mod bars;
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

use crate::error::{Code, Error, Place};
use crate::lang::Format;
use crate::registry::{self, Entry};
use pen::Pen;
pub use picture::Picture;
use serde::{Deserialize, Serialize};
use theme::{Color, Shade, Theme};

/// The first that can draw an answer is its default.
pub static CHARTS: [Chart; 7] = [
    line::CHART,
    stacked_bars::CHART,
    grouped_bars::CHART,
    horizontal_bars::CHART,
    heat_map::CHART,
    histogram::CHART,
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

impl Canvas<'_> {
    /// The colour of something, faded if something else is selected.
    fn shown(&self, color: Color, index: usize) -> Color {
        let is_aside = self.selected.is_some_and(|selected| selected as usize != index);
        if is_aside { color.faded(0.3) } else { color }
    }
}

/// How a chart is to be drawn.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Options {
    /// The chart's id; by default the first that suits.
    pub chart: Option<String>,
    pub theme: ThemeSpec,
    pub rtl: bool,
    pub selected: Option<u32>,
}

/// A theme, and what is to be different in it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ThemeSpec {
    pub shade: Shade,
    pub ink: Option<Color>,
    pub muted: Option<Color>,
    pub grid: Option<Color>,
    pub surface: Option<Color>,
    pub accent: Option<Color>,
    pub series: Option<Vec<Color>>,
    pub font: Option<String>,
    pub font_size: Option<f64>,
}

impl ThemeSpec {
    pub fn theme(self) -> Theme {
        let base = if self.shade == Shade::Dark { Theme::dark() } else { Theme::light() };
        Theme {
            ink: self.ink.unwrap_or(base.ink),
            muted: self.muted.unwrap_or(base.muted),
            grid: self.grid.unwrap_or(base.grid),
            surface: self.surface.unwrap_or(base.surface),
            accent: self.accent.unwrap_or(base.accent),
            series: self.series.filter(|series| !series.is_empty()).unwrap_or(base.series),
            font: self.font.unwrap_or(base.font),
            font_size: self.font_size.filter(|size| (6.0..=48.0).contains(size)).unwrap_or(base.font_size),
        }
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
    let theme = options.theme.clone().theme();
    let selected = options.selected;
    let mut canvas = Canvas { pen, theme: &theme, format, is_mirrored: options.rtl, selected };
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
