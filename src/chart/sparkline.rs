//! A line without axes, for beside a number.

use super::axis::{Axis, filled, stroke};
use super::pen::Sheet;
use super::picture::Picture;
use super::{Canvas, Chart, Drawing, bad_chart};
use crate::error::Error;
use plotters::chart::ChartBuilder;
use plotters::element::{Circle, PathElement, Polygon};
use plotters::prelude::IntoDrawingArea;

pub const CHART: Chart = Chart { id: "sparkline", suits: |picture| matches!(picture, Picture::Series(_)), draw };

fn draw(canvas: &mut Canvas<'_>, picture: &Picture) -> Result<Drawing, Error> {
    let Picture::Series(series) = picture else { return Err(bad_chart("a sparkline is drawn of a series")) };
    let Some(line) = series.lines.first() else { return Ok(Drawing::default()) };
    let largest = line.values.iter().flatten().copied().fold(0.0, f64::max);
    let color = canvas.theme.accent;
    // What is to come takes no room.
    let length = line.values.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let slots = Axis::places(length, Vec::new(), canvas.is_mirrored);
    let scale = Axis { end: largest.max(f64::MIN_POSITIVE) * 1.1, ticks: Vec::new(), is_mirrored: false };
    let root = Sheet { pen: &mut *canvas.pen }.into_drawing_area();
    let failed = |_| bad_chart("plotters could not draw a sparkline");
    let mut chart = ChartBuilder::on(&root).margin(8).build_cartesian_2d(slots, scale).map_err(failed)?;
    let points = line.values.iter().enumerate().map(|(bucket, value)| value.map(|value| (bucket as f64 + 0.5, value)));
    let points: Vec<Option<(f64, f64)>> = points.collect();
    for run in points.split(Option::is_none).filter(|run| !run.is_empty()) {
        let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
        let (first, last) = (run[0], run[run.len() - 1]);
        let mut area = run.clone();
        area.extend([(last.0, 0.0), (first.0, 0.0)]);
        chart.draw_series([Polygon::new(area, filled(color.faded(0.12)))]).map_err(failed)?;
        chart.draw_series([PathElement::new(run, stroke(color, 1.5))]).map_err(failed)?;
    }
    if let Some(last) = points.iter().flatten().next_back() {
        chart.draw_series([Circle::new(*last, 9, filled(color))]).map_err(failed)?;
    }
    Ok(Drawing::default())
}
