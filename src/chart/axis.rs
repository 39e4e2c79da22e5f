//! Axes: which values get a line and a label, and the frame that they make.

use super::pen::{Align, Baseline, FINE, Sheet, TextSpec};
use super::picture::{Bucket, spelled};
use super::theme::Color;
use super::{Canvas, bad_chart};
use crate::error::Error;
use crate::lang::Format;
use crate::time::{Step, iso};
use chrono::Datelike;
use plotters::chart::{ChartBuilder, ChartContext, LabelAreaPosition};
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use plotters::prelude::{IntoDrawingArea, RGBAColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, FontFamily, FontStyle, IntoFont, ShapeStyle, TextStyle};
use std::ops::Range;

/// A straight way from 0 to `end`: an amount, or places side by side, place `i` reaching from `i` to `i + 1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    pub end: f64,
    /// Where the labels stand.
    pub ticks: Vec<f64>,
    pub is_mirrored: bool,
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let share = value / self.end;
        let share = if self.is_mirrored { 1.0 - share } else { share };
        from + (share * f64::from(to - from)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        0.0..self.end
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, _: &f64) -> String {
        String::new()
    }
}

/// Steps between durations that people count in.
const DURATION_STEPS: [f64; 24] = [
    1e3,
    5e3,
    15e3,
    30e3,
    60e3,
    120e3,
    300e3,
    600e3,
    900e3,
    1800e3,
    3600e3,
    7200e3,
    10_800e3,
    21_600e3,
    43_200e3,
    86_400e3,
    172_800e3,
    345_600e3,
    604_800e3,
    1_209_600e3,
    2_592_000e3,
    5_184_000e3,
    7_776_000e3,
    15_552_000e3,
];

impl Axis {
    /// So many places, with labels at some of them.
    pub fn places(count: usize, ticks: Vec<f64>, is_mirrored: bool) -> Self {
        Self { end: count.max(1) as f64, ticks, is_mirrored }
    }

    /// A scale that reaches over `largest`, with about `ticks` round numbers on it.
    pub fn amounts(largest: f64, unit: &str, ticks: usize) -> Self {
        let ticks = ticks.max(1) as f64;
        let largest = if largest.is_finite() && largest > 0.0 { largest } else { 1.0 };
        let rough = largest / ticks;
        let step = match unit {
            "milliseconds" => {
                let known = DURATION_STEPS.iter().copied().find(|step| *step >= rough);
                known.unwrap_or_else(|| (rough / 31_536_000e3).ceil() * 31_536_000e3)
            }
            "share" => round_step(rough).max(0.01),
            _ => round_step(rough).max(1.0),
        };
        let count = (largest / step).ceil().max(1.0);
        Self { end: count * step, ticks: (0..=count as usize).map(|n| n as f64 * step).collect(), is_mirrored: false }
    }
}

/// The next of 1, 2 and 5, times a power of ten.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= rough * 0.999).unwrap_or(10.0);
    times * power
}

/// Which buckets get a label, if one takes `label_width` and there is `width` for all.
pub fn bucket_ticks(buckets: &[Bucket], step: Step, width: f64, label_width: f64) -> Vec<usize> {
    let most = (width / (label_width + 12.0)).floor().max(1.0) as usize;
    let all: Vec<usize> = (0..buckets.len()).collect();
    if all.len() <= most {
        return all;
    }
    for is_round in rounder(step) {
        let round: Vec<usize> = all.iter().copied().filter(|&n| is_round(&buckets[n].local)).collect();
        if (2..=most).contains(&round.len()) {
            return round;
        }
    }
    all.into_iter().step_by(buckets.len().div_ceil(most)).collect()
}

/// Ever fewer instants that are good to be labelled: whole quarters of a day, Mondays, firsts of a month, of a year.
fn rounder(step: Step) -> &'static [fn(&str) -> bool] {
    match step {
        Step::Hour => &[is_quarter_of_day, is_midnight, is_monday, is_first_of_month],
        Step::Day => &[is_monday, is_first_of_month, is_first_of_quarter, is_first_of_year],
        Step::Week => &[],
        Step::Month => &[is_first_of_quarter, is_first_of_year],
    }
}

fn is_quarter_of_day(local: &str) -> bool {
    ["T00:00", "T06:00", "T12:00", "T18:00"].iter().any(|time| local.ends_with(time))
}

fn is_midnight(local: &str) -> bool {
    local.ends_with("T00:00")
}

fn is_monday(local: &str) -> bool {
    let date = local.get(..10).and_then(|date| iso::read_date(date.as_bytes()));
    is_midnight(local) && date.is_some_and(|date| date.weekday() == chrono::Weekday::Mon)
}

fn is_first_of_month(local: &str) -> bool {
    local.ends_with("-01T00:00")
}

fn is_first_of_quarter(local: &str) -> bool {
    ["-01-01T", "-04-01T", "-07-01T", "-10-01T"].iter().any(|date| local.contains(date))
}

fn is_first_of_year(local: &str) -> bool {
    local.ends_with("-01-01T00:00")
}

pub type Frame<'p> = ChartContext<'p, Sheet<'p>, Cartesian2d<Axis, Axis>>;

/// Where labels stand, and what they say.
pub struct Labels<'a> {
    pub x: &'a dyn Fn(f64) -> String,
    pub y: &'a dyn Fn(f64) -> String,
    /// Lines across the chart at the labels of the upright axis, and of the level one.
    pub has_lines: (bool, bool),
}

/// The width of the widest of some labels.
pub fn widest(canvas: &Canvas<'_>, labels: impl Iterator<Item = String>) -> f64 {
    let spec = label_spec(canvas);
    labels.map(|label| canvas.pen.measure(&label, &spec)).fold(0.0, f64::max)
}

pub fn label_spec<'a>(canvas: &Canvas<'a>) -> TextSpec<'a> {
    TextSpec {
        family: &canvas.theme.font,
        size: canvas.theme.font_size,
        is_bold: false,
        color: canvas.theme.muted,
        align: Align::Left,
        baseline: Baseline::Middle,
    }
}

fn fine(pixels: f64) -> u32 {
    (pixels.max(0.0) * FINE).round() as u32
}

pub fn stroke(color: Color, width: f64) -> ShapeStyle {
    color.plotters().stroke_width(fine(width))
}

pub fn filled(color: Color) -> ShapeStyle {
    color.plotters().filled()
}

/// Sets up the axes and draws them; series are drawn on what is returned.
pub fn frame<'p>(canvas: &'p mut Canvas<'_>, x: Axis, y: Axis, labels: &Labels<'_>) -> Result<Frame<'p>, Error> {
    let size = canvas.theme.font_size;
    let ticks = |of: Vec<f64>, label: &dyn Fn(f64) -> String| of.into_iter().map(label).collect::<Vec<_>>();
    let (width, _) = canvas.pen.size();
    let side_ticks = y.ticks.clone();
    let side = widest(canvas, ticks(side_ticks.clone(), labels.y).into_iter());
    // Half of the last label may stand out over the end of its axis.
    let overhang = (widest(canvas, ticks(x.ticks.clone(), labels.x).into_iter()) / 2.0).min(24.0);
    let (theme, is_mirrored) = (canvas.theme, canvas.is_mirrored);
    let side_area = if side > 0.0 { side + 10.0 } else { 0.0 };
    let (left, right) = if is_mirrored { (overhang.max(4.0), side_area) } else { (side_area, overhang.max(4.0)) };
    let root = Sheet { pen: &mut *canvas.pen }.into_drawing_area();
    let failed = |_| bad_chart("plotters could not set up the axes");
    let mut builder = ChartBuilder::on(&root);
    builder.margin_top(fine(size * 0.7)).set_label_area_size(LabelAreaPosition::Bottom, fine(size * 1.9));
    if is_mirrored {
        builder.margin_left(fine(left)).set_label_area_size(LabelAreaPosition::Right, fine(right));
    } else {
        builder.margin_right(fine(right)).set_label_area_size(LabelAreaPosition::Left, fine(left));
    }
    let mut chart = builder.build_cartesian_2d(x, y).map_err(failed)?;
    let none = RGBAColor(0, 0, 0, 0.0);
    let font = (FontFamily::Name(&theme.font), size * FINE, FontStyle::Normal).into_font();
    let muted = theme.muted.plotters();
    let style = TextStyle::from(font).color(&muted);
    let mut mesh = chart.configure_mesh();
    mesh.axis_style(none).bold_line_style(stroke(theme.grid, 1.0)).light_line_style(none).max_light_lines(0);
    mesh.set_all_tick_mark_size(fine(4.0)).label_style(style.clone());
    let x_label = |value: &f64| (labels.x)(*value);
    // plotters sets labels on the right flush right; they belong next to their axis on either side.
    mesh.x_label_formatter(&x_label).y_label_formatter(&|_| String::new());
    if !labels.has_lines.1 {
        mesh.disable_x_mesh();
    }
    if !labels.has_lines.0 {
        mesh.disable_y_mesh();
    }
    mesh.draw().map_err(failed)?;
    let (edge, anchor) =
        if is_mirrored { (width - side_area + 6.0, HPos::Left) } else { (side_area - 6.0, HPos::Right) };
    let style = style.pos(Pos::new(anchor, VPos::Center));
    for tick in side_ticks {
        let (_, y) = chart.backend_coord(&(0.0, tick));
        root.draw_text(&(labels.y)(tick), &style, (fine(edge) as i32, y)).map_err(failed)?;
    }
    Ok(chart)
}

/// The label of an amount.
pub fn amount<'a>(format: &'a dyn Format, unit: &'a str) -> impl Fn(f64) -> String + 'a {
    move |value| spelled(format, unit, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_at_a_round_number_over_the_largest_value() {
        let ends = |largest: f64, unit: &str| {
            let scale = Axis::amounts(largest, unit, 4);
            (scale.end, scale.ticks.len())
        };
        assert_eq!(ends(7.0, "messages"), (8.0, 5));
        assert_eq!(ends(1.0, "messages"), (1.0, 2));
        assert_eq!(ends(0.0, "messages"), (1.0, 2));
        assert_eq!(ends(93.0, "messages"), (100.0, 3));
        assert_eq!(ends(1234.0, "messages"), (1500.0, 4));
        assert_eq!(ends(50.0 * 60e3, "milliseconds"), (60.0 * 60e3, 5));
        assert_eq!(ends(0.37, "share"), (0.4, 5));
        assert_eq!(ends(30.0 * 3600e3, "milliseconds"), (36.0 * 3600e3, 4));
        assert!(Axis::amounts(f64::NAN, "messages", 4).end.is_finite());
    }

    #[test]
    fn labels_stand_at_round_dates() {
        let day = |n: i64| Bucket {
            local: format!(
                "{}T00:00",
                chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + chrono::Days::new(n as u64)
            ),
            partial: false,
        };
        let month: Vec<_> = (0..31).map(day).collect();
        let year: Vec<_> = (0..365).map(day).collect();
        assert_eq!(bucket_ticks(&month, Step::Day, 300.0, 40.0), [5, 12, 19, 26]);
        assert_eq!(bucket_ticks(&month[..5], Step::Day, 300.0, 40.0), [0, 1, 2, 3, 4]);
        assert_eq!(bucket_ticks(&year, Step::Day, 700.0, 40.0).len(), 12);
        assert_eq!(bucket_ticks(&year, Step::Day, 300.0, 40.0), [0, 90, 181, 273]);
        assert_eq!(bucket_ticks(&year, Step::Day, 60.0, 40.0), [0]);
    }
}
